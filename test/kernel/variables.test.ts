// A name is one variable in all cells: whoever reads it, wherever it was assigned last.
import { describe } from 'vitest';
import { cellTests } from './support/cells';

const { check } = cellTests();

describe('a function of an earlier cell', () => {
  check({
    'reads what a later cell assigns': [
      ['let lr = 0.1; function step() { return lr; }'],
      ['lr = 0.5; step()', '0.5'],
    ],
    'changes what a later cell reads': [['let n = 0; const inc = () => ++n;'], ['n = 10; inc(); n', '11']],
    'changes it within a loop of a later cell': [
      ['let total = 0; const add = (v: number) => { total += v; };'],
      ['add(5); total', '5'],
      ['total = 0; for (const v of [1, 2, 3]) add(v); total', '6'],
    ],
    'calls the newest function of a name': [
      ['function f() { return 1; } function g() { return f(); }'],
      ['function f() { return 2; }'],
      ['g()', '2'],
    ],
    'sees a class that was declared anew': [
      ['class Net { depth = 1 } const build = () => new Net().depth;'],
      ['class Net { depth = 2 }'],
      ['build()', '2'],
    ],
    'ends a loop that waits, once a later cell says so': [
      [
        'const pause = (ms: number) => new Promise((d) => setTimeout(d, ms)); let stop = false; let rounds = 0; (async () => { while (!stop) { rounds++; await pause(5); } console.log("stopped"); })(); 0',
        '0',
      ],
      ['stop = true; await pause(50);', 'stopped\n'],
      ['const before = rounds; await pause(50); rounds === before', 'true'],
    ],
    'keeps its variables apart from parameters of the same name': [
      ['let w = 1; const scaled = (w: number) => w * 2;'],
      ['w = 5; [scaled(3), w]', '[ 6, 5 ]'],
    ],
  });
});

describe('heads of loops, patterns and updates assign to the variable', () => {
  check({
    'for … of': [
      ['let v = 0; for (v of [1, 2, 3]) {} v', '3'],
      ['v', '3'],
    ],
    'for … in': [
      ["let key = ''; for (key in { a: 1, b: 2 }) {} key", "'b'"],
      ['key', "'b'"],
    ],
    'brackets around it': [['let x1 = 1;'], ['(x1) = 5; ((x1)) += 1; x1', '6'], ['x1', '6']],
    'var in a block': [['try { var data = JSON.parse(\'{"a":1}\'); } catch {}'], ['data.a', '1']],
    'what counts down in the head of a loop': [
      ['let left = 3; let turns = 0; for (; left--; ) turns++; [left, turns]', '[ -1, 3 ]'],
      ['[left, turns]', '[ -1, 3 ]'],
    ],
    'a swap': [['let p = 1, q = 2;'], ['[p, q] = [q, p]; [p, q]', '[ 2, 1 ]']],
    'numbers, texts and big integers, one after another': [
      ['let any: any = 0; for (let i = 0; i < 3; i++) any += 0.5; any', '1.5'],
      ["any = 'a'; for (let i = 0; i < 2; i++) any += i; any", "'a01'"],
      ['any = 1n; for (let i = 0; i < 70; i++) any *= 2n; any', '1180591620717411303424n'],
    ],
  });
});

describe('names that are special elsewhere are variables here', () => {
  check({
    'two underscores, __dirname, __proto__, constructor, toString': [
      ['const __x = 5; let __proto__ = 1; let constructor = 2; let toString = 3;'],
      ['[__x, __proto__, constructor, toString]', '[ 5, 1, 2, 3 ]'],
      ['const __dirname = "here"; __dirname', "'here'"],
    ],
    'a global that a cell hides is hidden for cells alone': [
      ['let Math: any = 3; Math', '3'],
      ['[Math, [4, 9].map(globalThis.Math.sqrt)]', '[ 3, [ 2, 3 ] ]'],
    ],
    'names that the kernel uses itself': [
      [
        'let run = 1, bindings = 2, helpers = 3, copy = 4; for (let i = 0; i < 2; i++) run += i; [run, bindings, helpers, copy]',
        '[ 2, 2, 3, 4 ]',
      ],
      ['[run, bindings]', '[ 2, 2 ]'],
    ],
    'require, module and exports': [
      ['let exports = 1, module = 2; [exports, module]', '[ 1, 2 ]'],
      ['[exports, module]', '[ 1, 2 ]'],
    ],
  });
});

describe('functions and errors speak of the names that were written', () => {
  check({
    'in messages': [
      ['let q: any = 5; q()', /: q is not a function$/],
      ['q.r.s', /reading 's'\)$/],
      ['new q()', /: q is not a constructor$/],
      ['for (const one of q);', /: q is not iterable$/],
      ['const { a } = q.none;', /undefined \(reading 'a'\)$/],
    ],
    'in messages that the cell catches itself': [
      ['let u: any; try { u() } catch (error: any) { console.log(error.message) }', 'u is not a function\n'],
    ],
    'in the text of a function': [
      ['let rate = 2; const scale = (v: number) => rate * v; scale.toString()', "'(v) => rate * v'"],
    ],
    'functions have the names of their variables': [
      [
        'const f = () => 1; let g = function () {}; const C = class {}; let { h = () => 1 } = {}; let k: any; k = async () => 1; [f, g, C, h, k].map((one) => one.name)',
        "[ 'f', 'g', 'C', 'h', 'k' ]",
      ],
    ],
    'this is undefined in a function': [
      ['function self(this: unknown) { return this === undefined; } self()', 'true'],
      ['[self(), (self)(), (function () { return this === undefined; })()]', '[ true, true, true ]'],
    ],
    'a name that is read too early is an error': [
      [
        'const early = () => late; early(); let late = 1;',
        "ReferenceError: Cannot access 'late' before initialization",
      ],
    ],
  });
});
