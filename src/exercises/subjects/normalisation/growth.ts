// By what each layer of a deep batch-normalised network multiplies the gradient.
import { gaussianExpectation } from '../../../math';
import { between, brief, drawn, exact, logistic, tanhSlope } from '../../oracle';

type Curve = (z: number) => number;
interface Activation {
  readonly name: string;
  readonly phi: (c: number) => Curve;
  readonly slope: (c: number) => Curve;
  /** Between which c is drawn. */
  readonly from: number;
  readonly to: number;
}

const activations: readonly Activation[] = [
  {
    name: 'max(z, c z)',
    phi: (c) => (z) => Math.max(z, c * z),
    slope: (c) => (z) => (z > 0 ? 1 : c),
    from: 0.05,
    to: 0.3,
  },
  {
    name: 'tanh(c z)',
    phi: (c) => (z) => Math.tanh(c * z),
    slope: (c) => (z) => c * tanhSlope(c * z),
    from: 1,
    to: 2,
  },
  {
    name: '1 / (1 + e^(−c z))',
    phi: (c) => (z) => logistic(c * z),
    slope: (c) => (z) => c * logistic(c * z) * logistic(-c * z),
    from: 2,
    to: 4,
  },
  {
    name: 'ln(1 + e^(c z))',
    phi: (c) => (z) => Math.log1p(Math.exp(c * z)),
    slope: (c) => (z) => c * logistic(c * z),
    from: 1,
    to: 3,
  },
];

interface Curved {
  readonly activation: number;
  readonly c: number;
}

const meanOf = (f: Curve): number => gaussianExpectation(f, [0]);
/** What the standard normal distribution makes of φ and of its slope. */
function moments({ activation, c }: Curved) {
  const phi = activations[activation].phi(c);
  const slope = activations[activation].slope(c);
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
    activations.map(({ from, to }, activation) => ({ activation, c: between(random, from, to) })),
  ),
  words: ({ activation, c }) => `growth of ${activations[activation].name} with c = ${brief(c)}`,
  call: (answer, { activation, c }) =>
    answer(activations[activation].phi(c), activations[activation].slope(c)),
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
    { hint: 'upside down', value: (c) => 1 / growthOf(c) },
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
