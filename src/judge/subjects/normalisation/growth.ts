// Exercise on the factor by which each layer of a deep batch-normalised network multiplies the gradient.
import { itemAt } from '../../../arrays';
import { gaussianExpectation } from '../../../math';
import { curves, type Curved } from '../../../exercises/adapters/normalisation';
import { between, brief, drawn, exact } from '../../oracle';

/** The interval from which the factor of each activation is drawn. */
const ranges = [
  [0.05, 0.3],
  [1, 2],
  [2, 4],
  [1, 3],
] as const;

const meanOf = (f: (z: number) => number): number => gaussianExpectation(f, [0]);
/** Moments of φ(z) and of its slope for a standard normal z. */
function moments({ activation, c }: Curved) {
  const curve = itemAt(curves, activation);
  const [phi, slope] = [curve.phi(c), curve.slope(c)];
  const square = meanOf((z) => phi(z) ** 2);
  return {
    square,
    variance: square - meanOf(phi) ** 2,
    slope: meanOf(slope),
    slopeSquare: meanOf((z) => slope(z) ** 2),
  };
}

/** G. Yang et al., "A mean field theory of batch normalization", ICLR 2019, in the limit of a large batch. */
const growthOf = (c: Curved): number => {
  const { slopeSquare, variance } = moments(c);
  return Math.sqrt(slopeSquare / variance);
};

export const growth = exact<Curved>({
  cases: drawn('normalisation/growth', (random) =>
    ranges.map(([from, to], activation) => ({ activation, c: between(random, from, to) })),
  ),
  words: ({ activation, c }) => `growth of ${itemAt(curves, activation).name} with c = ${brief(c)}`,
  expected: growthOf,
  tolerance: 0.01,
  slips: [
    {
      hint: 'for the mean square of the gradient; its norm goes with the root',
      value: (c) => growthOf(c) ** 2,
    },
    {
      hint: 'when the mean of φ is not taken away, as with RMS normalisation',
      value: (c) => Math.sqrt(moments(c).slopeSquare / moments(c).square),
    },
    { hint: 'when its reciprocal is returned', value: (c) => 1 / growthOf(c) },
    {
      hint: 'when the slope is averaged and then squared; its square is to be averaged',
      value: (c) => moments(c).slope / Math.sqrt(moments(c).variance),
    },
    {
      hint: 'when the slope is averaged and not its square',
      value: (c) => Math.sqrt(moments(c).slope / moments(c).variance),
    },
    { hint: 'without what the norm divides by', value: (c) => Math.sqrt(moments(c).slopeSquare) },
    { hint: 'without the slope', value: (c) => 1 / Math.sqrt(moments(c).variance) },
  ],
});
