// range: equally spaced numbers.
import { finite } from '../errors';

const MAX_VALUES = 1_000_000;
/** The part of a step by which the last number may miss the end, for rounding. */
const TOLERANCE = 1e-9;

/**
 * Returns equally spaced numbers, both ends included where a step reaches the second one. They are the decimals that one would
 * write, 0.7 and not 0.7000000000000001.
 *
 * @param from the first number
 * @param to the number that is not exceeded; below `from` with a negative step
 * @param step the distance, not 0. Default 1
 * @returns the numbers, at least one
 * @throws {TypeError} when an argument is not a finite number
 * @throws {RangeError} when the step is 0 or leads away from `to`, or there are more than a million numbers
 * @example
 * range(0.5, 1, 0.1); // [0.5, 0.6, 0.7, 0.8, 0.9, 1]
 */
export function range(from: number, to: number, step = 1): number[] {
  for (const [name, value] of Object.entries({ from, to, step })) finite('range', name, value);
  const steps = (to - from) / step;
  if (!(steps >= 0) || step === 0)
    throw new RangeError(`range: step must lead from ${from} to ${to}; got ${step}`);
  const count = Math.floor(steps + TOLERANCE) + 1;
  if (count > MAX_VALUES)
    throw new RangeError(`range: step must give at most ${MAX_VALUES} numbers; ${step} gives ${count}`);
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}
