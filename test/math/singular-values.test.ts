import { describe, expect, it } from 'vitest';
import { singularValues } from '../../src/math';
import { randomStream } from '../../src/random';

const random = (rows: number, columns: number, seed: number): number[][] => {
  const stream = randomStream(seed, 'matrix');
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => stream.normal()));
};
const transpose = (matrix: number[][]): number[][] => matrix[0].map((_, k) => matrix.map((row) => row[k]));
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

describe('The singular values', () => {
  it('of [[3, 0], [4, 5]] are √45 and √5', () => {
    const [first, second] = singularValues([
      [3, 0],
      [4, 5],
    ]);
    expect(first).toBeCloseTo(Math.sqrt(45), 12);
    expect(second).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('of a diagonal matrix are the sizes of its entries, to a relative error, from 1e-150 to 1', () => {
    const sizes = [1, 1e-8, 1e-40, 1e-150];
    const diagonal = sizes.map((size, i) => sizes.map((_, k) => (i === k ? (-1) ** i * size : 0)));
    singularValues(diagonal).forEach((value, i) => {
      expect(value / sizes[i]).toBeCloseTo(1, 12);
    });
  });

  it.each([
    [6, 6],
    [3, 9],
    [24, 24],
  ])('of a random %i × %i matrix have its sums of squares and of fourth powers', (rows, columns) => {
    const A = random(rows, columns, rows);
    const s = singularValues(A);
    const squares = A.flatMap((row) => row.map((v) => v * v));
    const gram = A.flatMap((u) => A.map((v) => sum(u.map((one, k) => one * v[k])) ** 2));
    expect(s).toHaveLength(Math.min(rows, columns));
    expect(sum(s.map((v) => v ** 2))).toBeCloseTo(sum(squares), 9);
    expect(sum(s.map((v) => v ** 4)) / sum(gram)).toBeCloseTo(1, 12);
    expect(s).toEqual([...s].sort((a, b) => b - a));
  });

  it('of a matrix and its transpose are the same', () => {
    const A = random(7, 4, 1);
    singularValues(transpose(A)).forEach((value, i) => {
      expect(value).toBeCloseTo(singularValues(A)[i], 12);
    });
  });

  it('of a matrix of rank 1 are one number and zeros', () => {
    const [first, ...others] = singularValues([1, 2, 3].map((u) => [1, 1, 1].map((v) => u * v)));
    expect(first).toBeCloseTo(Math.sqrt(42), 12);
    for (const other of others) expect(other).toBeLessThan(1e-12);
  });

  it('are not those of what is no matrix', () => {
    for (const wrong of [[], [[]], [[1], [1, 2]], [[NaN]], 3, [1, 2]] as unknown[])
      expect(() => singularValues(wrong as number[][])).toThrow(
        /singularValues: matrix must be rows of finite numbers/,
      );
  });
});
