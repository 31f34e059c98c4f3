// Clipping by the norm of all gradients together.
import type { Clipping } from '../../../exercises/adapters/recurrent';
import { between, brief, drawn, exact, frobenius, map, norm, normals, sum, type Matrix } from '../../oracle';

const globalNorm = (gradients: readonly Matrix[]): number => norm(gradients.flat(2));
const scaled = (gradients: readonly Matrix[], scale: (gradient: Matrix) => number): Matrix[] =>
  gradients.map((gradient) => map(gradient, (v) => v * scale(gradient)));

/** Clipped as if `size` were the norm. */
const clippedBy = ({ gradients, limit }: Clipping, size: number): Matrix[] =>
  scaled(gradients, () => Math.min(1, limit / size));

export const clip = exact<Clipping>({
  cases: drawn('recurrent/clip', (random) =>
    [0.5, 2, 0.1, 0.9].map((part) => {
      const gradients = [
        { rows: 2, columns: 4 },
        { rows: 4, columns: 4 },
        { rows: 4, columns: 1 },
      ].map(({ rows, columns }) => normals(rows, columns, random, between(random, 0.3, 2)));
      return { gradients, limit: part * globalNorm(gradients) };
    }),
  ),
  words: ({ gradients, limit }) =>
    `clipByNorm of ${gradients.length} gradients with the norm ${brief(globalNorm(gradients))} together, limit ${brief(limit)}`,
  expected: (c) => clippedBy(c, globalNorm(c.gradients)),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when each gradient is clipped by itself, which turns the step',
      value: ({ gradients, limit }) => scaled(gradients, (one) => Math.min(1, limit / frobenius(one))),
    },
    {
      hint: 'when each gradient is brought to the limit by itself, from above and from below',
      value: ({ gradients, limit }) => scaled(gradients, (one) => limit / frobenius(one)),
    },
    {
      hint: 'when gradients below the limit are made larger',
      value: ({ gradients, limit }) => scaled(gradients, () => limit / globalNorm(gradients)),
    },
    {
      hint: 'when small gradients are made larger, and large ones stay',
      value: ({ gradients, limit }) => scaled(gradients, () => Math.max(1, limit / globalNorm(gradients))),
    },
    {
      hint: 'when each number is held between −limit and limit, which turns the step',
      value: ({ gradients, limit }) =>
        gradients.map((one) => map(one, (v) => Math.max(-limit, Math.min(limit, v)))),
    },
    { hint: 'when nothing is clipped', value: ({ gradients }) => gradients },
    {
      hint: 'when the square of the norm is taken for the norm',
      value: (c) => clippedBy(c, globalNorm(c.gradients) ** 2),
    },
    {
      hint: 'when the norms of the gradients are added up; it is their squares that add',
      value: (c) => clippedBy(c, sum(c.gradients.map(frobenius))),
    },
    {
      hint: 'with the root mean square for the norm',
      value: (c) => clippedBy(c, globalNorm(c.gradients) / Math.sqrt(c.gradients.flat(2).length)),
    },
    {
      hint: 'with the largest of the norms; all gradients together have one norm',
      value: (c) => clippedBy(c, Math.max(...c.gradients.map(frobenius))),
    },
  ],
});
