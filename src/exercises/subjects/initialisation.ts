// Exercises on activations and on initialisation.
import { gaussianExpectation } from '../../math';
import { stream } from '../../random';
import { differenceOf } from '../compare';
import type { Exercise } from '../exercise';
import type { Matrix } from '../oracle';
import {
  between,
  brief,
  deviation,
  drawn,
  draws,
  exact,
  map,
  mean,
  normals,
  product,
  share,
  transpose,
  variance,
} from '../oracle';
import { flat, shapeOf, type Plain } from '../plain';

interface Elu {
  readonly z: number;
  readonly alpha: number;
}

const eluSlope = ({ z, alpha }: Elu): number => (z > 0 ? 1 : alpha * Math.exp(z));

const eluDerivative = exact<Elu>({
  cases: drawn('activations/elu-derivative', (random) =>
    [-1, 1, -1, 1, -1, -1].map((sign) => ({
      z: sign * between(random, 0.2, 3),
      alpha: between(random, 0.3, 0.9),
    })),
  ),
  words: ({ z, alpha }) => `eluPrime(${brief(z)}, ${brief(alpha)})`,
  call: (answer, { z, alpha }) => answer(z, alpha),
  expected: eluSlope,
  tolerance: 1e-6,
  slips: [
    { hint: 'without alpha', value: (c) => eluSlope({ ...c, alpha: 1 }) },
    {
      hint: 'when the ELU itself is returned',
      value: ({ z, alpha }) => (z > 0 ? z : alpha * (Math.exp(z) - 1)),
    },
    {
      hint: 'when its value is returned where z is negative, not its slope',
      value: ({ z, alpha }) => (z > 0 ? 1 : alpha * (Math.exp(z) - 1)),
    },
    { hint: 'with the wrong sign where z is negative', value: (c) => (c.z > 0 ? 1 : -eluSlope(c)) },
    { hint: 'when the slope of a leaky ReLU is returned', value: ({ z, alpha }) => (z > 0 ? 1 : alpha) },
    { hint: 'with the sides of zero exchanged', value: (c) => (c.z > 0 ? c.alpha * Math.exp(c.z) : 1) },
  ],
});

const isZero = (values: readonly number[]): boolean => values.every((v) => v === 0);

const deadUnits = exact<Matrix>({
  cases: drawn('activations/dead-units', (random) =>
    [
      [6, 10],
      [12, 5],
      [4, 16],
    ].map(([batch, units]) => {
      const dead = draws(units, () => random.uniform()).map((u, i) => i === 0 || u < 0.3);
      const a = map(normals(batch, units, random), (v, _, j) => (dead[j] ? 0 : Math.max(0, v + 0.2)));
      a[1] = a[1].map((v, j) => (dead[j] ? 0 : v + 0.1)); // no unit is dead by chance
      a[0] = a[0].map(() => 0); // an example that no unit answers to
      return a;
    }),
  ),
  words: (a) => `deadUnits, ${a.length} examples, ${a[0].length} units`,
  call: (answer, a, tf) => answer(tf.tensor2d(a)),
  expected: (a) => share(transpose(a).map(isZero)),
  tolerance: 1e-5,
  slips: [
    {
      hint: 'when all zeros are counted; a dead unit is zero on every example',
      value: (a) => share(a.flat().map((v) => v === 0)),
    },
    { hint: 'with examples and units exchanged', value: (a) => share(a.map(isZero)) },
    { hint: 'when the units that are alive are counted', value: (a) => 1 - share(transpose(a).map(isZero)) },
    {
      hint: 'when the dead units are counted, but not divided by the number of units',
      value: (a) => transpose(a).filter(isZero).length,
    },
  ],
});

/** Activations to find the gain of; several have a mean far from zero. */
const shapes: { name: string; phi: (c: number) => (z: number) => number; kinks: number[] }[] = [
  { name: 'tanh(c z)', phi: (c) => (z) => Math.tanh(c * z), kinks: [] },
  { name: 'max(0, c z)', phi: (c) => (z) => Math.max(0, c * z), kinks: [0] },
  { name: '1 / (1 + e^(−c z))', phi: (c) => (z) => 1 / (1 + Math.exp(-c * z)), kinks: [] },
  { name: 'ln(1 + e^(c z))', phi: (c) => (z) => Math.log1p(Math.exp(c * z)), kinks: [] },
];

interface Shape {
  readonly shape: number;
  readonly c: number;
}
const moment = ({ shape, c }: Shape, power: number): number =>
  gaussianExpectation((z) => shapes[shape].phi(c)(z) ** power, shapes[shape].kinks);

const gain = exact<Shape>({
  cases: drawn('initialisation/gain', (random) =>
    [0, 1, 2, 3].map((shape) => ({ shape, c: between(random, 0.6, 1.8) })),
  ),
  words: ({ shape, c }) => `gain of ${shapes[shape].name} with c = ${brief(c)}`,
  call: (answer, { shape, c }) => answer(shapes[shape].phi(c)),
  expected: (c) => 1 / Math.sqrt(moment(c, 2)),
  tolerance: 0.01,
  slips: [
    {
      hint: 'when the mean is taken off; the second moment is wanted, not the variance',
      value: (c) => 1 / Math.sqrt(moment(c, 2) - moment(c, 1) ** 2),
    },
    { hint: 'without the square root', value: (c) => 1 / moment(c, 2) },
    { hint: 'upside down', value: (c) => Math.sqrt(moment(c, 2)) },
    { hint: 'when φ is averaged and not its square', value: (c) => 1 / Math.abs(moment(c, 1)) },
  ],
});

interface Layer {
  readonly fanIn: number;
  readonly fanOut: number;
  readonly seed: number;
}

/** Of a sample's standard deviation: six standard errors at 4,096 weights are 6.6 %. */
const STD_TOLERANCE = 0.07;
const layersFor = (id: string) =>
  drawn<Layer>(id, (random) =>
    [
      [64, 128],
      [256, 32],
      [48, 96],
    ].map(([fanIn, fanOut]) => ({ fanIn, fanOut, seed: random.below(1e6) })),
  );

interface StdSlip {
  readonly hint: string;
  readonly std: (layer: Layer) => number;
}

/** What is wrong with weights that should have this shape, mean 0 and this standard deviation. */
function sampleFault({ fanIn, fanOut }: Layer, value: Plain, std: number): string | null {
  const shape = shapeOf(value);
  if (shape?.join() !== `${fanIn},${fanOut}`) {
    const hint = shape?.join() === `${fanOut},${fanIn}` ? '; is it transposed?' : '';
    const came = shape === null || shape.length === 0 ? 'something else' : `the shape [${shape.join(', ')}]`;
    return `expected the shape [${fanIn}, ${fanOut}], got ${came}${hint}`;
  }
  const weights = flat(value);
  const [m, s] = [mean(weights), Math.sqrt(variance(weights))];
  if (!(Math.abs(s - std) <= STD_TOLERANCE * std))
    return `expected the standard deviation ${brief(std)}, got ${brief(s)}`;
  if (!(Math.abs(m) <= (6 * std) / Math.sqrt(weights.length))) return `expected the mean 0, got ${brief(m)}`;
  return null;
}

/** Six standard errors of the fourth moment over the squared second, which is 3 for a normal and 1.8 for a uniform one. */
function kurtosis(value: Plain): number {
  const weights = flat(value);
  const m = mean(weights);
  return mean(weights.map((w) => (w - m) ** 4)) / variance(weights) ** 2;
}

/** The same, and whether they come from the distribution that is asked for. */
const sampled =
  (std: (layer: Layer) => number, distribution: string, hasIts: (kurtosis: number) => boolean) =>
  (layer: Layer, value: Plain): string | null =>
    sampleFault(layer, value, std(layer)) ??
    (hasIts(kurtosis(value))
      ? null
      : `the spread is right, but the weights are not ${distribution} distributed`);

const stdSlips = (slips: readonly StdSlip[]): Pick<Exercise<Layer>, 'slips' | 'matches'> => ({
  slips: slips.map(({ hint, std }) => ({ hint, value: std })),
  matches: (std, value) => {
    const s = Math.sqrt(variance(flat(value)));
    return Math.abs(s - (std as number)) <= STD_TOLERANCE * (std as number);
  },
});

const heStd = ({ fanIn }: Layer): number => Math.sqrt(2 / fanIn);

const heNormal: Exercise<Layer> = {
  cases: layersFor('initialisation/he-normal'),
  words: ({ fanIn, fanOut }) => `heNormal(${fanIn}, ${fanOut}, normal)`,
  call: (answer, { fanIn, fanOut, seed }) => {
    const random = stream(seed, 'normal');
    return answer(fanIn, fanOut, () => random.normal());
  },
  fault: sampled(heStd, 'normally', (k) => k > 2.4),
  ...stdSlips([
    { hint: 'with the wrong fan: the outputs are counted', std: ({ fanOut }) => Math.sqrt(2 / fanOut) },
    { hint: 'with the mean of both fans', std: ({ fanIn, fanOut }) => Math.sqrt(4 / (fanIn + fanOut)) },
    { hint: 'without what the ReLU takes away', std: ({ fanIn }) => Math.sqrt(1 / fanIn) },
    { hint: 'when the variance is taken for the standard deviation', std: ({ fanIn }) => 2 / fanIn },
    { hint: 'without any scale', std: () => 1 },
  ]),
};

const xavierStd = ({ fanIn, fanOut }: Layer): number => Math.sqrt(2 / (fanIn + fanOut));

const xavierUniform: Exercise<Layer> = {
  cases: layersFor('initialisation/xavier-uniform'),
  words: ({ fanIn, fanOut }) => `xavierUniform(${fanIn}, ${fanOut}, uniform)`,
  call: (answer, { fanIn, fanOut, seed }) => {
    const random = stream(seed, 'uniform');
    return answer(fanIn, fanOut, () => random.uniform());
  },
  fault: sampled(xavierStd, 'uniformly', (k) => k < 2.1),
  ...stdSlips([
    {
      hint: 'when the standard deviation is taken for the limit; a uniform number up to ±r has the variance r²/3',
      std: (layer) => xavierStd(layer) / Math.sqrt(3),
    },
    { hint: 'with the wrong fan: only the inputs are counted', std: ({ fanIn }) => Math.sqrt(1 / fanIn) },
    { hint: 'with the wrong fan: only the outputs are counted', std: ({ fanOut }) => Math.sqrt(1 / fanOut) },
    {
      hint: 'when numbers from 0 to 1 are scaled but not moved to both sides of zero',
      std: (layer) => xavierStd(layer) / 2,
    },
    { hint: 'with the variance of He', std: heStd },
  ]),
};

interface Deep {
  readonly x: Matrix;
  readonly weights: Matrix[];
}

/** The factor by which each matrix was scaled; null where it is no multiple of the one given. */
function scalesOf({ weights }: Deep, value: readonly Plain[]): (number | null)[] {
  return weights.map((w, l) => {
    const [before, after] = [w.flat(), flat(value[l])];
    const scale = after[0] / before[0];
    return differenceOf(
      before.map((v) => v * scale),
      after,
      1e-3,
    ) === null
      ? scale
      : null;
  });
}

/** Scales the layers one after another, each by 1 / spread of what `spread` sees; as the slips do it. */
function scaled({ x, weights }: Deep, spread: (z: number[], a: number[], plainZ: number[]) => number): Plain {
  let [a, unscaled] = [x, x];
  return weights.map((w) => {
    const z = product(a, w);
    const plainZ = product(unscaled, w);
    const factor = 1 / spread(z.flat(), z.flat().map(Math.tanh), plainZ.flat());
    a = map(z, (v) => Math.tanh(v * factor));
    unscaled = map(plainZ, Math.tanh);
    return map(w, (v) => v * factor);
  });
}

const lsuv: Exercise<Deep> = {
  cases: drawn('initialisation/lsuv', (random) =>
    [
      [6, 8, 8],
      [10, 12, 6, 12],
    ].map((widths, i) => ({
      // Inputs with a mean far from zero: a root mean square is then no standard deviation.
      x: map(normals(40, widths[0], random), (v) => v + 0.8),
      weights: widths.slice(1).map((width, l) => normals(widths[l], width, random, i === 0 ? 0.1 : 1.5)),
    })),
  ),
  words: ({ weights }) => `lsuv of a network with ${weights.length} layers`,
  call: (answer, { x, weights }, tf) =>
    answer(
      weights.map((w) => tf.tensor2d(w)),
      tf.tensor2d(x),
    ),
  fault: (input, value) => {
    const { x, weights } = input;
    if (typeof value === 'number' || value.length !== weights.length)
      return `expected ${weights.length} matrices, got ${typeof value === 'number' ? 'a number' : value.length}`;
    for (const [l, w] of weights.entries()) {
      if (shapeOf(value[l])?.join() !== shapeOf(w)!.join()) return differenceOf(w, value[l], Infinity);
    }
    const l = scalesOf(input, value).indexOf(null);
    if (l !== -1) return `matrix ${l + 1} is not the given one times a number`;
    let a = x;
    for (const [k, w] of (value as Matrix[]).entries()) {
      const z = product(a, w);
      const s = deviation(z.flat());
      if (!(Math.abs(s - 1) <= 2e-3))
        return `expected the standard deviation 1 of the pre-activations of layer ${k + 1}, got ${brief(s)}`;
      a = map(z, Math.tanh);
    }
    return null;
  },
  slips: [
    {
      hint: 'with the root mean square, from which the mean is not taken off',
      value: (c) => scaled(c, (z) => Math.sqrt(mean(z.map((v) => v * v)))),
    },
    { hint: 'when the spread is measured after the tanh', value: (c) => scaled(c, (_, a) => deviation(a)) },
    { hint: 'when it is divided by the variance', value: (c) => scaled(c, (z) => variance(z)) },
    {
      hint: 'when each layer sees the signal of the network as it was, not the one that the layers before it now give',
      value: (c) => scaled(c, (_, __, plainZ) => deviation(plainZ)),
    },
    { hint: 'when nothing is scaled', value: ({ weights }) => weights },
  ],
  matches: (slip, value) => differenceOf(slip, value, 1e-3) === null,
};

export const initialisation: Record<string, Exercise> = {
  'activations/elu-derivative': eluDerivative,
  'activations/dead-units': deadUnits,
  'initialisation/gain': gain,
  'initialisation/he-normal': heNormal as Exercise,
  'initialisation/xavier-uniform': xavierUniform as Exercise,
  'initialisation/lsuv': lsuv as Exercise,
};
