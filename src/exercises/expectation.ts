// Expectations of a value, as data: they can be made in one process and applied in another.
import { itemAt } from '../arrays';
import { formatNumber } from '../format';
import { dot, mean } from '../math';
import { differenceOf } from './compare';
import { flat, shapeOf, type Plain } from './plain';

export type Expectation =
  /** This value, to a relative tolerance. */
  | { readonly kind: 'value'; readonly value: Plain; readonly tolerance: number }
  /** The same, where the value is a matrix whose rows are to be orthonormal. */
  | { readonly kind: 'orthonormal'; readonly value: Plain; readonly tolerance: number }
  /** A sample of this shape from a distribution with mean zero. */
  | {
      readonly kind: 'sample';
      readonly shape: readonly [number, number];
      readonly std: number;
      readonly family: 'normal' | 'uniform';
    }
  /** One of several choices: what is wrong with each; null where nothing is. `otherwise`: with anything else. */
  | {
      readonly kind: 'choice';
      readonly choices: readonly { readonly value: Plain; readonly fault: string | null }[];
      readonly otherwise: string;
    };
type Sample = Extract<Expectation, { kind: 'sample' }>;

const brief = (value: number): string => formatNumber(value, 4);

function deviationOf(weights: readonly number[]): number {
  const m = mean(weights);
  return Math.sqrt(mean(weights.map((w) => (w - m) ** 2)));
}

/** The relative tolerance of a sample's standard deviation: six standard errors at 4,096 numbers are 6.6 %. */
const STD_TOLERANCE = 0.07;
/** Whether the standard deviation of a sample is the one that is expected. */
const isDeviation = (s: number, std: number): boolean => Math.abs(s - std) <= STD_TOLERANCE * std;

/** The fourth moment over the squared second is 3 for a normal distribution and 1.8 for a uniform one: bounds between them. */
const kurtosisFits = {
  normal: (kurtosis: number) => kurtosis > 2.4,
  uniform: (kurtosis: number) => kurtosis < 2.1,
};

function sampleFault({ shape, std, family }: Sample, value: Plain): string | null {
  const came = shapeOf(value);
  if (came?.join() !== shape.join()) {
    const hint = came?.join() === shape.toReversed().join() ? '; is it transposed?' : '';
    const words = came === null || came.length === 0 ? 'something else' : `the shape [${came.join(', ')}]`;
    return `expected the shape [${shape.join(', ')}], got ${words}${hint}`;
  }
  const weights = flat(value);
  const [m, s] = [mean(weights), deviationOf(weights)];
  if (!isDeviation(s, std)) return `expected the standard deviation ${brief(std)}, got ${brief(s)}`;
  if (!(Math.abs(m) <= (6 * std) / Math.sqrt(weights.length))) return `expected the mean 0, got ${brief(m)}`;
  const kurtosis = mean(weights.map((w) => (w - m) ** 4)) / s ** 4;
  return kurtosisFits[family](kurtosis)
    ? null
    : `the standard deviation is right, but the weights are not ${family === 'normal' ? 'normally' : 'uniformly'} distributed`;
}

/** The first fault in the lengths and angles of rows; null where they are orthonormal. */
function angleFault(rows: readonly (readonly number[])[], tolerance: number): string | null {
  for (const [k, row] of rows.entries()) {
    const length = Math.sqrt(dot(row, row));
    if (!(Math.abs(length - 1) <= tolerance))
      return `expected the length 1 of row ${k + 1}, got ${brief(length)}`;
    for (let j = 0; j < k; j++) {
      const along = dot(row, itemAt(rows, j));
      if (!(Math.abs(along) <= tolerance))
        return `expected rows ${j + 1} and ${k + 1} at right angles, with the inner product 0, got ${brief(along)}`;
    }
  }
  return null;
}

/** Describes what is wrong with a value; null if it is as expected. */
export function faultOf(expected: Expectation, value: Plain): string | null {
  switch (expected.kind) {
    case 'value':
      return differenceOf(expected.value, value, expected.tolerance);
    case 'orthonormal': {
      const fault = differenceOf(expected.value, value, expected.tolerance);
      if (fault === null || shapeOf(value)?.join() !== shapeOf(expected.value)?.join()) return fault;
      return angleFault(value as readonly (readonly number[])[], expected.tolerance) ?? fault;
    }
    case 'sample':
      return sampleFault(expected, value);
    case 'choice': {
      const chosen = expected.choices.find((choice) => String(choice.value) === String(value));
      return chosen === undefined ? expected.otherwise : chosen.fault;
    }
  }
}

/** Tells whether a value is that of a known mistake; a sample is recognised by its standard deviation. */
export function isSlip(expected: Expectation, slip: Plain, value: Plain): boolean {
  if (expected.kind === 'sample') return isDeviation(deviationOf(flat(value)), slip as number);
  return differenceOf(slip, value, expected.kind === 'choice' ? 1e-9 : expected.tolerance) === null;
}
