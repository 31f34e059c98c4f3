// Mending a network with one change. What is handed on and judged is the choice alone: a measurement made where the answer
// runs would be worth no more than the answer.
import { flag, knownKeys, oneOf } from '../../../errors';
import { stream } from '../../../random';
import type { Exercise } from '../../exercise';
import { stepOf, type CurveName, type Norm } from './network';
import { brief, draws, drawn, norm, normals } from '../../oracle';
import type { Plain } from '../../plain';

/** What may be changed, and into what. A choice is a place in each list. */
const parts = {
  activation: ['sigmoid', 'tanh', 'relu'] satisfies CurveName[],
  initializer: ['pytorch', 'xavierNormal', 'heNormal'],
  normalization: ['none', 'batch', 'layer', 'rms'] satisfies Norm[],
  skip: [false, true],
} as const;
type Part = keyof typeof parts;
const partNames = Object.keys(parts) as Part[];

interface Choice {
  readonly activation: (typeof parts.activation)[number];
  readonly initializer: (typeof parts.initializer)[number];
  readonly normalization: (typeof parts.normalization)[number];
  readonly skip: boolean;
}

interface Spec extends Choice {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly seed: number;
}

/** The variance of a weight, times the number of a layer's inputs. */
const gains = { pytorch: 1 / 3, xavierNormal: 1, heNormal: 2 } as const;

const codesOf = (choice: Choice): number[] =>
  partNames.map((part) => (parts[part] as readonly unknown[]).indexOf(choice[part]));

/** The choice that a value stands for; null where it stands for none. */
function choiceOf(value: Plain): Choice | null {
  if (typeof value === 'number' || value.length !== partNames.length) return null;
  const chosen = partNames.map((part, i) => (parts[part] as readonly unknown[])[value[i] as number]);
  if (chosen.includes(undefined)) return null;
  return Object.fromEntries(partNames.map((part, i) => [part, chosen[i]])) as unknown as Choice;
}

/**
 * The choice in what an answer gave.
 *
 * @throws {TypeError | RangeError} where it is no spec, has something that is not on the lists, or changes another part
 */
function choiceIn(given: Spec, came: unknown): Choice {
  const where = 'mend';
  knownKeys(where, 'the spec that it gives', came, Object.keys(given));
  const spec = { ...(came as Spec) }; // read once
  for (const key of Object.keys(given) as (keyof Spec)[]) {
    if (key in parts || JSON.stringify(spec[key]) === JSON.stringify(given[key])) continue;
    throw new RangeError(`${where}: '${key}' is to stay as it is`);
  }
  return {
    activation: oneOf(where, 'activation', spec.activation, parts.activation),
    initializer: oneOf(where, 'initializer', spec.initializer, parts.initializer),
    normalization: oneOf(where, 'normalization', spec.normalization, parts.normalization),
    skip: flag(where, 'skip', spec.skip),
  };
}

const BATCH = 64;
const batchOf = ({ inputs, outputs, seed }: Spec) => {
  const random = stream(seed, 'mend', 'batch');
  return { x: normals(BATCH, inputs, random), y: draws(BATCH, () => random.below(outputs)) };
};

/** The gradient at the first hidden layer over that at the last, in a network of the same kind with weights of its own. */
export function reaches(spec: Spec): number {
  const random = stream(spec.seed, 'mend', 'weights');
  const widths = [spec.inputs, ...spec.hidden, spec.outputs];
  const weights = widths
    .slice(1)
    .map((units, l) => normals(widths[l], units, random, Math.sqrt(gains[spec.initializer] / widths[l])));
  const biases = widths.slice(1).map((units, l) => {
    const limit = spec.initializer === 'pytorch' ? 1 / Math.sqrt(widths[l]) : 0;
    return draws(units, () => limit * (2 * random.uniform() - 1));
  });
  const { x, y } = batchOf(spec);
  const { activation, normalization, skip } = spec;
  const layers = stepOf({ activation, weights, biases, norm: normalization, skip }, x, y);
  return norm(layers[0].dz.flat()) / norm(layers.at(-2)!.dz.flat());
}

/** Students measure other weights, and tell a tenth and ten times: what they have seen to be right is never wrong here. */
const LUCK = 3;
const [LEAST, MOST] = [0.1 / LUCK, 10 * LUCK];

const WIDTH = 32;
const patient = (depth: number, choice: Choice, seed: number): Spec => ({
  inputs: WIDTH,
  hidden: Array<number>(depth).fill(WIDTH),
  outputs: 10,
  ...choice,
  seed,
});

/** A change that every patient gets. */
const always = (change: Partial<Choice>) => (spec: Spec) => codesOf({ ...spec, ...change });

export const mend: Exercise<Spec> = {
  cases: drawn('diagnosis/mend', (random) => {
    const plain = { initializer: 'pytorch', normalization: 'none', skip: false } as const;
    const he = { activation: 'relu', initializer: 'heNormal' } as const;
    const seed = (): number => random.below(1e6);
    return [
      patient(12, { ...plain, activation: 'sigmoid' }, seed()),
      patient(28, { ...plain, activation: 'relu' }, seed()),
      patient(16, { ...he, normalization: 'none', skip: true }, seed()),
    ];
  }),
  words: ({ hidden, activation, initializer, normalization, skip }) =>
    `mend of ${hidden.length} layers (${activation}, ${initializer}, normalization ${normalization}, ` +
    `skip ${skip})`,
  call: (answer, spec, tf) => {
    const { x, y } = batchOf(spec);
    const copy = { ...spec, hidden: [...spec.hidden] };
    return codesOf(choiceIn(spec, answer(copy, tf.tensor2d(x), tf.tensor1d(y, 'int32'))));
  },
  fault: (spec, value) => {
    const choice = choiceOf(value);
    if (choice === null) return 'it gives no choice of the parts';
    const changed = partNames.filter((part) => choice[part] !== spec[part]);
    if (changed.length !== 1)
      return changed.length === 0
        ? 'nothing is changed'
        : `${changed.join(', ')} are changed; one of them is enough`;
    const share = reaches({ ...spec, ...choice });
    if (share >= LEAST && share <= MOST) return null;
    const [part] = changed;
    return `with ${part} ${choice[part]}, the gradient at the first layer is ${brief(share)} times that at the last`;
  },
  slips: [
    { hint: 'when the patient is sent home as it came', value: always({}) },
    {
      hint: 'when everything is done at once; what helped remains unknown, and each has its price',
      value: always({ activation: 'relu', initializer: 'heNormal', normalization: 'none', skip: false }),
    },
    { hint: 'when every patient gets He’s weights', value: always({ initializer: 'heNormal' }) },
    { hint: 'when every patient gets a batch norm', value: always({ normalization: 'batch' }) },
    { hint: 'when every patient gets skip connections', value: always({ skip: true }) },
    { hint: 'when every patient gets a ReLU', value: always({ activation: 'relu' }) },
  ],
  matches: (slip, value) => String(slip) === String(value),
};
