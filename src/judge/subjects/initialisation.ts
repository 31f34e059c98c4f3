// Exercises on activations and on initialisation.
import { first, itemAt } from '../../arrays';
import { gaussianExpectation } from '../../math';
import { shapes, type Deep, type Elu, type Layer, type Shape } from '../../exercises/adapters/initialisation';
import type { Expectation } from '../../exercises/expectation';
import type { Exercise } from '../exercise';
import type { Matrix } from '../oracle';
import {
  between,
  brief,
  deviation,
  drawn,
  draws,
  exact,
  layerSizes,
  map,
  mean,
  normals,
  product,
  share,
  transpose,
  variance,
} from '../oracle';
import type { Plain } from '../../exercises/plain';

const eluSlope = ({ z, alpha }: Elu): number => (z > 0 ? 1 : alpha * Math.exp(z));

const eluDerivative = exact<Elu>({
  cases: drawn('activations/elu-derivative', (random) =>
    [-1, 1, -1, 1, -1, -1].map((sign) => ({
      z: sign * between(random, 0.2, 3),
      alpha: between(random, 0.3, 0.9),
    })),
  ),
  words: ({ z, alpha }) => `eluPrime(${brief(z)}, ${brief(alpha)})`,
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
      { batch: 6, units: 10 },
      { batch: 12, units: 5 },
      { batch: 4, units: 16 },
    ].map(({ batch, units }) => {
      const dead = draws(units, () => random.uniform()).map((u, i) => i === 0 || u < 0.3);
      return map(normals(batch, units, random), (v, i, j) => {
        if (i === 0 || dead[j]) return 0; // an example for which all units are zero
        return Math.max(0, v + 0.2) + (i === 1 ? 0.1 : 0); // no unit is dead by chance
      });
    }),
  ),
  words: (a) => `deadUnits, ${a.length} examples, ${first(a).length} units`,
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

function moment({ shape, c }: Shape, power: number): number {
  const { phi, kinks } = itemAt(shapes, shape);
  return gaussianExpectation((z) => phi(c)(z) ** power, kinks);
}

const gain = exact<Shape>({
  cases: drawn('initialisation/gain', (random) =>
    [0, 1, 2, 3].map((shape) => ({ shape, c: between(random, 0.6, 1.8) })),
  ),
  words: ({ shape, c }) => `gain of ${itemAt(shapes, shape).name} with c = ${brief(c)}`,
  expected: (c) => 1 / Math.sqrt(moment(c, 2)),
  tolerance: 0.01,
  slips: [
    {
      hint: 'when the mean is taken off; the second moment is wanted, not the variance',
      value: (c) => 1 / Math.sqrt(moment(c, 2) - moment(c, 1) ** 2),
    },
    { hint: 'without the square root', value: (c) => 1 / moment(c, 2) },
    { hint: 'when its reciprocal is returned', value: (c) => Math.sqrt(moment(c, 2)) },
    { hint: 'when φ is averaged and not its square', value: (c) => 1 / Math.abs(moment(c, 1)) },
  ],
});

const layersFor = (id: string) =>
  drawn<Layer>(id, (random) =>
    [
      { fanIn: 64, fanOut: 128 },
      { fanIn: 256, fanOut: 32 },
      { fanIn: 48, fanOut: 96 },
    ].map(({ fanIn, fanOut }) => ({ fanIn, fanOut, seed: random.uniformInteger(1e6) })),
  );

/** The expectation of weights that are drawn with this standard deviation. */
const sampled =
  (std: (layer: Layer) => number, family: 'normal' | 'uniform') =>
  (layer: Layer): Expectation => ({
    kind: 'sample',
    shape: [layer.fanIn, layer.fanOut],
    std: std(layer),
    family,
  });

const heStd = ({ fanIn }: Layer): number => Math.sqrt(2 / fanIn);

const heNormal: Exercise<Layer> = {
  cases: layersFor('initialisation/he-normal'),
  words: ({ fanIn, fanOut }) => `heNormal(${fanIn}, ${fanOut}, normal)`,
  expectation: sampled(heStd, 'normal'),
  slips: [
    { hint: 'with the wrong fan: the outputs are counted', value: ({ fanOut }) => Math.sqrt(2 / fanOut) },
    { hint: 'with the mean of both fans', value: ({ fanIn, fanOut }) => Math.sqrt(4 / (fanIn + fanOut)) },
    { hint: 'without what the ReLU takes away', value: ({ fanIn }) => Math.sqrt(1 / fanIn) },
    { hint: 'when the variance is taken for the standard deviation', value: ({ fanIn }) => 2 / fanIn },
    { hint: 'without any scale', value: () => 1 },
  ],
};

const xavierStd = ({ fanIn, fanOut }: Layer): number => Math.sqrt(2 / (fanIn + fanOut));

const xavierUniform: Exercise<Layer> = {
  cases: layersFor('initialisation/xavier-uniform'),
  words: ({ fanIn, fanOut }) => `xavierUniform(${fanIn}, ${fanOut}, uniform)`,
  expectation: sampled(xavierStd, 'uniform'),
  slips: [
    {
      hint: 'when the standard deviation is taken for the limit; a uniform number up to ±r has the variance r²/3',
      value: (layer) => xavierStd(layer) / Math.sqrt(3),
    },
    { hint: 'with the wrong fan: only the inputs are counted', value: ({ fanIn }) => Math.sqrt(1 / fanIn) },
    {
      hint: 'with the wrong fan: only the outputs are counted',
      value: ({ fanOut }) => Math.sqrt(1 / fanOut),
    },
    {
      hint: 'when numbers from 0 to 1 are scaled but not moved to both sides of zero',
      value: (layer) => xavierStd(layer) / 2,
    },
    { hint: 'with the variance of He', value: heStd },
  ],
};

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

const lsuv = exact<Deep>({
  cases: drawn('initialisation/lsuv', (random) =>
    [
      [6, 8, 8],
      [10, 12, 6, 12],
    ].map((widths, i) => ({
      // Inputs with a mean far from zero: a root mean square is then no standard deviation.
      x: map(normals(40, first(widths), random), (v) => v + 0.8),
      weights: layerSizes(widths).map(([inputs, outputs]) =>
        normals(inputs, outputs, random, i === 0 ? 0.1 : 1.5),
      ),
    })),
  ),
  words: ({ weights }) => `lsuv of a network with ${weights.length} layers`,
  expected: (c) => scaled(c, deviation),
  // Twice what the spread of one layer may be off by: that of the layers before it moves it, too.
  tolerance: 4e-3,
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
});

export const initialization = {
  'activations/elu-derivative': eluDerivative,
  'activations/dead-units': deadUnits,
  'initialisation/gain': gain,
  'initialisation/he-normal': heNormal,
  'initialisation/xavier-uniform': xavierUniform,
  'initialisation/lsuv': lsuv,
};
