// Exercise on repairing a network with one change: the choice is judged, on a network with weights of its own.
import { first, last } from '../../../arrays';
import {
  codesOf,
  partNames,
  parts,
  type Choice,
  type RepairInput,
  type Spec,
} from '../../../exercises/adapters/repair';
import type { Plain } from '../../../exercises/plain';
import { randomStream } from '../../../random';
import type { Exercise } from '../../exercise';
import { brief, draws, drawn, layerSizes, norm, normals } from '../../oracle';
import { stepOf } from './network';

/** The variance of a weight, times the number of a layer's inputs. */
const gains = { pytorch: 1 / 3, xavierNormal: 1, heNormal: 2 } as const;

/** The choice that a value stands for; null where it stands for none. */
function choiceOf(value: Plain): Choice | null {
  if (typeof value === 'number' || value.length !== partNames.length) return null;
  const chosen = partNames.map((part, i) => (parts[part] as readonly unknown[])[value[i] as number]);
  if (chosen.includes(undefined)) return null;
  return Object.fromEntries(partNames.map((part, i) => [part, chosen[i]])) as unknown as Choice;
}

const BATCH = 64;
const batchOf = ({ inputs, outputs, seed }: Spec) => {
  const random = randomStream(seed, 'mend', 'batch');
  return { x: normals(BATCH, inputs, random), y: draws(BATCH, () => random.uniformInteger(outputs)) };
};

/** The gradient at the first hidden layer over that at the last, in a network of the same kind with weights of its own. */
function reaches({ spec, x, y }: RepairInput): number {
  const random = randomStream(spec.seed, 'mend', 'weights');
  const sizes = layerSizes([spec.inputs, ...spec.hidden, spec.outputs]);
  const weights = sizes.map(([inputs, outputs]) =>
    normals(inputs, outputs, random, Math.sqrt(gains[spec.initializer] / inputs)),
  );
  const biases = sizes.map(([inputs, outputs]) => {
    const limit = spec.initializer === 'pytorch' ? 1 / Math.sqrt(inputs) : 0;
    return draws(outputs, () => limit * (2 * random.uniform() - 1));
  });
  const { activation, normalization, skip } = spec;
  const layers = stepOf({ activation, weights, biases, norm: normalization, skip }, x, y);
  return norm(first(layers).dz.flat()) / norm(last(layers.slice(0, -1)).dz.flat());
}

/** Students measure other weights, and tell a tenth and ten times: what they have seen to be right is never wrong here. */
const LUCK = 3;
const [LEAST, MOST] = [0.1 / LUCK, 10 * LUCK];

const WIDTH = 32;
const repairInput = (depth: number, choice: Choice, seed: number): RepairInput => {
  const spec = { inputs: WIDTH, hidden: Array<number>(depth).fill(WIDTH), outputs: 10, ...choice, seed };
  return { spec, ...batchOf(spec) };
};

/** The answer that makes the same change to every network. */
const always =
  (change: Partial<Choice>) =>
  ({ spec }: RepairInput): Plain =>
    codesOf({ ...spec, ...change });

/** Every choice that differs from a spec in one part at most. */
const choicesFrom = (spec: Spec): Choice[] =>
  partNames.flatMap((part) => parts[part].map((choice) => ({ ...spec, [part]: choice })));

const OTHERWISE = 'more than one of the parts is changed; one of them is enough';

function fault(input: RepairInput, value: Plain): string | null {
  const choice = choiceOf(value);
  if (choice === null) return 'it gives no choice of the parts';
  const changed = partNames.filter((part) => choice[part] !== input.spec[part]);
  const [part, ...others] = changed;
  if (part === undefined) return 'nothing is changed';
  if (others.length > 0) return OTHERWISE;
  const share = reaches({ ...input, spec: { ...input.spec, ...choice } });
  if (share >= LEAST && share <= MOST) return null;
  return `with ${part} ${choice[part]}, the gradient at the first layer is ${brief(share)} times that at the last`;
}

export const repair: Exercise<RepairInput> = {
  cases: drawn('diagnosis/mend', (random) => {
    const plain = { initializer: 'pytorch', normalization: 'none', skip: false } as const;
    const he = { activation: 'relu', initializer: 'heNormal' } as const;
    const seed = (): number => random.uniformInteger(1e6);
    return [
      repairInput(12, { ...plain, activation: 'sigmoid' }, seed()),
      repairInput(28, { ...plain, activation: 'relu' }, seed()),
      repairInput(16, { ...he, normalization: 'none', skip: true }, seed()),
    ];
  }),
  words: ({ spec: { hidden, activation, initializer, normalization, skip } }) =>
    `mend of ${hidden.length} layers (${activation}, ${initializer}, normalization ${normalization}, ` +
    `skip ${skip})`,
  expectation: (input) => ({
    kind: 'choice',
    // Each takes a network: made when somebody asks for them.
    get choices() {
      const values = choicesFrom(input.spec).map(codesOf);
      return values.map((value) => ({ value, fault: fault(input, value) }));
    },
    otherwise: OTHERWISE,
  }),
  fault,
  slips: [
    { hint: 'when the network is returned unchanged', value: always({}) },
    {
      hint: 'when everything is done at once; what helped remains unknown, and each has its price',
      value: always({ activation: 'relu', initializer: 'heNormal', normalization: 'none', skip: false }),
    },
    { hint: 'when every network gets He’s weights', value: always({ initializer: 'heNormal' }) },
    { hint: 'when every network gets a batch norm', value: always({ normalization: 'batch' }) },
    { hint: 'when every network gets skip connections', value: always({ skip: true }) },
    { hint: 'when every network gets a ReLU', value: always({ activation: 'relu' }) },
  ],
};
