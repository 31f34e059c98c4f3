// Every form of declaration: variables, functions, classes, imports, exports, and TypeScript's own.
import { rows, type Row } from './rows';

const variables: Row[] = [
  ...(['let', 'var'] as const).flatMap((form): Row[] =>
    rows({
      [`${form} x = v`]: `
    const $see = () => 1;
    ${form} $x = 5;
    $x++; console.log($x, $see());`,
      [`${form} x`]: `
    const $n = 1;
    ${form} $x: number | undefined;
    console.log($x, typeof $x, $n); $x = 4; console.log($x);`,
      [`${form} x = v, y = x`]: `
    const $n = 1;
    ${form} $x = $n + 1, $y = $x + 1, $z: string;
    $z = "z"; $y += $x; console.log($x, $y, $z);`,
      [`${form} [x, y = d, ...z] = v`]: `
    const $n = 1;
    ${form} [$x, $y = $n, ...$z] = [5] as number[];
    $x += 1; $z.push(9); console.log($x, $y, $z.join());`,
      [`${form} { x, p: y, q: { z = d }, ...w } = v`]: `
    const $n = 1;
    ${form} { $x, p: $y, q: { z: $z = $n }, ...$w } = { $x: 1, p: 2, q: {} as { z?: number }, r: 4 };
    $y++; console.log($x, $y, $z, JSON.stringify($w));`,
      [`${form} with a closure`]: `
    const $n = 1;
    ${form} $x = $n; const $up = () => ++$x;
    $x = 10; console.log($up(), $x);`,
    }),
  ),
  ...rows({
    'const x = v': `
    const $n = 1;
    const $x = $n + 1, $y = () => $x;
    console.log($x, $y(), $y.name);`,
    'const patterns': `
    const $n = 1;
    const [$x, [$y] = [$n]] = [5] as [number, [number]?], { length: $l, [0]: $h = "h" } = "abc";
    console.log($x, $y, $l, $h);`,
    'a pattern without names': `
    let $n = 1;
    const [] = [$n++], {} = { p: $n++ };
    console.log($n);`,
    'var in a block': `
    const $n = 1;
    { { var $x = 5; } }
    console.log($x); $x += $n; console.log($x);`,
    'var in if and else': `
    const $n = 1 as number;
    if ($n > 1) var $x: number | undefined = 5; else { var $y = 6; }
    console.log($x, $y!);`,
    'var in try, catch and finally': `
    const $n = 1;
    try { var $x = 5; throw 1; } catch { var $y = 6; } finally { var $z = 7; }
    console.log($x!, $y!, $z, $n);`,
    'var in a loop': `
    const $n = 1;
    while (true) { var $x = 5; do { var $y = 6; } while (false); break; }
    console.log($x!, $y!, $n);`,
    'var in switch': `
    const $n = 1 as number;
    switch ($n) { case 1: var $x = 5; break; default: var $y: number | undefined = 6; }
    console.log($x!, $y, $n);`,
    'var behind a label': `
    const $n = 1;
    $l: { var $x = 5; break $l; }
    console.log($x, $n);`,
    'var again, with a value': `
    var $x = 1; const $see = () => $x;
    var $x = 5;
    console.log($x, $see());`,
    'var again, without a value': `
    var $x: number | undefined = 1; const $see = () => $x;
    var $x: number | undefined;
    console.log($x, $see());`,
    'var again, in a loop that does not run': `
    var $x: number | undefined = 1;
    for (var $x of [] as (number | undefined)[]);
    console.log($x);`,
    'var before its line': `
    const $n = 1;
    console.log(typeof $x); $x = 5; console.log($x); var $x: number | undefined;
    console.log($x, $n);`,
    'a function sees a let below it': `
    const $n = 1;
    const $f = () => $later; let $later = 5;
    $later++; console.log($f(), $n);`,
    'typeof of what is only declared': `
    declare let $ghost: number;
    console.log(typeof $ghost);
    console.log(typeof $ghost, typeof ($ghost));`,
    'names with $ and letters of other alphabets': `
    let $Größe = 1, $λ_$1 = 2; const $see = () => $Größe + $λ_$1;
    $Größe = 5; $λ_$1++;
    console.log($see());`,
    'names that the compiler uses': `
    let $x = 1; const exports$x = 2;
    const $scope = 3, $require = 4; $x += $scope;
    console.log($x, $scope, $require);`,
  }),
];

const functions: Row[] = rows({
  'function f': `
    const $n = 1;
    function $f(a: number, b = $n) { return a + b; }
    console.log($f(1), $f.name, $f.length);`,
  'function f, called above': `
    const $n = 1;
    console.log($f()); function $f() { return $g() + $n; } function $g() { return 5; }
    console.log($f());`,
  'function* f': `
    let $n = 1;
    function* $f(): Generator<number> { yield $n; $n++; yield* [$n]; }
    console.log([...$f()].join(), $n, $f.name);`,
  'async function f': `
    let $n = 1;
    async function $f() { await null; return ++$n; }
    console.log(await $f(), $n, $f.name);`,
  'async function* f': `
    let $n = 1;
    async function* $f() { yield $n; await null; yield ++$n; }
    for await (const v of $f()) console.log(v, $n);`,
  'arrow functions': `
    let $n = 1;
    const $f = () => ($n = 2), $g = async (x = $n) => x, $h = () => ({ $n });
    console.log($f(), await $g(), JSON.stringify($h()));`,
  'function expressions': `
    let $n = 1;
    const $f = function () { return $n; }, $g = function inner() { return inner.name; };
    console.log($f(), $f.name, $g(), $g.name);`,
  overloads: `
    const $n = 1;
    function $f(x: number): string; function $f(x: string): number; function $f(x: any): any { return typeof x; }
    console.log($f(1), $f("a"), $n);`,
  recursion: `
    let $n = 0;
    function $f(k: number): number { $n++; return k < 2 ? k : $f(k - 1) + $f(k - 2); }
    console.log($f(10), $n);`,
  'no this': `
    function $f(this: any) { return this === undefined; } const $g = function (this: any) { return this === undefined; };
    const $h = function (this: any, _: any) { return this === undefined; };
    console.log($f(), $g(), $h\`\`, $f?.(), ($g)(), $f!(), [$f][0]!.call(undefined));`,
  'this of a method': `
    const $n = 1;
    const $o = { n: 5, f() { return this.n; }, g: function () { return this.n; } };
    console.log($o.f(), $o.g(), ($o.f)(), $o?.f(), $o["g"](), $n);`,
  'new, new.target and instanceof': `
    const $n = 1;
    class $F { t: boolean; constructor() { this.t = new.target === $F; } }
    console.log(new $F().t, new $F() instanceof $F, $n);`,
  'default parameters see names': `
    let $n = 1;
    function $f(a = $n, b = () => a + $n, { c = b() } = {}, [d = c] = [] as number[]) { return [a, b(), c, d].join(); }
    $n = 5; console.log($f(), $f(1));`,
  'rest, spread and arguments': `
    const $list = [1, 2];
    function $f(..._: number[]) { return arguments.length; }
    console.log($f(...$list, 3, ...[4]), [...$list, ...$list].join());`,
  'a tag': `
    const $n = 1;
    const $tag = (p: TemplateStringsArray, ...v: unknown[]) => p.raw.join("|") + v.join();
    console.log($tag\`a\${$n}b\\n\${2}\`);`,
  'a tag keeps its parts': `
    const $seen = new Set<unknown>();
    const $tag = (p: TemplateStringsArray) => $seen.add(p).size; const $call = () => $tag\`x\`;
    $call(); console.log($call(), $tag\`x\`);`,
});

const classes: Row[] = rows({
  'class C': `
    const $n = 1;
    class $C { n = $n; }
    console.log(new $C().n, $C.name);`,
  'class C extends B': `
    class $B { n = 1; f() { return "b"; } }
    class $C extends $B { override f() { return super.f() + this.n; } }
    console.log(new $C().f(), new $C() instanceof $B);`,
  'class extends an expression': `
    const $mixin = <T extends new (...a: any[]) => object>(B: T) => class extends B { m = 2; };
    class $C extends $mixin(class { n = 1; }) {}
    const $c = new $C(); console.log($c.m, $c.n);`,
  'fields, static and private': `
    let $n = 1;
    class $C { static s = ++$n; #p = $n; static #q = 3; get p() { return this.#p; } set p(v) { this.#p = v; $n = v; } static q() { return $C.#q++; } has(o: object) { return #p in o; } }
    const $c = new $C(); $c.p += 5; console.log($c.p, $n, $C.s, $C.q(), $C.q(), $c.has($c), $c.has({}));`,
  'a static block': `
    let $n = 1;
    class $C { static v: number; static { $n++; this.v = $n; [$n] = [$n * 10]; } }
    console.log($C.v, $n);`,
  'computed names': `
    let $k = "a"; const $s = "s";
    class $C { [$s] = 1; static [$s] = 2; [($k = "m")]() { return 3; } get [$k + "g"]() { return 4; } }
    const $c: any = new $C(); console.log($c.s, $C.s, $c.m(), $c.mg, $k, [$k + "g"]);`,
  'a class expression has the name': `
    const $n = 1;
    const $C = class { n = $n; }, $D = class Own {};
    console.log($C.name, $D.name, new $C().n);`,
  'a class is used in itself': `
    const $n = 1;
    class $C { static one = new $C(); next(): $C { return new $C(); } static all: $C[] = []; }
    $C.all.push($C.one.next()); console.log($C.all.length, $n);`,
  'parameter properties': `
    const $n = 1;
    class $C { constructor(public a = $n, private readonly b = 2) {} get sum() { return this.a + this.b; } }
    console.log(new $C().sum, new $C(5).sum);`,
  'abstract and implements': `
    interface $I { f(): number }
    abstract class $A implements $I { abstract n: number; f() { return this.n; } } class $C extends $A { n = 4; }
    const $c: $I = new $C(); console.log($c.f());`,
  decorators: `
    let $n = 0; const $d = (v: any, c: DecoratorContext): any => { $n++; return typeof v === "function" && c.kind === "method" ? (...a: number[]) => v(...a) + 1 : undefined; };
    class $C { @$d m(n: number) { return n; } @$d accessor a = 4; @$d f = 5; }
    const $c = new $C(); console.log($c.m(1), $c.a, $c.f, $n);`,
  'a class’s decorator': `
    const $all: unknown[] = []; const $d = (v: unknown, c: ClassDecoratorContext) => { $all.push(c.name, typeof v); };
    @$d class $C { static n = 5; m() { return $C.n; } }
    console.log($all.join(), new $C().m());`,
  'generators and async methods': `
    let $n = 1;
    class $C { *g() { yield $n++; } async a() { return $n; } async *ag() { yield $n; } static *[Symbol.iterator]() { yield 9; } }
    const $c = new $C(); console.log([...$c.g()].join(), await $c.a(), [...$C].join()); for await (const v of $c.ag()) console.log(v);`,
});

const modules: Row[] = rows({
  'import { x }': `
    const $n = 1;
    import { basename as $x } from 'node:path';
    console.log($x('/a/b'), $n);`,
  'import { x as y, z }': `
    const $n = 1;
    import { sep as $s, join as $j, type ParsedPath as $P } from 'node:path';
    const $p: $P | undefined = undefined; console.log($s, $j('a', 'b'), $p, $n);`,
  'import x': `
    const $n = 1;
    import $path from 'node:path';
    console.log($path.sep, Object.keys({ $path }).length, $n);`,
  'import * as x': `
    const $n = 1;
    import * as $path from 'node:path';
    console.log($path.sep, typeof $path.join, $n);`,
  'import x, { y }': `
    const $n = 1;
    import $path, { sep as $s } from 'node:path';
    console.log($path.sep === $s, $n);`,
  'import x, * as y': `
    const $n = 1;
    import $path, * as $all from 'node:path';
    console.log($path.sep === $all.sep, $n);`,
  "import { 'x' as y }": `
    const $n = 1;
    import { 'sep' as $s } from 'node:path';
    console.log($s, $n);`,
  'import { default as x }': `
    const $n = 1;
    import { default as $p } from 'node:path';
    console.log($p.sep, $n);`,
  'import for the effect': `
    const $n = 1;
    import 'node:path';
    console.log($n);`,
  'import type': `
    const $n = 1;
    import type { ParsedPath as $P } from 'node:path';
    const $p = { name: "q" } as $P; console.log($p.name, $n);`,
  'import type *': `
    const $n = 1;
    import type * as $path from 'node:path';
    const $p = { name: "q" } as $path.ParsedPath; console.log($p.name, $n);`,
  'import below its use': `
    const $n = 1;
    console.log($s); import { sep as $s } from 'node:path';
    console.log($s, $n);`,
  'import()': `
    const $n = 1;
    const $path = await import('node:path');
    console.log($path.sep, $path.default.sep, $n);`,
  'import() with a name that is computed': `
    const $n = "path";
    const $m = await import("node:" + $n);
    console.log($m.sep);`,
  'an import in a function, a tag and a type': `
    import { format as $format, TextEncoder as $T } from 'node:util';
    const $f = (x: number) => $format("%d", x); const $t: $T = new $T();
    console.log($f(3), $t.encode("é").length);`,
  'export let': `
    const $n = 1;
    export let $x = $n, $y = 2;
    $x += 4; console.log($x, $y);`,
  'export const with patterns': `
    const $n = 1;
    export const [$x, { p: $y }] = [$n, { p: 2 }] as const;
    console.log($x, $y);`,
  'export var': `
    const $n = 1;
    export var $x = $n;
    $x++; console.log($x);`,
  'export function and class': `
    const $n = 1;
    console.log($f()); export function $f() { return $n; } export class $C { n = $f(); } export async function $a() { return 3; } export function* $g() { yield 4; }
    console.log($f(), new $C().n, await $a(), [...$g()].join());`,
  'export { x, y as z }': `
    const $n = 1;
    let $x = $n, $y = 2; export { $x, $y as $z };
    $x++; $y++; console.log($x, $y);`,
  'export type, interface, enum, namespace': `
    const $n = 1;
    export type $T = number; export interface $I { n: $T } export enum $E { A = 4 } export namespace $N { export const k = 5; }
    const $i: $I = { n: $E.A + $N.k }; console.log($i.n, $n);`,
  'export * from': `
    const $n = 1;
    export * from 'node:timers/promises'; export * as $p from 'node:timers/promises'; export { sep as $s } from 'node:path';
    console.log($n);`,
  'export {}': `
    const $n = 1;
    export {};
    console.log($n);`,
});

const defaults: Row[] = rows({
  'export default an expression': `
    let $n = 1;
    export default $n++ + 1;
    console.log($n);`,
  'export default a function': `
    let $n = 1;
    export default function $f() { return $n; }
    $n++; console.log($f());`,
  'export default a class': `
    let $n = 1;
    export default class $C { n = $n; }
    $n++; console.log(new $C().n);`,
  'export default a name': `
    let $n = 1;
    const $x = $n + 1; export default $x;
    console.log($x);`,
});

const types: Row[] = rows({
  'type and interface': `
    type $T<X> = { x: X };
    interface $I extends $T<number> { y?: $T<string> }
    const $i: $I = { x: 1, y: { x: "s" } }; console.log($i.x, $i.y?.x);`,
  enum: `
    const $n = 1;
    enum $E { A, B = 5, C, D = "abc".length, E = A | B }
    const $e: $E = $E.C; console.log($e, $E[5], $E.D, $E.E, $n);`,
  'enum of strings': `
    const $n = 1;
    enum $E { A = "a", B = \`b\` }
    const $f = (e: $E) => e; console.log($f($E.B), Object.values($E).join(), $n);`,
  'const enum': `
    const $n = 1;
    const enum $E { A = 1 << 2, B }
    console.log($E.A, $E["B"], $n);`,
  namespace: `
    let $n = 1;
    namespace $N { export const d = $n; export let m = 2; export function up() { $n++; return ++m; } export interface I { x: number } export namespace In { export class K { k = d; } } }
    const $i: $N.I = { x: $N.up() }; console.log($i.x, $N.m, $n, new $N.In.K().k); $N.m = 9; console.log($N.up());`,
  'namespace a.b': `
    const $n = 1;
    namespace $A.B { export const c = $n; }
    console.log($A.B.c);`,
  'a namespace in two parts': `
    const $n = 1;
    namespace $N { export const a = 1; } namespace $N { export const b = a + 1; }
    console.log($N.a, $N.b, $n);`,
  'a namespace with a function, and a class': `
    const $n = 1;
    function $f() { return $f.k; } namespace $f { export const k = 5; } class $C {} namespace $C { export const z = 6; }
    console.log($f(), $f.k, $C.z, $n);`,
  'import x = namespace.y': `
    namespace $N { export namespace M { export let v = 5; export type T = number; } }
    import $M = $N.M; import $v = $N.M.v;
    const $t: $M.T = $M.v; $N.M.v = 6; console.log($t, $M.v);`,
  declare: `
    declare const $g: number; declare function $h(): void; declare class $C { n: number }
    const $f = () => [typeof $g, typeof $h, typeof $C].join();
    console.log($f());`,
  'satisfies, as const and assertions': `
    const $c = { a: [1, 2], k: "v" } as const;
    const $s = { x: 1 } satisfies Record<string, number>; let $k: keyof typeof $c = "a";
    $k = "k"; console.log($c[$k], $s.x, <string>$c.k, $c.a[1]!);`,
  'type guards and assertion functions': `
    const $isN = (x: unknown): x is number => typeof x === "number"; function $assert(x: unknown): asserts x { if (!x) throw new Error("no"); }
    const $v: unknown = 5; const $f = () => { $assert($isN($v)); return $v.toFixed(1); };
    console.log($f());`,
  'a class as a type, typeof and keyof': `
    class $C { n = 1; private p = 2; sum() { return this.n + this.p; } }
    const $c: $C = new $C(); const $k: typeof $C = $C; type $K = keyof $C;
    const $key: $K = "n"; console.log($c.sum(), new $k()[$key]);`,
  'unique symbol': `
    const $s: unique symbol = Symbol("s");
    const $o = { [$s]: 5, get [Symbol.toStringTag]() { return "T"; } };
    console.log($o[$s], String($o), $s.description);`,
});

export const declarations = { variables, functions, classes, modules, defaults, types };
