// Expectations of claims: which measurements hold, and the words of an expectation.
import { formatNumber } from '../format';
import { checkKeys, invalidArgument } from '../errors';

/** The values of a measurement with which a claim holds. */
export type Expectation =
  /** A number within a tolerance, absolute (0.01) or relative to the expected number ('10%'). */
  | {
      /** The number that is expected. */
      readonly expected: number;
      /** The greatest distance of the measurement from it, at least 0: absolute (0.01) or relative to it ('10%'). */
      readonly tolerance: number | `${number}%`;
    }
  /** A number within bounds, of which one may be left out. */
  | {
      /** The least that holds; without it there is no lower bound. */
      readonly atLeast?: number;
      /** The most that holds; without it there is no upper bound. */
      readonly atMost?: number;
    };

/** The bounds of the measurements that hold. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
  /** The expectation for the reader: "0.118 ± 10 %". */
  readonly words: string;
}

function checkNumber(where: string, name: string, value: unknown): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw invalidArgument(where, name, 'a number', value);
}

/** Checks an expectation. `where` is the function that an error names. */
export function checkExpectation(where: string, expectation: Expectation): Bounds {
  checkKeys(where, 'the expectation', expectation, ['expected', 'tolerance', 'atLeast', 'atMost']);
  if ('expected' in expectation) {
    const expected = checkNumber(where, 'expected', expectation.expected);
    const { tolerance } = expectation;
    const relative = typeof tolerance === 'string' ? /^(\d+(?:\.\d+)?)%$/.exec(tolerance) : null;
    const width = relative ? (Math.abs(expected) * Number(relative[1])) / 100 : tolerance;
    if (typeof width !== 'number' || !(width >= 0))
      throw invalidArgument(where, 'tolerance', "a number of at least 0, or '10%'", tolerance);
    const toleranceText = relative ? `${relative[1]} %` : formatNumber(width);
    return {
      low: expected - width,
      high: expected + width,
      words: `${formatNumber(expected)} ± ${toleranceText}`,
    };
  }
  const { atLeast, atMost } = expectation;
  if (atLeast === undefined && atMost === undefined) {
    throw invalidArgument(
      where,
      'the expectation',
      '{ expected, tolerance } or { atLeast, atMost }',
      expectation,
    );
  }
  const low = atLeast === undefined ? -Infinity : checkNumber(where, 'atLeast', atLeast);
  const high = atMost === undefined ? Infinity : checkNumber(where, 'atMost', atMost);
  const parts = [
    ...(low > -Infinity ? [`at least ${formatNumber(low)}`] : []),
    ...(high < Infinity ? [`at most ${formatNumber(high)}`] : []),
  ];
  return { low, high, words: parts.join(' and ') };
}

const isMissing = (value: unknown): boolean => value === undefined || value === null || Number.isNaN(value);

/** The first number of a claim that is missing: undefined, null, or NaN where a number is expected. */
export function missingPart(
  measured: unknown,
  expectation: Expectation,
): { readonly name: string; readonly value: unknown } | null {
  if (measured === undefined || measured === null) return { name: 'measured', value: measured };
  if (typeof expectation !== 'object' || (expectation as unknown) === null) return null;
  const bounds = Object.entries(expectation).filter(([name]) => name !== 'tolerance');
  const missing = bounds.filter(([, value]) => isMissing(value));
  // One of two bounds may be undefined: it counts as left out.
  const [first] = missing.filter(([, value]) => value !== undefined || missing.length === bounds.length);
  return first === undefined ? null : { name: first[0], value: first[1] };
}
