// Every form of assignment in ECMAScript's grammar, and the ways that TypeScript adds to write its target.
import { numberOperators } from '../program/expressions';
import { between, rows, type Row } from './rows';

const numbers = 'let $a = 1, $b = 2, $c = 3; const $see = () => [$a, $b, $c].join(" ");';
const seen = 'console.log($see(), $a, $b, $c);';
const object =
  'let $o: any = { n: 1, deep: { n: 2 }, list: [3, 4] }; let $k = "n"; const $see = () => JSON.stringify($o);';
const objectSeen = 'console.log($see(), JSON.stringify($o), $k);';

const targets: Row[] = [
  ...between(numbers, seen, {
    'x = v': '$a = 5;',
    '(x) = v': '($a) = 5;',
    '((x)) = v': '(($a)) = 5;',
    'x = y = v': '$a = $b = 5;',
    'x = v in an expression': 'console.log(($a = 5) + ($b = $a * 2));',
    'x = v as an argument': 'console.log($a = 7, ($b = 8, $c = 9));',
    'x = v in an arrow function': '(() => ($a = 5))();',
    'x = v in a template literal': 'console.log(`${($a = 5)}${$b++}`);',
    'x = v in a default value': '((p = ($a = 5)) => p)();',
    'x = v in a computed name': 'console.log(JSON.stringify({ [($a = 5)]: 1 }));',
    'x = v in a condition': 'if (($a = 0)) $b = 9; else $c = 9;',
    '(x as T) = v': '($a as number) = 5; (<number>$b) = 6; ($c satisfies number) = 7;',
  }),
  ...rows({
    'x = v in a function that is called later': `
    ${numbers}
    function $set() { $a = 5; $b += 5; }
    ${seen} $set(); ${seen}`,
    'x! = v': `
    let $a: number | undefined = 1; const $see = () => $a;
    $a! = 5; $a!++; $a! += 2;
    console.log($a, $see());`,
    'f().p = v': `
    ${object} const $get = () => $o;
    $get().n = 5;
    ${objectSeen}`,
    'f.p = v': `
    function $f() { return $f.n; } $f.n = 1;
    $f.n = 5;
    console.log($f(), $f.n);`,
    'C.p = v': `
    class $C { static n = 1; static see() { return $C.n; } }
    $C.n = 5;
    console.log($C.see());`,
    'a function variable': `
    let $f = () => 1; const $g = () => $f();
    $f = () => 2;
    console.log($f(), $g(), $f.name);`,
    'a class variable': `
    let $C = class { n = 1; }; const $g = () => new $C().n;
    $C = class { n = 2; };
    console.log($g(), $C.name);`,
  }),
  ...between(object, objectSeen, {
    'o.p = v': '$o.n = 5;',
    "o['p'] = v": "$o['n'] = 5;",
    'o[k] = v': '$o[$k] = 5;',
    'o[k = w] = v': '$o[($k = "m")] = 5;',
    'o.p.q = v': '$o.deep.n = 5; $o.list[0] = 6;',
    '(o.p) = v': '($o.n) = 5;',
    '(o = w).p = v': '($o = { m: 0 }).m = 5;',
    'o = { ...o, p: v }': '$o = { ...$o, n: 5, $k };',
  }),
];

const operators: Row[] = [
  ...[...numberOperators, '??='].flatMap((operator): Row[] =>
    rows({
      [`x ${operator} v`]: `
    let $a = 7, $z = 0 as number; let $u = null as number | null; const $see = () => [$a, $z, $u].join();
    $a ${operator} 3; $z ${operator} 3; ${operator === '??=' ? '$u ??= 3;' : ''} console.log(($a ${operator} 2));
    console.log($see(), $a, $z, $u);`,
      [`(x) ${operator} v and o.p ${operator} v`]: `
    let $a = 7; const $o = { n: 7 }; const $see = () => [$a, $o.n].join();
    ($a) ${operator} 3; $o.n ${operator} 3; $o['n'] ${operator} $a;
    console.log($see());`,
    }),
  ),
  ...rows({
    's += v': `
    let $s = "a"; const $see = () => $s;
    $s += "b" + $s;
    console.log($s, $see());`,
    '&&= and ||= that do not assign': `
    let $a = 0 as number, $b = 1 as number, $n = 0; const $see = () => [$a, $b, $n].join();
    $a &&= ++$n; $b ||= ++$n; ($b as number | null) ??= ++$n;
    console.log($see());`,
    'a function by ??= has the name': `
    let $f = null as (() => number) | null; const $g = () => $f?.();
    $f ??= () => 5;
    console.log($f?.name, $g());`,
    'a function by ||= and &&= has the name': `
    let $f = null as (() => number) | null, $h: () => number = function () { return 1; };
    $f ||= () => 5; $h &&= () => 6;
    console.log($f?.name, $h.name, $h());`,
    'a function by (x) = has none': `
    let $f: () => number = () => 1;
    ($f) = () => 5;
    console.log(JSON.stringify($f.name), $f());`,
    'a bigint': `
    let $a = 7n; const $see = () => $a;
    $a += 1n; $a **= 2n; $a <<= 1n; $a++; --$a;
    console.log($a, $see());`,
  }),
];

const updates: Row[] = [
  '$a++',
  '++$a',
  '$a--',
  '--$a',
  '($a)++',
  '++($a)',
  '$a! --',
  '-(-$a++)',
  '+($a++)',
  '(($a))--',
].flatMap((update): Row[] =>
  between(numbers, seen, {
    [`${update} as a statement`]: `${update};`,
    [`${update} as a value`]: `console.log(${update}, ${update}); $b = ${update};`,
  }),
);
const moreUpdates: Row[] = [
  ...between(numbers, seen, {
    'x++ + ++x': 'console.log($a++ + ++$a, $a-- - --$a);',
    'x = x++': '$a = $a++;',
    'x += x++': '$a += $a++ + $a;',
  }),
  ...rows({
    'x += f() where f changes x': `
    ${numbers} function $f() { $a = 100; return 1; }
    $a += $f();
    ${seen}`,
    'x++ on a string': `
    let $s: any = "5"; const $see = () => $s;
    console.log($s++, typeof $s);
    console.log($see());`,
    'x++ in a default and an index': `
    ${numbers} const $list = [0, 0, 0, 0];
    $list[$a++] = $a; $list[++$a] = $a;
    ${seen} console.log($list.join());`,
  }),
  ...between(object, objectSeen, {
    'o.p++ and o[k]--': '$o.n++; --$o["n"]; $o[$k]++; console.log($o.deep.n++, ++$o.list[0]);',
  }),
];

const patterns: Row[] = [
  ...between(numbers, seen, {
    '[x, y] = [y, x]': '[$a, $b] = [$b, $a];',
    '[x, , y] = v': '[$a, , $b] = [7, 8, 9];',
    '[x = d] = v':
      '[$a = 5, $b = $a + 1, $c = 7] = [undefined, undefined, 0] as (number | undefined)[] as number[];',
    '[x, ...[y, z]] = v': '[$a, ...[$b, $c]] = [7, 8, 9];',
    '[(x)] = v': '[($a), ($b) = 5] = [7] as number[];',
    '[[x], [y]] = v': '[[$a], [[$b]]] = [[7], [[8]]];',
    '[x] = an iterator': '[$a, $b] = (function* () { yield $b; yield $a; })();',
    '({ x } = v)': '({ $a, $b } = { $a: 7, $b: 8 });',
    '({ x = d } = v)': '({ $a = 7, $b = $a } = {} as { $a?: number; $b?: number });',
    '({ p: x } = v)': '({ p: $a, q: $b } = { p: 7, q: 8 });',
    '({ p: x = d } = v)': '({ p: $a = 7, q: $b = 8 } = { q: 9 } as { p?: number; q?: number });',
    '({ p: (x) } = v)': '({ p: ($a), q: ($b) = 8 } = { p: 7 } as { p: number; q?: number });',
    "({ 'p': x, 3: y, [k]: z } = v)": "({ 'p': $a, 3: $b, ['q' + $a]: $c } = { p: 7, 3: 8, q7: 9 } as any);",
    '({ p: { q: x } } = v)': '({ p: { q: $a, r: [$b] = [8] } } = { p: { q: 7 } } as any);',
    'a pattern in a condition': 'if (([$a] = [9]).length) ({ $b } = { $b: 8 });',
    'a pattern in an async function':
      'const $f = async () => { [$a, $b] = await Promise.all([7, 8]); }; await $f();',
  }),
  ...rows({
    '[...x] = v': `
    let $r: number[] = []; const $see = () => $r.join();
    [, ...$r] = [1, 2, 3];
    console.log($see());`,
    '({ ...x } = v)': `
    let $r: any; const $see = () => JSON.stringify($r);
    ({ n: {}, ...$r } = { n: 1, m: 2, l: 3 });
    console.log($see());`,
    'x = [y] = v': `
    let $x: number[] = [], $y = 0; const $see = () => $x.join() + $y;
    $x = [$y] = [5, 6];
    console.log($see());`,
    'a pattern in a function': `
    ${numbers}
    const $f = (v: number[]) => { [$a, $b = 4] = v; ({ length: $c } = v); };
    $f([6]); ${seen}`,
    'functions by defaults have the names': `
    let $f: any, $g: any, $h: any;
    [$f = () => 1] = []; ({ $g = () => 2, p: $h = class {} } = {} as any);
    console.log($f.name, $g.name, $h.name);`,
    'the order of targets, defaults and values': `
    const $log: string[] = []; const $o: any = {}; const $l = (s: string) => ($log.push(s), s);
    [$o[$l("a")] = $l("b"), $o[$l("c")] = $l("d")] = [undefined, 1] as any[];
    console.log($log.join(), JSON.stringify($o));`,
  }),
  ...between(object, objectSeen, {
    '[o.p, o[k]] = v': '[$o.deep, $o[$k]] = [7, 8];',
    '[...o.p] = v': '[...$o.list] = [7, 8];',
    '({ ...o.p } = v)': '({ ...$o.deep } = { m: 2 });',
    '({ p: o.q, r: o[k] } = v)': '({ p: $o.m, r: $o[$k] = 6 } = { p: 7 } as any);',
  }),
];

export const assignments = { targets, operators, updates: [...updates, ...moreUpdates], patterns };
