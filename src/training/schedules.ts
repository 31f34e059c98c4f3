// Learning rate schedules: factors on the learning rate over the steps of a training.
import { invalidArgument, type NameOf } from '../errors';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';

/** A learning rate schedule by its kind. */
export interface ScheduleOptions {
  /** The kind: 'constant', or down to `endValue` 'cosine' (Loshchilov and Hutter 2017, eq. 5) or 'linear'. Default 'constant'. */
  readonly kind?: NameOf<(typeof KINDS)[number]>;
  /** The number of steps, at least 0, over which the rate rises from zero first (Goyal et al. 2017, section 2.2). Default 0. */
  readonly warmup?: number;
  /** The factor on the learning rate at the last step of 'cosine' and 'linear', at least 0. Default 0. */
  readonly endValue?: number;
}

const KINDS = ['constant', 'cosine', 'linear'] as const;

const SCHEMA = {
  kind: option.oneOf(KINDS, { default: 'constant' }),
  warmup: option.integer({ min: 0, default: 0 }),
  endValue: option.nonNegative({ default: 0 }),
} satisfies Schema<ScheduleOptions>;

/** A function from a step (0 is the first) to the factor on the learning rate. */
export type Schedule = (step: number) => number;

/** A schedule after its check; it becomes a function once the number of steps is known. */
export type CheckedSchedule = Schedule | Checked<typeof SCHEMA>;

/** @throws {TypeError | RangeError} that names the option that is not right */
export const checkSchedule = (where: string, name: string, schedule: unknown): CheckedSchedule =>
  typeof schedule === 'function'
    ? (schedule as Schedule)
    : checkOptions(where, name, schedule, SCHEMA, `${name}.`);

/**
 * A schedule over a number of steps, as a function.
 *
 * @param steps the number of steps in all; null where it is not known
 * @throws {TypeError} when the schedule depends on a number of steps that is not known
 */
export function resolveSchedule(where: string, schedule: CheckedSchedule, steps: number | null): Schedule {
  if (typeof schedule === 'function') return (step) => checkFactor(where, schedule(step));
  const { kind, warmup, endValue } = schedule;
  if (steps === null && kind !== 'constant') {
    throw new TypeError(
      `${where}: schedule.kind '${kind}' needs to know how many steps there are; give steps, since data does not say its size`,
    );
  }
  return (step) => {
    if (step < warmup) return (step + 1) / warmup;
    if (kind === 'constant') return 1;
    const done = Math.min(1, (step - warmup) / Math.max(1, steps! - warmup));
    const left = kind === 'cosine' ? (1 + Math.cos(Math.PI * done)) / 2 : 1 - done;
    return endValue + (1 - endValue) * left;
  };
}

function checkFactor(where: string, factor: unknown): number {
  if (typeof factor === 'number' && Number.isFinite(factor)) return factor;
  throw invalidArgument(
    where,
    'schedule',
    'a function that gives a factor of the learning rate, a number',
    factor,
  );
}
