// Exercises on finding out why a network does not train.
import { first, itemAt, last } from '../../../arrays';
import type { RandomStream } from '../../../random';
import { repair } from './repair';
import { between, brief, drawn, draws, exact, map, mean, normals, share, transpose } from '../../oracle';
import type { Matrix } from '../../oracle';
import { faultyLayer, rateFor } from './faulty-networks';
import { wrongBackward } from './hand-written-gradients';

/** Norms of a gradient, first layer first: each layer multiplies the gradient by about `factor`. */
function norms(layers: number, factor: number, random: RandomStream): number[] {
  const norm = 10 ** between(random, -3, 0); // of the last layer
  return draws(layers, () => between(random, 0.85, 1.15)).map(
    (noise, l) => noise * norm * (factor * between(random, 0.99, 1.01)) ** (layers - 1 - l),
  );
}

const reach = (c: readonly number[]): number => first(c) / last(c);
const perLayer = (c: readonly number[]): number => Math.exp(Math.log(reach(c)) / (c.length - 1));
const fate = (share: number): number => (share < 1e-3 ? -1 : share > 1e3 ? 1 : 0);

const diagnose = exact<number[]>({
  cases: drawn('diagnosis/diagnose', (random) => [
    norms(20, 0.5, random),
    norms(6, 0.4, random), // a small factor that does no harm yet
    norms(70, 0.85, random), // a large one that does
    norms(25, 1, random),
    norms(7, 1.9, random),
    norms(50, 1.25, random),
    norms(12, 0.2, random),
  ]),
  words: (c) => `diagnose of ${c.length} norms from ${brief(first(c))} to ${brief(last(c))}`,
  expected: (c) => [perLayer(c), fate(reach(c))],
  tolerance: 1e-6,
  slips: [
    {
      hint: 'when the quotient is inverted: the backward pass leads from the last layer to the first',
      value: (c) => [1 / perLayer(c), fate(1 / reach(c))],
    },
    { hint: 'with the reciprocal of the factor', value: (c) => [1 / perLayer(c), fate(reach(c))] },
    {
      hint: 'when a factor is counted for every layer; between n layers there are n − 1',
      value: (c) => [Math.exp(Math.log(reach(c)) / c.length), fate(reach(c))],
    },
    {
      hint: 'when the factors are averaged by adding them; what multiplies has a geometric mean',
      value: (c) => [mean(c.slice(1).map((v, l) => itemAt(c, l) / v)), fate(reach(c))],
    },
    {
      hint: 'when all factors together are returned instead of one',
      value: (c) => [reach(c), fate(reach(c))],
    },
    {
      hint: 'when the verdict is on one layer’s factor instead of on what reaches the first layer',
      value: (c) => [perLayer(c), fate(perLayer(c))],
    },
    {
      hint: 'with the signs of the verdict exchanged',
      value: (c) => [perLayer(c), -fate(reach(c))],
    },
  ],
});

const LIMIT = 0.97;
const isBeyond = (v: number): boolean => Math.abs(v) > LIMIT;

/** The outputs of tanh units, some of which are beyond the limit for every example. */
function tanhs(examples: number, units: number, random: RandomStream): Matrix {
  const signs = [1, -1, 0, ...draws(units - 3, () => itemAt([1, -1, 0, 0, 0, 0], random.uniformInteger(6)))];
  return map(normals(examples, units, random, 1.5), (v, i, j) => {
    const sign = itemAt(signs, j);
    if (sign !== 0) return Math.tanh(sign * (2.5 + Math.abs(v)));
    return i === 0 ? Math.tanh(v) / 2 : Math.tanh(v); // the half: no other unit is so by chance
  });
}

const eachLayer =
  (values: (a: Matrix) => number, units: (a: Matrix) => number) =>
  (layers: readonly Matrix[]): number[][] =>
    layers.map((a) => [values(a), units(a)]);
const saturatedValues = (a: Matrix): number => share(a.flat().map(isBeyond));
const saturatedUnits = (a: Matrix): number => share(transpose(a).map((unit) => unit.every(isBeyond)));
const oneSided = (a: Matrix): Matrix => map(a, (v) => Math.max(0, v));

const saturation = exact<Matrix[]>({
  cases: drawn('diagnosis/saturation', (random) =>
    [
      { examples: 8, widths: [12, 6] },
      { examples: 5, widths: [9, 15, 7] },
    ].map(({ examples, widths }) => widths.map((units) => tanhs(examples, units, random))),
  ),
  words: (layers) => `saturation of ${layers.length} layers, ${first(layers).length} examples`,
  expected: eachLayer(saturatedValues, saturatedUnits),
  tolerance: 1e-5,
  slips: [
    {
      hint: 'when the units at −1 are forgotten',
      value: eachLayer(
        (a) => saturatedValues(oneSided(a)),
        (a) => saturatedUnits(oneSided(a)),
      ),
    },
    {
      hint: 'when the second number is the share of examples, and not of units',
      value: eachLayer(saturatedValues, (a) => share(a.map((row) => row.every(isBeyond)))),
    },
    {
      hint: 'when a unit counts that is saturated for some example; it has to be so for all',
      value: eachLayer(saturatedValues, (a) => share(transpose(a).map((unit) => unit.some(isBeyond)))),
    },
    { hint: 'with the two shares exchanged', value: eachLayer(saturatedUnits, saturatedValues) },
    {
      hint: 'when what is not saturated is counted',
      value: eachLayer(
        (a) => 1 - saturatedValues(a),
        (a) => 1 - saturatedUnits(a),
      ),
    },
  ],
});

export const diagnosis = {
  'diagnosis/diagnose': diagnose,
  'diagnosis/saturation': saturation,
  'diagnosis/faulty-layer': faultyLayer,
  'diagnosis/rate-for': rateFor,
  'diagnosis/wrong-backward': wrongBackward,
  'diagnosis/mend': repair,
};
