// How the learning rate changes over a training, as a factor on it.
import { integer, checkKeys, nonNegative, oneOf, invalidArgument, type NameOf } from '../errors';

export interface ScheduleOptions {
  /** 'constant', 'cosine' (down to `endValue`, Loshchilov and Hutter 2017, eq. 5), 'linear' (down to `endValue`). */
  readonly kind?: NameOf<(typeof kinds)[number]>;
  /** Steps over which the rate rises from zero first (Goyal et al. 2017, section 2.2). Default 0. */
  readonly warmup?: number;
  /** The factor at the last step of 'cosine' and 'linear'. Default 0. */
  readonly endValue?: number;
}

const kinds = ['constant', 'cosine', 'linear'] as const;

/** From a step (0 is the first) to the factor on the learning rate. */
export type Schedule = (step: number) => number;

/**
 * A schedule over a number of steps.
 *
 * @param steps how many there are in all; null where nobody knows
 * @throws {TypeError | RangeError} that names what is not right
 * @example schedule({ kind: 'cosine', warmup: 10 }, 100)(55) // 0.5
 */
export function resolveSchedule(
  where: string,
  spec: ScheduleOptions | Schedule | undefined,
  steps: number | null,
): Schedule {
  if (typeof spec === 'function') return (step) => checked(where, spec(step));
  const options = spec ?? {};
  checkKeys(where, 'schedule', options, ['kind', 'warmup', 'endValue']);
  const kind = oneOf(where, 'schedule.kind', options.kind ?? 'constant', kinds);
  const warmup = integer(where, 'schedule.warmup', options.warmup ?? 0, 0);
  const endValue = nonNegative(where, 'schedule.endValue', options.endValue ?? 0);
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

function checked(where: string, factor: unknown): number {
  if (typeof factor === 'number' && Number.isFinite(factor)) return factor;
  throw invalidArgument(
    where,
    'schedule',
    'a function that gives a factor of the learning rate, a number',
    factor,
  );
}
