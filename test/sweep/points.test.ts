import { describe, expect, it, test } from 'vitest';
import { decode, encode } from '../../src/sweep/plain';
import { Points } from '../../src/sweep/points';
import { range } from '../../src/sweep/range';

const points = (over: object, base?: object) =>
  new Points('sweep', { over, ...(base === undefined ? {} : { base }) } as never);
const all = (grid: Points) => Array.from({ length: grid.length }, (_, i) => decode(grid.text(i)));

function* endless(): Generator<number> {
  for (let i = 0; ; i++) yield i;
}

describe('range', () => {
  it('has both ends, and the decimals that one would write', () => {
    expect(range(0.5, 2.5, 0.1)).toEqual(
      '0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 2 2.1 2.2 2.3 2.4 2.5'
        .split(' ')
        .map(Number),
    );
    expect(range(1, 3)).toEqual([1, 2, 3]);
    expect(range(3, 0, -1.5)).toEqual([3, 1.5, 0]);
    expect(range(0, 1, 0.3)).toEqual([0, 0.3, 0.6, 0.9]);
    expect(range(2, 2)).toEqual([2]);
  });

  it('refuses what has no end, and says what leads there', () => {
    expect(() => range(0, 1, -0.1)).toThrow(new RangeError('range: step must lead from 0 to 1; got -0.1'));
    expect(() => range(0, 1, 0)).toThrow(RangeError);
    expect(() => range(0, 1, NaN)).toThrow(TypeError);
    expect(() => range(0, '1' as never)).toThrow("range: to must be a number; got '1'");
    expect(() => range(0, 1, 1e-9)).toThrow('at most 1000000 numbers');
  });
});

describe('the text of plain data', () => {
  it.each([
    [{ a: NaN, b: [Infinity, -Infinity, -0, 0] }],
    [{ $: 1, nested: { $: 'NaN' } }],
    [{ text: 'line\nquote " \u0000 \u2028 ☃', none: null, yes: true }],
    [[5e-324, 1.7976931348623157e308, 0.1 + 0.2, 1e21, -1e-7]],
  ])('gives %j back, bit by bit', (value) => {
    expect(decode(encode('f', 'x', value))).toStrictEqual(value);
  });

  it('is the same for the same data, whatever the order of keys', () => {
    expect(encode('f', 'x', { b: 1, a: { d: 2, c: 3 } })).toBe(encode('f', 'x', { a: { c: 3, d: 2 }, b: 1 }));
    expect(encode('f', 'x', { a: undefined })).toBe('{}');
    expect(encode('f', 'x', 0)).not.toBe(encode('f', 'x', -0));
  });

  it('refuses what is not plain, and says where it is', () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const bad = [
      () => 1,
      Symbol('a'),
      1n,
      new Date(0),
      new Map(),
      new Float32Array(1),
      new (class A {
        b = 1;
      })(),
    ];
    for (const value of bad)
      expect(() => encode('sweep', 'base.spec', { deep: [value] })).toThrow(
        /^sweep: base\.spec\.deep\[0\] must be plain/,
      );
    expect(() => encode('sweep', 'x', circle)).toThrow('x[0] contains itself');
    expect(encode('sweep', 'x', Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });
});

describe('the points of a grid', () => {
  it('are every combination, the last column fastest, with the constants', () => {
    expect(all(points({ depth: [5, 10], seed: 2 }, { width: 8, none: undefined }))).toEqual([
      { depth: 5, seed: 1, width: 8 },
      { depth: 5, seed: 2, width: 8 },
      { depth: 10, seed: 1, width: 8 },
      { depth: 10, seed: 2, width: 8 },
    ]);
    expect(all(points({}))).toEqual([{}]);
    expect(points({ spec: [{ a: 1 }, { a: 2 }], name: new Set(['x']) }).length).toBe(2);
  });

  it('are made one at a time: a grid may be larger than the memory', () => {
    const thousand = range(1, 1000);
    const grid = points({ a: thousand, b: thousand, c: thousand, d: thousand });
    expect(grid.length).toBe(1e12);
    expect(decode(grid.text(1e12 - 1))).toEqual({ a: 1000, b: 1000, c: 1000, d: 1000 });
  });

  test.each([
    [{ depth: 5 }, TypeError, 'over.depth must be an array of values; a constant belongs in base; got 5'],
    [{ depth: 'ab' }, TypeError, 'over.depth must be an array'],
    [{ seed: 0 }, RangeError, 'over.seed must be a whole number of at least 1'],
    [{ seed: 1.5 }, RangeError, 'over.seed'],
    [{ depth: [] }, RangeError, 'over.depth is empty'],
    [{ depth: [1, 2, 1] }, RangeError, 'over.depth[2] is 1 again'],
    [{ depth: [() => 1] }, TypeError, 'over.depth[0] must be plain data'],
    [{ error: [1] }, TypeError, 'over.error has the name of a column of the result'],
    [[1], TypeError, 'over must be an object'],
    [{ $: [1] }, TypeError, "no column can be named '$'"],
    [JSON.parse('{"__proto__": [1]}'), TypeError, "no column can be named '__proto__'"],
    [{ seed: 1e12 }, RangeError, 'over.seed is at most 1000000 seeds'],
    [{ a: { [Symbol.iterator]: endless } }, RangeError, 'over.a has more than 1000000 values'],
  ])('%j is refused', (over, type, words) => {
    expect(() => points(over)).toThrow(type);
    expect(() => points(over)).toThrow(words);
  });

  it('are refused with a column that is in over and in base, and with another key', () => {
    expect(() => points({ a: [1] }, { a: 2 })).toThrow("'a' is in over and in base");
    expect(() => new Points('sweep', { ovr: {} } as never)).toThrow("did you mean 'over'?");
    expect(() => new Points('sweep', 3 as never)).toThrow('the grid must be an object');
  });
});
