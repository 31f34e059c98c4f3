// A multilayer perceptron in plain float64, forward and back by hand: the oracle of exercises that look into a network.
import { itemAt } from '../../../arrays';
import {
  dot,
  logistic,
  map,
  mean,
  product,
  sum,
  tanhSlope,
  transpose,
  zipWith,
  type Matrix,
} from '../../oracle';

interface Curve {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
}

const curves = {
  sigmoid: { value: logistic, slope: (z) => logistic(z) * logistic(-z) },
  tanh: { value: Math.tanh, slope: tanhSlope },
  relu: { value: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
} satisfies Record<string, Curve>;

export type CurveName = keyof typeof curves;
export type Norm = 'none' | 'batch' | 'layer' | 'rms';

export interface Network {
  readonly activation: CurveName;
  /** One a layer, [inputs, units], the logits' last; the logits have no activation. */
  readonly weights: readonly Matrix[];
  /** Left out: zeros. */
  readonly biases?: readonly (readonly number[])[];
  /** The normalisation of the pre-activations. Default 'none'. */
  readonly norm?: Norm;
  /** True: each hidden layer adds its input to its output. Default: false. */
  readonly skip?: boolean;
}

/** Statistics of each layer in one step, the logits' last. */
export interface Layer {
  readonly z: Matrix;
  /** The activation's output; of the logits, the logits. */
  readonly a: Matrix;
  readonly dz: Matrix;
  readonly da: Matrix;
  readonly dw: Matrix;
}

/** A value of the forward pass, and its backward pass: from the gradient with respect to it to that with respect to its input. */
interface Made {
  readonly value: Matrix;
  readonly back: (gradient: Matrix) => Matrix;
}

const EPSILON = 1e-5;

/** Each row divided by its standard deviation, about its mean or about zero. Ioffe and Szegedy 2015, section 3, for the gradient. */
function normalizedRows(z: Matrix, aboutMean: boolean): Made {
  const centerOf = (row: readonly number[]): number => (aboutMean ? mean(row) : 0);
  const rows = z.map((row) => {
    const center = centerOf(row);
    const deviation = Math.sqrt(mean(row.map((v) => (v - center) ** 2)) + EPSILON);
    return { deviation, values: row.map((v) => (v - center) / deviation) };
  });
  const back = (gradient: Matrix): Matrix =>
    rows.map(({ deviation, values }, i) => {
      const row = itemAt(gradient, i);
      const common = centerOf(row);
      const along = dot(row, values) / row.length;
      return values.map((v, j) => (itemAt(row, j) - common - v * along) / deviation);
    });
  return { value: rows.map(({ values }) => values), back };
}

function normalized(z: Matrix, norm: Norm): Made {
  if (norm === 'none') return { value: z, back: (gradient) => gradient };
  if (norm !== 'batch') return normalizedRows(z, norm === 'layer');
  const { value, back } = normalizedRows(transpose(z), true);
  return { value: transpose(value), back: (gradient) => transpose(back(transpose(gradient))) };
}

const plus = (a: Matrix, b: Matrix): Matrix => zipWith(a, b, (v, w) => v + w);
const affine = (x: Matrix, w: Matrix, b: readonly number[] | undefined): Matrix =>
  map(product(x, w), (v, _, j) => v + (b?.[j] ?? 0));

/** The gradient of the cross-entropy, averaged over the batch. */
function lossGradient(logits: Matrix, y: readonly number[]): Matrix {
  return logits.map((row, i) => {
    const highest = Math.max(...row);
    const powers = row.map((v) => Math.exp(v - highest));
    return powers.map((p, j) => (p / sum(powers) - (j === y[i] ? 1 : 0)) / logits.length);
  });
}

/** One step: forward, and back from the cross-entropy of the logits with the classes y. */
export function stepOf(network: Network, x: Matrix, y: readonly number[]): Layer[] {
  const { weights, biases, activation, norm = 'none', skip = false } = network;
  const { value: phi, slope } = curves[activation];
  const last = weights.length - 1;
  const forward: { input: Matrix; z: Matrix; u: Made; a: Matrix }[] = [];
  let h = x;
  weights.forEach((w, l) => {
    const z = affine(h, w, biases?.[l]);
    const u = normalized(z, l < last ? norm : 'none');
    const a = l < last ? map(u.value, phi) : z;
    forward.push({ input: h, z, u, a });
    h = skip && l < last ? plus(h, a) : a;
  });
  const layers: Layer[] = [];
  let gradient = lossGradient(h, y);
  for (let l = last; l >= 0; l--) {
    const { input, z, u, a } = itemAt(forward, l);
    const da = gradient;
    const dz = l < last ? u.back(zipWith(u.value, da, (v, g) => slope(v) * g)) : da;
    layers.unshift({ z, a, dz, da, dw: product(transpose(input), dz) });
    const through = product(dz, transpose(itemAt(weights, l)));
    gradient = skip && l < last ? plus(da, through) : through;
  }
  return layers;
}
