// Measures a state: one forward and one backward pass of its network over a batch of noise, as the opening example does.
import { activations } from '../activations';
import { scope, tf } from '../backend';
import { randomBatch } from '../datasets';
import { observe, registerBackwardHook, registerForwardHook, type LayerRow } from '../hooks';
import * as theory from '../theory';
import { MIN_SEEDS_OF_QUANTILES } from '../charts/lines';
import { quantile } from '../math';
import {
  placeOnZ,
  type Band,
  type LayerMeasurement,
  type Measurement,
  type Prediction,
  type ZAxis,
} from './measurement';
import { buildNetwork, specOf } from './network';
import { INPUTS, OUTPUTS, type PlayState } from './state';

const UNITS = 8; // a drawn column
const BINS = 40;
const MOST_COUNTED = 2048; // values of a layer, in its distributions
const DECADES = 80; // at most, of the sizes of dL/dz
const Z_DEVIATIONS = 3.2;

/** The values of a pass, layer by layer. */
interface PassValues {
  readonly z: Float32Array[];
  readonly gradients: Float32Array[];
  /** The first example's values at the activation layers. */
  readonly activations: Float32Array[];
}

/** The values of z and of dL/dz are those at the outputs of the dense layers. */
function recordPass<T>(model: tf.LayersModel, width: number, run: () => T): [T, PassValues] {
  const values: PassValues = { z: [], gradients: [], activations: [] };
  const kinds = model.layers.map((layer) => layer.getClassName());
  const dense = model.layers.filter((_, i) => kinds[i] === 'Dense');
  const phi = model.layers.filter(
    (layer, i) =>
      kinds[i] !== 'Dense' &&
      /_?(?:linear|sigmoid|tanh|relu|leakyRelu|elu|selu|gelu|silu)_?\d*$/.test(layer.name),
  );
  const read = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>();
  const hooks = [
    ...dense.map((layer, i) => registerForwardHook(layer, (_, output) => void (values.z[i] = read(output)))),
    ...dense.map((layer, i) =>
      registerBackwardHook(layer, (gradient) => void (values.gradients[i] = read(gradient))),
    ),
    ...phi.map((layer, i) =>
      registerForwardHook(layer, (_, output) => void (values.activations[i] = read(output).slice(0, width))),
    ),
  ];
  try {
    return [run(), values];
  } finally {
    for (const hook of hooks) hook.remove();
  }
}

/** The distance between the values that are counted: a few thousand make a shape. */
const strideOf = (values: Float32Array): number => Math.ceil(values.length / MOST_COUNTED);

function countZ(values: Float32Array, axis: ZAxis): number[] {
  const bins = Array<number>(BINS).fill(0);
  for (let i = 0; i < values.length; i += strideOf(values)) {
    const bin = Math.floor(((placeOnZ(axis, values[i]!) + 1) / 2) * BINS);
    if (bin >= 0 && bin < BINS) bins[bin]!++;
  }
  return bins;
}

/** Sizes of z that differ more than so many times have no even axis together. */
const MOST_EVEN_RATIO = 25;

/** The axis of z for the sizes of the hidden layers. */
function zAxisOf(sizes: readonly number[]): ZAxis {
  const there = sizes.filter((size) => size > 0 && Number.isFinite(size));
  if (there.length === 0) return { limit: 1, unit: null };
  const [low, high] = [Math.min(...there), Math.max(...there)];
  return {
    limit: Z_DEVIATIONS * high,
    unit: high / low > MOST_EVEN_RATIO ? Math.max(low, high * 1e-30) : null,
  };
}

function countSizes(values: Float32Array, [low, high]: readonly [number, number]): number[] {
  const bins = Array<number>(BINS).fill(0);
  const perDecade = BINS / (high - low);
  for (let i = 0; i < values.length; i += strideOf(values)) {
    if (values[i] === 0) continue;
    const bin = Math.floor((Math.log10(Math.abs(values[i]!)) - low) * perDecade);
    if (bin >= 0 && bin < BINS) bins[bin]!++;
  }
  return bins;
}

/** The powers of ten between which the sizes of gradients lie, as far as one axis shows them. */
function decadesOf(rms: readonly number[]): [number, number] {
  const sizes = rms.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  if (sizes.length === 0) return [-4, 1];
  const high = Math.ceil(Math.max(...sizes) + 0.8);
  return [Math.max(high - DECADES, Math.floor(Math.min(...sizes) - 1.6)), high];
}

/** The prediction of theory, from the measured norm at the logits. */
function predict(state: PlayState, last: number): Prediction {
  const none = (reason: string): Prediction => ({ gradients: null, factor: null, reason });
  if (!Number.isFinite(last)) return none('the measured gradient is not finite');
  try {
    const spec = specOf(state);
    const gradients = theory.layers(spec, { last }).array('value') as number[];
    return {
      gradients: [...gradients],
      factor: state.depth > 1 ? theory.gradientRatio(spec) : null,
      reason: null,
    };
  } catch (error) {
    return none((error as Error).message);
  }
}

/** Measures a state with its own seed. No tensor is left behind. */
export function measure(state: PlayState): Measurement {
  return scope(() => {
    const model = buildNetwork(specOf(state));
    try {
      return measureModel(model, state);
    } finally {
      model.dispose();
    }
  });
}

/** Measures a model that was built for a state. */
export function measureModel(model: tf.LayersModel, state: PlayState): Measurement {
  const { x, y } = randomBatch({ size: state.batch, inputs: INPUTS, classes: OUTPUTS, seed: state.seed });
  const [seen, values] = recordPass(model, state.width, () =>
    observe(model, x, y, { quantities: ['z', 'a', 'dL/dz'] }),
  );
  const rows = seen.layers.objects();
  const of = (quantity: string): LayerRow[] => rows.filter((row) => row.quantity === quantity);
  const [z, gradients] = [of('z'), of('dL/dz')];
  const hidden = z.slice(0, -1);
  const zAxis = zAxisOf((hidden.length > 0 ? hidden : z).map(({ rms }) => rms));
  const gradientDecades = decadesOf(gradients.map(({ rms }) => rms));
  const byDepth = (quantity: string, depth: number): LayerRow | undefined =>
    rows.find((row) => row.quantity === quantity && row.depth === depth);
  const layers = z.map(({ depth, layer, rms }, i): LayerMeasurement => ({
    depth,
    name: layer,
    gradient: gradients[i]!.norm,
    gradientRms: gradients[i]!.rms,
    z: rms,
    saturated: rows.find((row) => row.depth === depth && row.saturated !== null)?.saturated ?? null,
    dead: byDepth('a', depth)?.dead ?? null,
    units: pickUnits(values.activations[i] ?? values.z[i]!.slice(0, OUTPUTS)),
    zBins: countZ(values.z[i]!, zAxis),
    gradientBins: countSizes(values.gradients[i]!, gradientDecades),
    zeroGradients: gradients[i]!.zeros,
  }));
  return {
    state,
    loss: seen.loss,
    layers,
    theory: predict(state, gradients.at(-1)!.norm),
    zAxis,
    gradientDecades,
    saturation: activations[state.activation].saturation,
  };
}

/** Some units of a layer, evenly spaced. */
const pickUnits = (values: Float32Array): number[] => {
  const count = Math.min(UNITS, values.length);
  return Array.from({ length: count }, (_, i) => values[Math.floor((i * values.length) / count)]!);
};

/** The norms of dL/dz by layer of a state with another seed, without anything else. */
export function measureNorms(state: PlayState): number[] {
  return scope(() => {
    const model = buildNetwork(specOf(state));
    try {
      const { x, y } = randomBatch({ size: state.batch, inputs: INPUTS, classes: OUTPUTS, seed: state.seed });
      return [...(observe(model, x, y, { quantities: ['dL/dz'] }).layers.array('norm') as number[])];
    } finally {
      model.dispose();
    }
  });
}

const BAND_QUANTILES = [0.05, 0.95] as const;

/** The band over runs of several seeds: the range of few, 90 % of many, as in the library's charts. */
export function bandOf(runs: readonly (readonly number[])[]): Band {
  const ends = runs.length < MIN_SEEDS_OF_QUANTILES ? [0, 1] : BAND_QUANTILES;
  const [low, high] = ends.map((q) =>
    runs[0]!.map((_, layer) =>
      quantile(
        runs.map((norms) => norms[layer]!),
        q,
      ),
    ),
  ) as [number[], number[]];
  return { seeds: runs.length, low, high };
}
