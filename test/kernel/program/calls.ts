// Generators, asynchronous code, tagged templates, and what functions see as `this`.
import type { Statement } from './declarations';
import { list, number, text } from './expressions';
import { assignment, block } from './simple';

const generator: Statement = (s) => {
  const [name, it] = [s.fresh('g'), s.fresh('it')];
  const { code, cost } = s.body([], () => `${assignment(s)} yield ${number(s, 1)}; yield* ${list(s, 1)};`);
  s.declare('sequence', name, { cost });
  return [
    `function* ${name}(): Generator<number, string, number | undefined> { ${code} const got = yield 7; return 'end' + got; }`,
    `const ${it} = ${name}(); console.log(JSON.stringify(${it}.next()), ${name}.name);`,
    `for (const v of ${it}) { console.log(v); if (v > 4) break; }`,
    `{ const [first, ...rest] = ${name}(); console.log(first, rest.length); }`,
  ];
};

const asynchronous: Statement = (s) => {
  const name = s.fresh('later');
  const { code, cost } = s.body([['number', 'n']], () => `await null; ${block(s)} return ${number(s, 2)};`);
  const declaration = s.choose([
    `async function ${name}(n: number): Promise<number> { ${code} }`,
    `const ${name} = async (n: number): Promise<number> => { ${code} };`,
  ]);
  s.declare('task', name, { cost });
  return [
    declaration,
    `console.log(await ${name}(${number(s, 1)}), (await Promise.all([${name}(1), ${name}(2)])).length);`,
    `await ${name}(await ${name}(${number(s, 0)})).then((v) => { ${s.within([['number', 'v']], () => assignment(s))} console.log(v); });`,
  ];
};

/** Something begun by one statement, which a later one lets go on. */
const begun: Statement = (s) => {
  const [go, promise, state] = [s.fresh('go'), s.fresh('p'), s.fresh('n')];
  s.declare('number', state, { writable: true });
  return [
    `let ${go}: (n: number) => void = () => {}, ${state} = 0;`,
    `const ${promise} = (async () => { ${state} = 1; ${state} += await new Promise<number>((done) => { ${go} = done; }); return ${state}; })();`,
    `console.log(${state}); ${state} = 10;`,
    `${go}(5); console.log(await ${promise}, ${state});`,
  ];
};

const asyncGenerator: Statement = (s) => {
  const name = s.fresh('ag');
  const { code } = s.body(
    [],
    () => `yield ${number(s, 1)}; ${assignment(s)} await null; yield ${number(s, 1)};`,
  );
  return [
    `async function* ${name}() { try { ${code} } finally { console.log('closed'); } }`,
    `for await (const v of ${name}()) { console.log(v); break; }`,
    `try { await (async () => { throw new Error(${text(s, 1)}); })(); } catch (e) { console.log((e as Error).message); }`,
  ];
};

const template: Statement = (s) => {
  const name = s.fresh('tag');
  return [
    `function ${name}(this: unknown, parts: TemplateStringsArray, ...values: unknown[]) { return [this === undefined, parts.raw.join('|'), values.length, Object.isFrozen(parts)].join(); }`,
    `console.log(${name}\`a\${${number(s, 1)}}\\n\${${text(s, 1)}}\`, ${name}\`\`);`,
  ];
};

/** A function of the top level is called without a \`this\`, however it is called. */
const noThis: Statement = (s) => {
  const name = s.fresh('self');
  const form = s.choose([
    `function ${name}(this: unknown): string { return typeof this; }`,
    `const ${name} = function (this: unknown): string { return typeof this; };`,
    `let ${name} = function (this: unknown): string { return typeof this; };`,
  ]);
  return [
    form,
    `console.log(${name}(), (${name})(), ${name}?.(), (${name} as () => string)(), ${name}!(), [1].map(${name})[0], ({ ${name} }).${name}());`,
  ];
};

const argumentsAndNames: Statement = (s) => {
  const [name, again] = [s.fresh('f'), s.fresh('f')];
  return [
    `function ${name}(..._: number[]) { return arguments.length + (arguments[0] ?? 0); }`,
    `let ${again}: (...n: number[]) => number = function () { return arguments.length; }; console.log(${again}.name, ${again}(${number(s, 1)}, 2));`,
    `${again} = (...n) => n.length; console.log(${again}.name, ${again}(...${list(s, 1)}, ${name}(${number(s, 1)}, 1)));`,
    `let ${again}d = null as (() => number) | null; ${again}d ??= () => ${number(s, 1)}; console.log(${again}d.name, ${again}d());`,
    `{ let { ${again}e = () => 1 } = {} as { ${again}e?: () => number }; console.log(${again}e.name); } const [${again}f = class {}] = [] as (new () => object)[]; console.log(${again}f!.name);`,
  ];
};

const undeclared: Statement = (s) => {
  const name = s.fresh('ghost');
  return [
    `declare let ${name}: number;`,
    `console.log(typeof ${name}, typeof ${name} === 'undefined' ? ${number(s, 1)} : ${name});`,
    `console.log(void ${number(s, 1)}, ('ghost' in globalThis));`,
  ];
};

const bigints: Statement = (s) => {
  const name = s.fresh('big');
  return [
    `let ${name} = ${s.below(100)}n;`,
    `${name}++; ${name} *= 3n; ${name} **= 2n; (${name}) -= BigInt(Math.trunc(${s.below(50)}));`,
    `console.log(${name}--, --${name}, -${name}, typeof ${name}, String(${name} << 2n));`,
  ];
};

export const calls: readonly Statement[] = [
  generator,
  asynchronous,
  begun,
  asyncGenerator,
  template,
  noThis,
  argumentsAndNames,
  undeclared,
  bigints,
];
