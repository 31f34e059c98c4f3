// The options of a sweep, and their check.
import { availableParallelism } from 'node:os';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Checked } from '../option-schema';
import type { Figure } from '../charts';
import type { Table } from '../table';
import type { Limits } from './executors';

/** The executors of `sweep`. */
const EXECUTORS = ['local', 'inline', 'bullmq'] as const;
/** The name of an executor. */
export type ExecutorName = (typeof EXECUTORS)[number];

/** The progress of a sweep. */
export interface SweepProgress {
  /** The number of points that are finished, those of the journal included. */
  readonly done: number;
  /** The number of points in all. */
  readonly points: number;
  /** The number of points with a fault, among those that this call measured. */
  readonly failed: number;
  /** The points a second, over the last minute; null before the second one. */
  readonly rate: number | null;
  /** The seconds that are left at that rate; null before the second point. */
  readonly secondsLeft: number | null;
}

/** Options of `sweep`. */
export interface SweepRunOptions {
  /**
   * The program that runs the points: 'local', child processes on this machine; 'bullmq', workers on many machines (`npm run worker`); 'inline',
   * this process, one point after another, without limits. Default 'local'.
   */
  readonly executor?: ExecutorName;
  /** The number of child processes of 'local', at least 1. Default: the number of cores. */
  readonly processes?: number;
  /** The number of points, at least 1, after which a child process is replaced. Default 10,000. */
  readonly pointsPerProcess?: number;
  /**
   * The file of the journal, into which every finished point is written at once; a sweep that finds points there does not measure
   * them again. Default: none.
   */
  readonly journal?: string;
  /** Whether points whose fault is in the journal are measured again. Default false. */
  readonly retryFailed?: boolean;
  /** The number of points with a fault that is tolerated, at least 0; the next one ends the sweep. Default: any. */
  readonly maxFailures?: number;
  /** The time of a point in seconds, above 0. Default: no limit. */
  readonly timeLimit?: number;
  /** The memory of a child process in MiB, at least 64. Default: no limit. */
  readonly memoryLimit?: number;
  /** The part of the points to measure, as 'i/n' with i from 1 to n: every n-th point from the i-th on. Default: all. */
  readonly shard?: string;
  /** The Redis server of 'bullmq', such as 'redis://localhost:6379'. */
  readonly redis?: string;
  /** Ends the sweep when it is aborted; what is in the journal stays. */
  readonly signal?: AbortSignal;
  /** Called as points finish, at most ten times a second. */
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Draws the rows so far, in a notebook while the sweep runs: `(rows) => charts.sweep(rows, …)`. Default: no chart. */
  readonly chart?: (rows: Table) => Figure;
}

const positive = (where: string, name: string, value: unknown): number => {
  if (typeof value !== 'number') throw invalidArgument(where, name, 'a number of seconds above 0', value);
  if (value > 0 && value <= MAX_SECONDS) return value;
  throw new RangeError(`${where}: ${name} must be above 0 and at most ${MAX_SECONDS} seconds; got ${value}`);
};
/** The longest time of a timer. */
const MAX_SECONDS = 2_147_483;
/** The number of points after which a child process is replaced. */
export const POINTS_PER_PROCESS = 10_000;

/** One part of the points: those whose index is `first` modulo `count`. */
export interface Shard {
  readonly first: number;
  readonly count: number;
}

function checkShard(where: string, name: string, value: unknown): Shard {
  const match = typeof value === 'string' ? /^(\d+)\/(\d+)$/.exec(value) : null;
  if (match === null) throw invalidArgument(where, name, "'i/n', such as '1/8'", value);
  const [i, n] = [Number(match[1]), Number(match[2])];
  if (i >= 1 && i <= n && Number.isSafeInteger(n)) return { first: i - 1, count: n };
  throw new RangeError(`${where}: ${name} must be 'i/n' with i from 1 to n; got '${String(value)}'`);
}

function checkSignal(where: string, name: string, value: unknown): AbortSignal {
  if (value instanceof AbortSignal) return value;
  throw invalidArgument(where, name, 'an AbortSignal', value);
}

const SCHEMA = {
  executor: option.oneOf(EXECUTORS, { default: 'local' }),
  processes: option.integer({ min: 1, default: availableParallelism() }),
  pointsPerProcess: option.integer({ min: 1, default: POINTS_PER_PROCESS }),
  journal: option.string(),
  retryFailed: option.boolean({ default: false }),
  maxFailures: option.integer({ min: 0, default: Number.MAX_SAFE_INTEGER }),
  timeLimit: option.custom(positive),
  memoryLimit: option.integer({ min: 64 }),
  shard: option.custom(checkShard, { default: { first: 0, count: 1 } }),
  redis: option.string(),
  signal: option.custom(checkSignal),
  onProgress: option.callback<NonNullable<SweepRunOptions['onProgress']>>('(progress) => …'),
  chart: option.callback<NonNullable<SweepRunOptions['chart']>>('(rows) => figure'),
};

/** The options after their check. */
export type CheckedOptions = Checked<typeof SCHEMA>;

/** @throws {TypeError | RangeError} that names the option that is not right */
export function checkSweepOptions(where: string, options: SweepRunOptions): CheckedOptions {
  const checked = checkOptions(where, 'options', options, SCHEMA);
  const { executor, redis, journal, timeLimit, memoryLimit } = checked;
  if (journal?.trim() === '') throw invalidArgument(where, 'journal', 'the path of a file', journal);
  if (executor === 'bullmq' && redis === undefined)
    throw new TypeError(`${where}: executor 'bullmq' needs redis, such as 'redis://localhost:6379'`);
  if (executor !== 'bullmq' && redis !== undefined)
    throw new TypeError(`${where}: redis is for executor 'bullmq'; got executor '${executor}'`);
  const limit = timeLimit === undefined ? 'memoryLimit' : 'timeLimit';
  if (executor === 'inline' && (timeLimit ?? memoryLimit) !== undefined)
    throw new TypeError(`${where}: ${limit} needs a process of its own; executor 'inline' has none`);
  return checked;
}

/** The limits of a point. */
export const limitsOf = ({ timeLimit, memoryLimit }: CheckedOptions): Limits => ({
  time: timeLimit === undefined ? null : timeLimit * 1000,
  memory: memoryLimit ?? null,
});
