// Statements that declare names at top level. Each gives pieces that may be cut apart.
import { number, list, pair, text, value } from './expressions';
import { block } from './simple';
import { typeNames, type Kind, type Source } from './source';

export type Statement = (s: Source) => string[];

const valueKinds = [
  'number',
  'number',
  'string',
  'boolean',
  'numbers',
  'pair',
  'maybe',
  'record',
  'call',
] as const;

const variable: Statement = (s) => {
  const kind = s.choose(valueKinds);
  const form = s.choose(['let', 'let', 'let', 'const', 'var', 'export let', 'export const']);
  const name = s.fresh('v');
  const type = kind === 'number' && s.once(2) ? '' : `: ${typeNames[kind]}`;
  const code = `${form} ${name}${type} = ${value(s, kind)};`;
  s.declare(kind, name, { writable: !form.endsWith('const'), cost: kind === 'call' ? 3 : 1 });
  return [code];
};

const several: Statement = (s) => {
  const [a, b, c] = [s.fresh('a'), s.fresh('b'), s.fresh('c')];
  const code = `${s.choose(['let', 'var'])} ${a} = ${number(s, 1)}, ${b}: string | undefined, ${c} = ${a} + 1;`;
  s.declare('number', a, { writable: true });
  s.declare('number', c, { writable: true });
  return [code, `console.log('${b}', ${b}); ${b} = ${text(s, 1)}; console.log(${b});`];
};

const arrayPattern: Statement = (s) => {
  const [a, b, c] = [s.fresh('a'), s.fresh('b'), s.fresh('c')];
  const form = s.choose(['let', 'var', 'const']);
  const code = s.one(
    () => `${form} [${a}, ${b} = ${number(s, 1)}, ...${c}] = ${list(s, 1)} as number[];`,
    () =>
      `${form} [[${a}, ${b}], , ...${c}] = [[${number(s, 1)}, ${number(s, 1)}], 0, ${number(s, 1)}] as [[number, number], number, ...number[]];`,
    () =>
      `${form} [${a}, [${b} = ${number(s, 1)}] = [3], ...[, ...${c}]] = [${number(s, 1)}] as [number, [number?]?, number?, ...number[]];`,
  );
  const first = `console.log(typeof ${a}, ${b}, JSON.stringify(${c}));`;
  const writable = form !== 'const';
  s.declare('number', b, { writable });
  s.declare('numbers', c, { writable });
  return [code, first];
};

const objectPattern: Statement = (s) => {
  const [a, b, c, d] = [s.fresh('a'), s.fresh('b'), s.fresh('c'), s.fresh('d')];
  const form = s.choose(['let', 'var', 'const']);
  const code = s.one(
    () => `${form} { a: ${a}, b: ${b}, ...${c} } = { ...${pair(s, 1)}, x: ${number(s, 1)} };`,
    () =>
      `${form} { a: ${a} = ${number(s, 1)}, ['b']: ${b} = ${text(s, 1)}, ...${c} } = { x: 1 } as { a?: number; b?: string; x: number };`,
    () =>
      `${form} { p: { a: ${a}, b: ${b} } = ${pair(s, 1)}, ...${c} } = { x: ${number(s, 1)} } as { p?: { a: number; b: string }; x: number };`,
  );
  const writable = form !== 'const';
  s.declare('number', a, { writable });
  s.declare('string', b, { writable });
  const short = `${form} { ${d}, ${d}x = ${number(s, 1)} } = { ${d}: ${number(s, 1)} } as { ${d}: number; ${d}x?: number };`;
  s.declare('number', d, { writable });
  s.declare('number', `${d}x`, { writable });
  return [code, `console.log(${a}, ${b}, JSON.stringify(${c}));`, short];
};

/** Functions: declared, or kept in variables; some are called before the line that declares them. */
const aFunction: Statement = (s) => {
  const name = s.fresh('f');
  const local = s.local();
  const { code, cost } = s.body([['number', local]], () => `${block(s)} return ${number(s, 2)};`);
  const [declaration, hoisted] = s.choose([
    [`function ${name}(${local}: number): number { ${code} }`, true],
    [`export function ${name}(${local}: number): number { ${code} }`, true],
    [`const ${name} = (${local}: number): number => { ${code} };`, false],
    [`let ${name} = function (${local}: number): number { ${code} };`, false],
    [`const ${name} = function inner(${local}: number): number { ${code} };`, false],
    [`var ${name} = function (${local}: number): number { ${code} };`, false],
  ] as const);
  const early = hoisted && s.once(2) ? `console.log('early', ${name}(${number(s, 1)}));\n` : '';
  s.declare('call', name, { cost });
  return [
    early + declaration,
    `console.log('${name}', ${name}.name, ${name}.length, ${name}(${number(s, 1)}));`,
  ];
};

const parameters: Statement = (s) => {
  const name = s.fresh('f');
  const outer = s.variable('number')?.name ?? '4';
  const { code, cost } = s.body(
    [
      ['number', 'n'],
      ['numbers', 'rest'],
    ],
    () => number(s, 2),
  );
  s.declare('call', name, { cost });
  return [
    `function ${name}(n: number, { a = ${outer}, ...other }: { a?: number; z?: number } = {}, [m = n + a] = [] as number[], ...rest: number[]): number { return ${code} + a + m + Object.keys(other).length; }`,
    `console.log(${name}(1), ${name}(2, { a: 3, z: 1 }, [5], 6, 7), ${name}.length);`,
  ];
};

const mutualRecursion: Statement = (s) => {
  const [even, odd] = [s.fresh('even'), s.fresh('odd')];
  const step = s.variable('number', true);
  const counts = step ? `${step.name} += 1;` : '';
  return [
    `function ${even}(n: number): boolean { ${counts} return n === 0 || ${odd}(n - 1); }\nfunction ${odd}(n: number): boolean { return n !== 0 && ${even}(n - 1); }`,
    `console.log(${even}(6), ${odd}(4)${step ? `, ${step.name}` : ''});`,
  ];
};

const overloads: Statement = (s) => {
  const name = s.fresh('o');
  return [
    `function ${name}(x: number): string;\nfunction ${name}(x: string): number;\nfunction ${name}(x: number | string): number | string { return typeof x === 'number' ? 'n' + x : x.length + ${number(s, 1)}; }`,
    `console.log(${name}(${number(s, 1)}).length, ${name}(${text(s, 1)}) + 1);`,
  ];
};

const closures: Statement = (s) => {
  const [state, up, get] = [s.fresh('state'), s.fresh('up'), s.fresh('get')];
  s.declare('number', state, { writable: true });
  const by = s.body([['number', 'by']], () => number(s, 1));
  s.declare('call', up, { cost: by.cost });
  return [
    `let ${state} = ${s.below(9)};`,
    `const ${up} = (by: number): number => (${state} += by % 7 + ${by.code} % 5), ${get} = () => ({ ${state} });`,
    `${up}(2); ${state}++; console.log(${get}().${state}, ${state});`,
  ];
};

/** A variable that a block, a loop or a branch declares with \`var\`. */
const nestedVar: Statement = (s) => {
  const [name, other] = [s.fresh('n'), s.fresh('n')];
  const [x, y] = [number(s, 1), number(s, 1)];
  const code = s.choose([
    `{ var ${name} = ${x}; { var ${other} = ${y}; } }`,
    `try { var ${name} = ${x}; throw new Error('e'); } catch { var ${other} = ${y}; }`,
    `for (var ${name} = 0, ${other} = ${y}; ${name} < 3; ${name}++) {}`,
    `if (${x} > 2) var ${name} = ${y}; else ${name} = 1;\nvar ${other} = 2;`,
    `switch (1 as number) { case 1: var ${name} = ${x}; default: var { a: ${other} } = { a: ${y} }; }`,
    `outer: do { for (var ${name} of [${x}, 5]) { var ${other} = ${name} + 1; continue outer; } } while (false);`,
  ]);
  const after = `console.log(${name}!, ${other}!); ${name} = ${number(s, 1)}; ${other} = ${number(s, 1)};`;
  s.declare('number', name, { writable: true });
  s.declare('number', other, { writable: true });
  return [code, after];
};

/** \`var\` once more: with a value, and without, which changes nothing. */
const varAgain: Statement = (s) => {
  const [name, type] = [s.fresh('w'), 'number | undefined'];
  return [
    `var ${name}: ${type} = ${number(s, 1)};`,
    `var ${name}: ${type};`,
    `console.log(${name});`,
    `var ${name}: ${type} = (${name} ?? 0) + ${number(s, 1)};`,
    `console.log(${name}); for (var ${name}: ${type} = 0; ${name} < 2; ${name}++);`,
    `console.log(${name});`,
  ];
};

const imports: Statement = (s) => {
  const name = s.fresh('i');
  return s.choose([
    [
      `import { basename as ${name} } from 'node:path';`,
      `console.log(${name}('/a/' + ${text(s, 0)} + 'x'), ${name}.name);`,
    ],
    [`import * as ${name} from 'node:path';`, `console.log(${name}.join('a', 'b'), typeof ${name});`],
    [
      `import ${name} from 'node:path';`,
      `console.log([${name}.sep, { ${name} }.${name}.extname('x.ts')].join());`,
    ],
    [
      `import ${name}, { sep as ${name}sep } from 'node:path';`,
      `console.log(${name}.sep === ${name}sep, typeof ${name}sep);`,
    ],
    [
      `import type { ParsedPath as ${name} } from 'node:path';`,
      `const ${name}p: ${name} = { root: '', dir: '', base: '', ext: '', name: 'q' }; console.log(${name}p.name);`,
    ],
  ]);
};

export const declarations: readonly Statement[] = [
  variable,
  variable,
  variable,
  several,
  arrayPattern,
  objectPattern,
  aFunction,
  aFunction,
  parameters,
  mutualRecursion,
  overloads,
  closures,
  nestedVar,
  varAgain,
  imports,
];
export type { Kind };
