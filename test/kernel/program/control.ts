// Loops, branches and exceptions at top level.
import type { Statement } from './declarations';
import { list, number, pair, text, truth } from './expressions';
import { assignment, block, print, simple } from './simple';
import type { Source } from './source';

/** A loop around some statements: what it counts with cannot be changed by them. */
const body = (s: Source, locals: readonly (readonly ['number' | 'string', string])[] = []) =>
  s.repeated(5, () => s.within(locals, () => block(s)));

/** Loops whose heads assign to variables that are already there, even from an earlier cell. */
const loopWithOldName: Statement = (s) => {
  const [i, k] = [s.fresh('i'), s.fresh('k')];
  const code = s.one(
    () => `for (${i} of ${list(s, 1)}.slice(0, 4)) { ${body(s, [['number', i]])} }`,
    () => `for (${i} = 0; ${i} < 3; ${i}++) { ${body(s, [['number', i]])} }`,
    () => `for (${k} in { x: 1, y: ${number(s, 1)} }) { ${body(s, [['string', k]])} }`,
    () => `for ([${k}, ${i}] of Object.entries({ p: ${number(s, 1)}, q: 2 })) { ${body(s)} }`,
    () =>
      `for ({ a: ${i}, b: ${k} = 'd' } of [${pair(s, 1)}, { a: 3 } as { a: number; b?: string }]) { ${body(s)} }`,
    () => `for await (${i} of [${number(s, 1)}, Promise.resolve(2)]) { ${body(s)} }`,
    () => `${i} = 0; while (${i}++ < 3) { ${body(s)} }`,
    () => `${i} = 3; do { ${body(s)} } while (--${i} > 0);`,
    () => `for ((${i}) of [${number(s, 1)}]) for (${k} of 'ab') console.log(${i}, ${k});`,
    () => `for (${i} = 0, ${k} = ''; ${k}.length < 3; ${i} += 2, ${k} += 'z') ${print(s)}`,
  );
  s.declare('number', i, { writable: true });
  s.declare('string', k, { writable: true });
  return [`let ${i} = ${s.below(5)}, ${k} = 'k';`, code, `console.log(${i}, ${k});`];
};

/** Loops whose variable belongs to each round alone. */
const loopWithNewName: Statement = (s) => {
  const name = s.local();
  const fs = s.fresh('fs');
  const items = s.within([[undefined, name]], () => list(s, 1));
  const total = s.within([[undefined, name]], () => s.variable('number', true)?.name);
  const add = total ? `${total} += ${name};` : '';
  return [
    `const ${fs}: (() => number)[] = [];`,
    s.choose([
      `for (let ${name} = 0; ${name} < 3; ${name}++) { ${body(s, [['number', name]])} ${fs}.push(() => ${name}); }`,
      `for (const ${name} of ${items}.slice(0, 3)) { ${body(s, [['number', name]])} ${fs}.push(() => { ${add} return ${name}; }); }`,
      `for (const [${name}] of [[1], [2]] as [number][]) { ${fs}.push(() => ${name}++, () => 2); }`.replace(
        '++',
        '',
      ),
      `for (const ${name} in [5, 6]) { ${body(s, [['string', name]])} ${fs}.push(() => Number(${name})); }`,
      `for await (const ${name} of (async function* () { yield* [3, 4]; })()) { ${fs}.push(() => ${name}); }`,
    ]),
    `console.log(${fs}.map((f) => f()).join());`,
  ];
};

const memberHead: Statement = (s) => {
  const name = s.fresh('m');
  s.declare('pair', name, { writable: true });
  return [
    `let ${name} = { a: 0, b: '' };`,
    s.choose([
      `for (${name}.a of ${list(s, 1)}) ${print(s)}`,
      `for (${name}.b in { u: 1, v: 2 }) console.log(${name}.b);`,
      `for ([${name}.a, ${name}['b']] of [[1, 'one'], [2, 'two']] as [number, string][]) { ${body(s)} }`,
      `for ({ ...${name} } of [${pair(s, 1)}, ${pair(s, 1)}]) console.log(JSON.stringify(${name}));`,
    ]),
    `console.log(JSON.stringify(${name}));`,
  ];
};

const labels: Statement = (s) => {
  const [count, label] = [s.fresh('c'), s.fresh('l')];
  const code = s.choose([
    `${label}: for (const i of [0, 1, 2]) { for (const j of [0, 1, 2]) { ${count} += i * j; if (j > i) continue ${label}; if (${count} > 3) break ${label}; console.log(i, j); } }`,
    `${label}: { ${count} = ${number(s, 1)}; if (${truth(s, 1)}) break ${label}; ${assignment(s)} console.log('to the end'); }`,
    `${label}: while (true) { switch (${count}++) { case 2: break ${label}; case 1: ${simple(s)} default: continue ${label}; } }`,
    `${label}: do { ${count}++; for (;;) { if (${count} < 3) continue ${label}; break ${label}; } } while (${count} < 5);`,
  ]);
  s.declare('number', count, { writable: true });
  return [`let ${count} = 0;`, code, `console.log('${label}', ${count});`];
};

const switches: Statement = (s) => {
  const name = s.local();
  const start = s.within([[undefined, name]], () => number(s, 1));
  const hidden = s.within([['number', name]], () => number(s, 1));
  return [
    `switch (${number(s, 1)} % 3) { case 0: ${block(s)} case ${number(s, 0)}: ${block(s)} break; default: console.log('other'); case 2: { let ${name} = ${start}; console.log(${hidden}); } }`,
    `switch (true) { case ${truth(s, 1)}: ${block(s)} break; case ${truth(s, 1)}: ${block(s)} }`,
  ];
};

const branches: Statement = (s) => [
  `if (${truth(s, 2)}) { ${simple(s)} } else if (${truth(s, 1)}) { ${block(s)} } else { ${block(s)} }`,
  `${truth(s, 1)} && console.log(${text(s, 1)}); ${truth(s, 1)} ? ${number(s, 1)} : ${number(s, 2)};`,
];

const exceptions: Statement = (s) => {
  const [thrown, hidden] = [s.fresh('t'), s.local()];
  s.declare('string', thrown, { writable: true });
  const after = s.within([['string', hidden]], () => block(s));
  return [
    `let ${thrown} = '';`,
    `try { ${block(s)} if (${truth(s, 1)}) throw Object.assign(new RangeError(${text(s, 1)}), { a: ${number(s, 1)} }); ${block(s)} } catch (e) { ${thrown} = (e as Error).name; ${block(s)} } finally { ${thrown} += '.'; ${block(s)} }`,
    `try { throw { message: ${text(s, 1)}, code: [${number(s, 1)}] }; } catch ({ message: ${hidden}, code: [n] }: any) { ${after} console.log(${hidden}, n); }`,
    `console.log(${thrown}, (() => { try { return ${number(s, 1)}; } finally { ${assignment(s)} } })());`,
    `try { null!; (undefined as any).x; } catch (e) { console.log(e instanceof TypeError); }`,
  ];
};

export const control: readonly Statement[] = [
  loopWithOldName,
  loopWithOldName,
  loopWithNewName,
  memberHead,
  labels,
  switches,
  branches,
  exceptions,
];
