// An exercise on checking gradients that were worked out by hand.
import { dot, drawn, exact, logistic, mean, sum } from '../../oracle';

/** A function of several numbers and its way back: from g = dL/da to dL/dz. */
interface Passes {
  readonly forward: (z: readonly number[]) => number[];
  readonly backward: (z: readonly number[], g: readonly number[]) => number[];
}
/** The same with a way back that holds a well-known mistake. */
interface Suspect extends Passes {
  readonly wrong: Passes['backward'];
}

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map(Math.exp);
  return powers.map((p) => p / sum(powers));
};
const rms = (z: readonly number[]): number => Math.sqrt(mean(z.map((v) => v * v)) + 1e-5);
const centred = (z: readonly number[]): number[] => z.map((v) => v - mean(z));
const divided = (z: readonly number[], by: number): number[] => z.map((v) => v / by);

const suspects: Record<'tanh' | 'swish' | 'softmax' | 'rmsNorm' | 'layerNorm', Suspect> = {
  tanh: {
    forward: (z) => z.map((v) => Math.tanh(2 * v)),
    backward: (z, g) => z.map((v, i) => 2 * g[i] * (1 - Math.tanh(2 * v) ** 2)),
    wrong: (z, g) => z.map((v, i) => g[i] * (1 - Math.tanh(2 * v) ** 2)),
  },
  swish: {
    forward: (z) => z.map((v) => v * logistic(v)),
    backward: (z, g) => z.map((v, i) => g[i] * logistic(v) * (1 + v * logistic(-v))),
    wrong: (z, g) => z.map((v, i) => g[i] * logistic(v)), // v taken for a constant
  },
  softmax: {
    forward: softmax,
    backward: (z, g) => softmax(z).map((p, i) => p * (g[i] - dot(softmax(z), g))),
    wrong: (z, g) => softmax(z).map((p, i) => p * (1 - p) * g[i]), // the diagonal alone
  },
  rmsNorm: {
    forward: (z) => divided(z, rms(z)),
    backward(z, g) {
      const a = divided(z, rms(z));
      return a.map((v, i) => (g[i] - (v * dot(a, g)) / z.length) / rms(z));
    },
    wrong: (z, g) => divided(g, rms(z)), // the size taken for a constant
  },
  layerNorm: {
    forward: (z) => divided(centred(z), rms(centred(z))),
    backward: (z, g) => centred(suspects.rmsNorm.backward(centred(z), g)),
    wrong: (z, g) => divided(centred(g), rms(centred(z))), // the spread taken for a constant
  },
};

interface LineUp {
  readonly names: (keyof typeof suspects)[];
  readonly wrong: number;
}

const passesOf = ({ names, wrong }: LineUp): Passes[] =>
  names.map((name, i) => {
    const { forward, backward, wrong: mistaken } = suspects[name];
    return { forward, backward: i === wrong ? mistaken : backward };
  });

/** The answer of one who does not see the mistakes of some. */
const blindTo =
  (...names: LineUp['names']) =>
  (c: LineUp): number =>
    names.includes(c.names[c.wrong]) ? -1 : c.wrong;

/** The first that differs from ∂aᵢ/∂zᵢ: a softmax does so if it is right. */
const onDiagonal = ({ names, wrong }: LineUp): number =>
  names.findIndex((name, i) =>
    name === 'tanh' || name === 'swish' ? i === wrong : name !== 'softmax' || i !== wrong,
  );

export const wrongBackward = exact<LineUp>({
  cases: drawn('diagnosis/wrong-backward', (random) =>
    (['softmax', 'layerNorm', 'tanh', 'rmsNorm', 'swish', 'layerNorm'] as const).map((culprit) => {
      const others = (Object.keys(suspects) as LineUp['names']).filter((name) => name !== culprit);
      const wrong = random.below(others.length + 1);
      return { names: others.toSpliced(wrong, 0, culprit), wrong };
    }),
  ),
  words: ({ names }) => `wrongBackward of [${names.join(', ')}]`,
  call: (answer, c) => answer(passesOf(c)),
  expected: ({ wrong }) => wrong,
  tolerance: 1e-9,
  slips: [
    {
      hint:
        'when all numbers of g are the same: the outputs of a layer norm add up to 0 whatever z is, ' +
        'so that their sum has no gradient to compare',
      value: blindTo('layerNorm'),
    },
    {
      hint: 'when z is 0: there, what is wrong in some of them is multiplied by 0',
      value: blindTo('layerNorm', 'rmsNorm', 'swish'),
    },
    {
      hint: 'when z is a single number: nothing can be seen then of how one number acts on another',
      value: blindTo('softmax', 'layerNorm'),
    },
    { hint: 'when each output is held against its own z alone; a z moves all of them', value: onDiagonal },
    { hint: 'when the functions are counted from 1', value: ({ wrong }) => wrong + 1 },
    { hint: 'when none of them looks wrong: the difference that is let pass is too large', value: () => -1 },
    {
      hint: 'when the first is wrong already: the difference that is let pass is too small, or the comparison is off',
      value: () => 0,
    },
  ],
});
