// Classes, object literals, and the types that come with them.
import type { Statement } from './declarations';
import { list, number, pair, text } from './expressions';
import { assignment } from './simple';

const aClass: Statement = (s) => {
  const [name, made] = [s.fresh('C'), s.fresh('made')];
  const form = s.choose([
    `class ${name}`,
    `export class ${name}`,
    `const ${name} = class`,
    `const ${name} = class Inner`,
    `let ${name} = class`,
  ]);
  const { code, cost } = s.body(
    [],
    () => `${form} {
  static #count = 0;
  static last = ${number(s, 1)};
  static { this.last += 1; ${assignment(s)} }
  #own = ${number(s, 1)};
  value: number;
  constructor(public start: number = 1, readonly label = ${text(s, 1)}) { this.value = start + this.#own % 10; ${name}.#count++; this.value += Number(new.target === undefined); }
  bump(by: number): number { this.value += by; return this.value + ${number(s, 2)} % 100; }
  get own() { return this.#own + ${number(s, 1)}; }
  set own(v: number) { this.#own = v % 50; ${assignment(s)} }
  static get count() { return ${name}.#count; }
  static is(x: object) { return #own in x; }
  [${text(s, 0)} + 'method']() { return 'computed'; }
  *[Symbol.iterator]() { yield this.value; yield ${number(s, 1)}; }
}${form.includes('=') ? ';' : ''}`,
  );
  s.declare('class', name, { cost });
  return [
    code,
    `const ${made} = new ${name}(${number(s, 1)}); console.log(${made}.bump(3), ${made}.own, ${name}.count, ${name}.last, ${name}.name);`,
    `${made}.own += ${number(s, 1)}; ${made}.own++; console.log(${made}.own, ${name}.is(${made}), ${made} instanceof ${name}, [...${made}].join());`,
  ];
};

const subclass: Statement = (s) => {
  const base = s.variable('class');
  if (!base) return aClass(s);
  const name = s.fresh('S');
  const { code, cost } = s.body(
    [],
    () =>
      `class ${name} extends ${base.name} { value = super.bump(1); #twice = this.value * 2; constructor(n: number) { super(n); ${assignment(s)} } bump(by: number): number { return super.bump(by) + this.#twice + ${number(s, 1)}; } static made = [new ${name}(2)]; }`,
  );
  s.declare('class', name, { cost: cost + base.cost });
  return [
    code,
    `console.log(new ${name}(1).bump(2), ${name}.made.length, Object.getPrototypeOf(${name}) === ${base.name});`,
  ];
};

const abstractClass: Statement = (s) => {
  const [shape, square, type] = [s.fresh('A'), s.fresh('Q'), s.fresh('I')];
  return [
    `interface ${type} { area(): number }\nabstract class ${shape} implements ${type} { abstract side: number; area() { return this.side ** 2 + ${number(s, 1)}; } }`,
    `class ${square} extends ${shape} { override side = ${number(s, 1)}; }`,
    `const ${square}made: ${type} = new ${square}(); console.log(${square}made.area());`,
  ];
};

const literal: Statement = (s) => {
  const name = s.fresh('o');
  const short = s.variable('number')?.name;
  const getter = s.body([], () => number(s, 1));
  return [
    `const ${name} = { ${short ? `${short}, ` : ''}...${pair(s, 1)}, [${text(s, 0)} + 'x']: ${number(s, 1)}, get twice(): number { return this.a * 2 + ${getter.code}; }, set twice(v) { this.a = v; ${assignment(s)} }, method() { return this.b; }, async *many() { yield this.a; }, opt: undefined as { deep?: { n: number; f?: () => number } } | undefined };`,
    `${name}.twice = ${number(s, 1)}; console.log(${name}.twice, ${name}.method(), ${name}?.['method']?.().length);`,
    `console.log(${name}.opt?.deep?.n, ${name}.opt?.deep!.n, ${name}.opt?.deep?.f?.(), (${name}.opt ??= { deep: { n: ${number(s, 1)} } }).deep?.n, delete ${name}.opt?.deep, ${name}.opt);`,
    // Not the getter: V8 calls one that is left out of the rest once or twice, as the object lies in memory.
    `{ const { a, ...others } = ${name}; console.log(a, JSON.stringify(others)); }`,
  ];
};

const enums: Statement = (s) => {
  const name = s.fresh('E');
  const base = s.variable('number')?.name ?? '3';
  return s.choose([
    [
      `enum ${name} { A = 1, B, C = A | B }`,
      `console.log(${name}.B, ${name}[2], ${name}.C, Object.keys(${name}).length, ((e: ${name}) => e === ${name}.A)(${name}.B));`,
    ],
    [
      `enum ${name} { A = 'x', B = 'y' }`,
      `const ${name}v: ${name} = ${name}.B; console.log(${name}v, JSON.stringify(${name}));`,
    ],
    [
      `enum ${name} { A = ${base} * 2, B = 'four'.length }`,
      `console.log(${name}.A, ${name}.B, ${name}[${name}.B]);`,
    ],
    [`const enum ${name} { A = 1 << 3, B }`, `console.log(${name}.A + ${name}.B);`],
  ]);
};

const namespaces: Statement = (s) => {
  const name = s.fresh('N');
  const inc = s.body([], () => number(s, 1));
  return [
    `${s.choose(['', 'export '])}namespace ${name} { export let n = ${number(s, 1)}; const hidden = 2; export function inc(by = hidden) { n += by + ${inc.code} % 9; return n; } export type Kind = 'a' | 'b'; export namespace Deep { export const d = n; export class K { k = hidden; } } ${assignment(s)} }`,
    `console.log(${name}.n, ${name}.inc(), ${name}.n, ${name}.Deep.d, new ${name}.Deep.K().k); ${name}.n = ${number(s, 1)};`,
    `const ${name}k: ${name}.Kind = 'a'; console.log(${name}.inc(1), ${name}k);`,
  ];
};

const types: Statement = (s) => {
  const [type, shape, value, guard] = [s.fresh('T'), s.fresh('I'), s.fresh('t'), s.fresh('is')];
  return [
    `type ${type}<X> = { tag: 'one'; value: X } | { tag: 'many'; values: X[] };`,
    `interface ${shape} { readonly n?: number; [key: string]: unknown }`,
    `function ${guard}<X>(t: ${type}<X>): t is Extract<${type}<X>, { tag: 'one' }> { return t.tag === 'one'; }`,
    `const ${value} = [{ tag: 'one', value: ${number(s, 1)} }, { tag: 'many', values: ${list(s, 1)} }] satisfies ${type}<number>[];`,
    `for (const t of ${value} as ${type}<number>[]) { if (${guard}(t)) console.log(t.value); else console.log(t.values.join()); }`,
    `const ${value}i: ${shape} = { n: ${number(s, 1)}, more: <string>${text(s, 0)} }; console.log(JSON.stringify(${value}i), (${value}i.more as string).length);`,
    `let ${value}n: typeof ${value}[number]['tag'] = 'one'; ${value}n = 'many'; console.log(${value}n);`,
  ];
};

const resources: Statement = (s) => {
  const log = s.fresh('log');
  return [
    `const ${log}: string[] = [];`,
    `{ using a = { [Symbol.dispose]() { ${log}.push('a' + ${number(s, 1)}); } }; await using b = { async [Symbol.asyncDispose]() { ${log}.push('b'); } }; ${log}.push('body'); }`,
    `console.log(${log}.join());`,
  ];
};

const decorated: Statement = (s) => {
  const [decorator, name] = [s.fresh('d'), s.fresh('D')];
  return [
    `function ${decorator}(f: (n: number) => number, c: ClassMethodDecoratorContext) { console.log('decorates', String(c.name)); return (n: number) => f(n) + ${number(s, 1)}; }`,
    `class ${name} { @${decorator} twice(n: number): number { return 2 * n; } accessor n = ${number(s, 1)}; }`,
    `console.log(new ${name}().twice(4), new ${name}().n);`,
  ];
};

export const objects: readonly Statement[] = [
  aClass,
  aClass,
  subclass,
  abstractClass,
  literal,
  enums,
  namespaces,
  types,
  resources,
  decorated,
];
