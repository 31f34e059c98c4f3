// The heads of loops, of catch and of `using`, and what hides a name of the top level.
import { between, rows, type Row } from './rows';

const v = 'let $v = 0, $w = ""; const $see = () => `${$v}${$w}`; const $o: any = { n: 0, l: [] };';
const seen = 'console.log($see(), $v, $w, JSON.stringify($o));';
const body = 'console.log($see(), JSON.stringify($o));';

const loops: Row[] = [
  ...between(v, seen, {
    'for (x of …)': `for ($v of [1, 2, 3]) ${body}`,
    'for ((x) of …)': `for (($v) of [1, 2]) { ${body} }`,
    'for (x of …) with break': 'for ($v of [1, 2, 3]) if ($v === 2) break;',
    'for (x in …)': `for ($w in { a: 1, b: 2 }) ${body}`,
    'for (o.p of …)': `for ($o.n of [1, 2]) ${body}`,
    'for (o[k] in …)': `for ($o['n'] in { a: 1, b: 2 }) ${body}`,
    'for (o.l[0] of …)': `for ($o.l[0] of [1, 2]) ${body}`,
    'for ([x, y] of …)': `for ([$w, $v] of Object.entries({ a: 1, b: 2 })) ${body}`,
    'for ([x = d, ...y] of …)': `for ([$v = 5, ...$o.l] of [[1, 2], [undefined, 3, 4]] as any[]) ${body}`,
    'for ({ p: x, q: y = d } of …)': `for ({ p: $v, q: $w = 'd' } of [{ p: 1, q: 'e' }, { p: 2 }] as any[]) ${body}`,
    'for ({ x } of …)': `for ({ $v, ...$o.n } of [{ $v: 4, z: 1 }]) ${body}`,
    'for await (x of …)': `for await ($v of [1, Promise.resolve(2)]) ${body}`,
    'for await ([x] of …)': `for await ([$v, $w] of [Promise.resolve([1, 'q'] as [number, string])]) ${body}`,
    'for (x = …; x; x)': `for ($v = 0, $w = 'z'; $v < 2; $v++, $w += 'z') ${body}`,
    'for (; x; )': 'for (; $v < 3; ) $v++;',
    'while (x++ < n)': `while ($v++ < 2) { ${body} }`,
    'do … while (--x)': `$v = 3; do { ${body} } while (--$v);`,
    'for (let x of …) hides': 'for (let $v of [7, 8]) { $v++; console.log($v, $see()); }',
    'for (const x of …) hides': 'for (const $v of [7, 8]) console.log($v, $see());',
    'for (const x in …) hides': 'for (const $w in { a: 1 }) console.log($w, $see());',
    'for (let x = outer) …': 'for (let $i = $v; $i < 2; $i++) $v += 10; console.log($v);',
    'for (const { p: x, ...y } of …) hides':
      'for (const { p: $v, ...$w } of [{ p: 1, q: 2 }]) console.log($v, JSON.stringify($w), $see());',
    'for await (const x of …) hides':
      'for await (const $v of (async function* () { yield 5; })()) console.log($v, $see());',
    'a label, continue and break':
      '$outer: for ($v of [1, 2, 3]) { for ($w of "abc") { if ($w === "b") continue $outer; if ($v === 3) break $outer; console.log($see()); } }',
  }),
  ...rows({
    'for (x of …) around a function': `
    ${v} const $fs: (() => number)[] = [];
    for ($v of [1, 2, 3]) $fs.push(() => $v);
    console.log($fs.map((f) => f()).join());`,
    'for (let x = …) hides, one a round': `
    ${v} const $fs: (() => number)[] = [];
    for (let $v = 0; $v < 3; $v++) { $fs.push(() => $v); }
    console.log($fs.map((f) => f()).join(), $see());`,
    'for (var x of …)': `
    const $see = () => typeof Object;
    for (var $v of [1, 2, 3]);
    console.log($v!); $v = 9; console.log($v);`,
    'for (var x in …)': `
    const $n = 1;
    for (var $k in { a: 1, b: 2 });
    console.log($k!, $n);`,
    'for (var x = …)': `
    const $fs: (() => number)[] = [];
    for (var $i = 0; $i < 3; $i++) $fs.push(() => $i);
    console.log($i!, $fs.map((f) => f()).join());`,
    'for (var [x, { y }] of …)': `
    const $n = 1;
    for (var [$x, { y: $y }] of [[1, { y: 2 }]] as [number, { y: number }][]);
    console.log($x!, $y!, $n);`,
    'for await (var x of …)': `
    const $n = 1;
    for await (var $x of [Promise.resolve(4)]);
    console.log($x!, $n);`,
  }),
];

const hiding: Row[] = [
  ...between(v, seen, {
    'catch (x) hides': 'try { throw 7; } catch ($v) { console.log($v, $see()); ($v as any) = 8; }',
    'catch ({ x }) hides':
      'try { throw { $v: 7, w: 8 }; } catch ({ $v, w: $w }: any) { console.log($v, $w, $see()); }',
    'catch without a name': 'try { throw 7; } catch { $v = 5; } finally { $w = "f"; }',
    'let in a block hides':
      '{ let $v = 7; $v++; console.log($v, $see()); { const $v = "in"; console.log($v); } }',
    'a function in a block hides': '{ function $see() { return "inner"; } console.log($see()); }',
    'let in a switch hides': 'switch (1 as number) { case 1: let $v = 7; console.log($v); default: $v = 8; }',
    'let in a class’s static block hides': 'class $C { static { let $v = 7; $w = "s" + $v; var $o = 1; } }',
    'a property or a label of the same name does not':
      'const $p = { $v: 3, w: { $w: 4 } }; $v: for (;;) { console.log($p.$v, $p.w.$w, $p?.$v); break $v; }',
  }),
  ...rows({
    'var in catch': `
    const $n = 1;
    try { throw 7; } catch (e) { var $x = e; }
    console.log($x, $n);`,
    'a parameter hides': `
    ${v}
    const $f = ($v: number) => { $v++; return [$v, $w].join(); };
    console.log($f(7)); ${seen}`,
    'a parameter with a default hides': `
    ${v}
    const $f = ($w = $v, { $v: x = $w } = {} as any, ...$o: number[]) => [$w, x, $o].join();
    $v = 4; console.log($f(), $f(1, { $v: 2 }, 3)); ${seen}`,
    'a class in a block hides': `
    class $C { n = 1; }
    { class $C { n = 2; } console.log(new $C().n); }
    console.log(new $C().n);`,
    'var in a function hides': `
    ${v}
    function $f() { $v = 7; if ($v > 1) { var $v = 8; } return $v; }
    console.log($f()); ${seen}`,
    'the name of a function expression hides': `
    ${v}
    const $f = function $v(n: number): number { return n ? n + $v(n - 1) : 0; };
    console.log($f(3), $f.name); ${seen}`,
    'the name of a class expression hides': `
    ${v}
    const $C = class $v { static n = $v.name; };
    console.log($C.n); ${seen}`,
    'an enum member hides within its enum': `
    const $A = 5; enum $E { $A = 1, B = $A + 1 }
    const $b = $E.B;
    console.log($b, $A, $E.$A);`,
    'a namespace’s own name hides': `
    ${v}
    namespace $N { export let $v = 7; export const up = () => ++$v; }
    console.log($N.up(), $N.$v); ${seen}`,
    'a method, getter or field of the same name does not': `
    ${v}
    class $C { $v = $v + 1; $see() { return $see() + this.$v; } get $w() { return $w + "g"; } static $o = $o.n; }
    const $c = new $C(); console.log($c.$see(), $c.$w, $C.$o); ${seen}`,
    'using in a block': `
    const $log: string[] = []; const $make = (n: string) => ({ n, [Symbol.dispose]() { $log.push("end " + n); } });
    { using a = $make("a"), $log2 = $make("b"); $log.push(a.n + $log2.n); }
    console.log($log.join());`,
    'for (using x of …)': `
    const $log: string[] = []; const $make = (n: string) => ({ n, [Symbol.dispose]() { $log.push("end " + n); } });
    for (using x of [$make("a"), $make("b")]) $log.push(x.n);
    console.log($log.join());`,
    'await using': `
    const $log: string[] = [];
    { await using x = { async [Symbol.asyncDispose]() { await null; $log.push("end"); } }; $log.push(typeof x); }
    console.log($log.join());`,
    'using in a function': `
    let $n = 0;
    function $f() { using x = { [Symbol.dispose]() { $n += 10; } }; return [$n++, typeof x].join(); }
    console.log($f(), $n);`,
  }),
];

export const heads = { loops, hiding };
