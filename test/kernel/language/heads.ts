// The heads of loops, of catch and of `using`, and what hides a name of the top level.
import type { Row } from './rows';

const v = 'let $v = 0, $w = ""; const $see = () => `${$v}${$w}`; const $o: any = { n: 0, l: [] };';
const seen = 'console.log($see(), $v, $w, JSON.stringify($o));';
const body = 'console.log($see(), JSON.stringify($o));';

const loops: Row[] = [
  ['for (x of …)', v, `for ($v of [1, 2, 3]) ${body}`, seen],
  ['for ((x) of …)', v, `for (($v) of [1, 2]) { ${body} }`, seen],
  ['for (x of …) with break', v, 'for ($v of [1, 2, 3]) if ($v === 2) break;', seen],
  [
    'for (x of …) around a function',
    `${v} const $fs: (() => number)[] = [];`,
    'for ($v of [1, 2, 3]) $fs.push(() => $v);',
    'console.log($fs.map((f) => f()).join());',
  ],
  ['for (x in …)', v, `for ($w in { a: 1, b: 2 }) ${body}`, seen],
  ['for (o.p of …)', v, `for ($o.n of [1, 2]) ${body}`, seen],
  ['for (o[k] in …)', v, `for ($o['n'] in { a: 1, b: 2 }) ${body}`, seen],
  ['for (o.l[0] of …)', v, `for ($o.l[0] of [1, 2]) ${body}`, seen],
  ['for ([x, y] of …)', v, `for ([$w, $v] of Object.entries({ a: 1, b: 2 })) ${body}`, seen],
  [
    'for ([x = d, ...y] of …)',
    v,
    `for ([$v = 5, ...$o.l] of [[1, 2], [undefined, 3, 4]] as any[]) ${body}`,
    seen,
  ],
  [
    'for ({ p: x, q: y = d } of …)',
    v,
    `for ({ p: $v, q: $w = 'd' } of [{ p: 1, q: 'e' }, { p: 2 }] as any[]) ${body}`,
    seen,
  ],
  ['for ({ x } of …)', v, `for ({ $v, ...$o.n } of [{ $v: 4, z: 1 }]) ${body}`, seen],
  ['for await (x of …)', v, `for await ($v of [1, Promise.resolve(2)]) ${body}`, seen],
  [
    'for await ([x] of …)',
    v,
    `for await ([$v, $w] of [Promise.resolve([1, 'q'] as [number, string])]) ${body}`,
    seen,
  ],
  ['for (x = …; x; x)', v, `for ($v = 0, $w = 'z'; $v < 2; $v++, $w += 'z') ${body}`, seen],
  ['for (; x; )', v, 'for (; $v < 3; ) $v++;', seen],
  ['while (x++ < n)', v, `while ($v++ < 2) { ${body} }`, seen],
  ['do … while (--x)', v, `$v = 3; do { ${body} } while (--$v);`, seen],
  ['for (let x of …) hides', v, 'for (let $v of [7, 8]) { $v++; console.log($v, $see()); }', seen],
  ['for (const x of …) hides', v, 'for (const $v of [7, 8]) console.log($v, $see());', seen],
  ['for (const x in …) hides', v, 'for (const $w in { a: 1 }) console.log($w, $see());', seen],
  [
    'for (let x = …) hides, one a round',
    `${v} const $fs: (() => number)[] = [];`,
    'for (let $v = 0; $v < 3; $v++) { $fs.push(() => $v); }',
    'console.log($fs.map((f) => f()).join(), $see());',
  ],
  ['for (let x = outer) …', v, 'for (let $i = $v; $i < 2; $i++) $v += 10; console.log($v);', seen],
  [
    'for (const { p: x, ...y } of …) hides',
    v,
    'for (const { p: $v, ...$w } of [{ p: 1, q: 2 }]) console.log($v, JSON.stringify($w), $see());',
    seen,
  ],
  [
    'for await (const x of …) hides',
    v,
    'for await (const $v of (async function* () { yield 5; })()) console.log($v, $see());',
    seen,
  ],
  [
    'for (var x of …)',
    'const $see = () => typeof Object;',
    'for (var $v of [1, 2, 3]);',
    'console.log($v!); $v = 9; console.log($v);',
  ],
  ['for (var x in …)', 'const $n = 1;', 'for (var $k in { a: 1, b: 2 });', 'console.log($k!, $n);'],
  [
    'for (var x = …)',
    'const $fs: (() => number)[] = [];',
    'for (var $i = 0; $i < 3; $i++) $fs.push(() => $i);',
    'console.log($i!, $fs.map((f) => f()).join());',
  ],
  [
    'for (var [x, { y }] of …)',
    'const $n = 1;',
    'for (var [$x, { y: $y }] of [[1, { y: 2 }]] as [number, { y: number }][]);',
    'console.log($x!, $y!, $n);',
  ],
  [
    'for await (var x of …)',
    'const $n = 1;',
    'for await (var $x of [Promise.resolve(4)]);',
    'console.log($x!, $n);',
  ],
  [
    'a label, continue and break',
    v,
    '$outer: for ($v of [1, 2, 3]) { for ($w of "abc") { if ($w === "b") continue $outer; if ($v === 3) break $outer; console.log($see()); } }',
    seen,
  ],
];

const hiding: Row[] = [
  ['catch (x) hides', v, 'try { throw 7; } catch ($v) { console.log($v, $see()); ($v as any) = 8; }', seen],
  [
    'catch ({ x }) hides',
    v,
    'try { throw { $v: 7, w: 8 }; } catch ({ $v, w: $w }: any) { console.log($v, $w, $see()); }',
    seen,
  ],
  ['catch without a name', v, 'try { throw 7; } catch { $v = 5; } finally { $w = "f"; }', seen],
  ['var in catch', 'const $n = 1;', 'try { throw 7; } catch (e) { var $x = e; }', 'console.log($x, $n);'],
  [
    'a parameter hides',
    v,
    'const $f = ($v: number) => { $v++; return [$v, $w].join(); };',
    `console.log($f(7)); ${seen}`,
  ],
  [
    'a parameter with a default hides',
    v,
    'const $f = ($w = $v, { $v: x = $w } = {} as any, ...$o: number[]) => [$w, x, $o].join();',
    `$v = 4; console.log($f(), $f(1, { $v: 2 }, 3)); ${seen}`,
  ],
  [
    'let in a block hides',
    v,
    '{ let $v = 7; $v++; console.log($v, $see()); { const $v = "in"; console.log($v); } }',
    seen,
  ],
  ['a function in a block hides', v, '{ function $see() { return "inner"; } console.log($see()); }', seen],
  [
    'a class in a block hides',
    'class $C { n = 1; }',
    '{ class $C { n = 2; } console.log(new $C().n); }',
    'console.log(new $C().n);',
  ],
  [
    'var in a function hides',
    v,
    'function $f() { $v = 7; if ($v > 1) { var $v = 8; } return $v; }',
    `console.log($f()); ${seen}`,
  ],
  [
    'the name of a function expression hides',
    v,
    'const $f = function $v(n: number): number { return n ? n + $v(n - 1) : 0; };',
    `console.log($f(3), $f.name); ${seen}`,
  ],
  [
    'the name of a class expression hides',
    v,
    'const $C = class $v { static n = $v.name; };',
    `console.log($C.n); ${seen}`,
  ],
  [
    'let in a switch hides',
    v,
    'switch (1 as number) { case 1: let $v = 7; console.log($v); default: $v = 8; }',
    seen,
  ],
  [
    'let in a class’s static block hides',
    v,
    'class $C { static { let $v = 7; $w = "s" + $v; var $o = 1; } }',
    seen,
  ],
  [
    'an enum member hides within its enum',
    'const $A = 5; enum $E { $A = 1, B = $A + 1 }',
    'const $b = $E.B;',
    'console.log($b, $A, $E.$A);',
  ],
  [
    'a namespace’s own name hides',
    v,
    'namespace $N { export let $v = 7; export const up = () => ++$v; }',
    `console.log($N.up(), $N.$v); ${seen}`,
  ],
  [
    'a property or a label of the same name does not',
    v,
    'const $p = { $v: 3, w: { $w: 4 } }; $v: for (;;) { console.log($p.$v, $p.w.$w, $p?.$v); break $v; }',
    seen,
  ],
  [
    'a method, getter or field of the same name does not',
    v,
    'class $C { $v = $v + 1; $see() { return $see() + this.$v; } get $w() { return $w + "g"; } static $o = $o.n; }',
    `const $c = new $C(); console.log($c.$see(), $c.$w, $C.$o); ${seen}`,
  ],
  [
    'using in a block',
    'const $log: string[] = []; const $make = (n: string) => ({ n, [Symbol.dispose]() { $log.push("end " + n); } });',
    '{ using a = $make("a"), $log2 = $make("b"); $log.push(a.n + $log2.n); }',
    'console.log($log.join());',
  ],
  [
    'for (using x of …)',
    'const $log: string[] = []; const $make = (n: string) => ({ n, [Symbol.dispose]() { $log.push("end " + n); } });',
    'for (using x of [$make("a"), $make("b")]) $log.push(x.n);',
    'console.log($log.join());',
  ],
  [
    'await using',
    'const $log: string[] = [];',
    '{ await using x = { async [Symbol.asyncDispose]() { await null; $log.push("end"); } }; $log.push(typeof x); }',
    'console.log($log.join());',
  ],
  [
    'using in a function',
    'let $n = 0;',
    'function $f() { using x = { [Symbol.dispose]() { $n += 10; } }; return [$n++, typeof x].join(); }',
    'console.log($f(), $n);',
  ],
];

export const heads = { loops, hiding };
