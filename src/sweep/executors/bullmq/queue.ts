// The queue that the executor `bullmq` and its workers share: names, messages, and the packages, which are optional.
import type * as BullMQ from 'bullmq';
import type { Redis } from 'ioredis';
import { libraryVersion } from '../../bundle';
import type { Source } from '../../source';
import type { Limits } from '../executor';

/** The data of a job. */
export interface JobData {
  readonly point: string;
  /** The hash of experiment and library, under which the source is kept. */
  readonly hash: string;
  readonly limits: Limits;
  /** The outcome of the last attempt, where it has a fault. */
  readonly outcome?: string;
  readonly ms?: number;
}

/** The return value of a job. */
export interface JobResult {
  readonly ms: number;
  readonly outcome: string;
}

/** The name of the queue: jobs go to workers of the same version of the library. */
export const queueName = (): string => `vanishing-gradients-${libraryVersion()}`;
/** The channel on which the ids of cancelled jobs are published. */
export const CANCEL_CHANNEL = 'vanishing-gradients:cancelled';
/** The reason of a failure by cancellation. */
export const CANCELED = 'cancelled';
/** The begin of the reason where Redis has lost an experiment, by eviction for example; whoever started the sweep puts it there again. */
export const SOURCE_LOST = 'Redis has lost the experiment ';

/** The id of a job: BullMQ takes none that is a number. */
export const idOf = (key: string): string => `point-${key}`;
export const keyOfId = (id: string): string => id.slice('point-'.length);

const sourceKey = (hash: string): string => `vanishing-gradients:experiment:${hash}`;
/** The seconds for which a source is kept. */
const SOURCE_EXPIRY = 30 * 24 * 3600;

export async function saveSource(redis: Redis, hash: string, source: Source): Promise<void> {
  await redis.set(sourceKey(hash), JSON.stringify(source), 'EX', SOURCE_EXPIRY);
}

/** The source of an experiment; null where Redis has lost it. */
export async function readSource(redis: Redis, hash: string): Promise<Source | null> {
  const text = await redis.get(sourceKey(hash));
  return text === null ? null : (JSON.parse(text) as Source);
}

/** The packages, or an error that says how to install them. */
export function loadPackages(where: string): {
  readonly bullmq: typeof BullMQ;
  readonly ioredis: typeof Redis;
} {
  try {
    /* eslint-disable @typescript-eslint/no-require-imports -- optional packages, which most sweeps do not need */
    const bullmq = require('bullmq') as typeof BullMQ;
    const { Redis: ioredis } = require('ioredis') as { Redis: typeof Redis };
    /* eslint-enable @typescript-eslint/no-require-imports */
    return { bullmq, ioredis };
  } catch (error) {
    throw new Error(`${where}: the executor 'bullmq' needs two packages: npm install bullmq ioredis`, {
      cause: error,
    });
  }
}

/** The time, in milliseconds, in which a server has to answer at first. */
const CONNECT_MS = 10_000;

/**
 * Connects to Redis. Once connected, commands wait for as long as the server is away.
 *
 * @param onAway is called when the server can't be reached, and `onBack` when it can be again
 */
export async function connect(
  where: string,
  ioredis: typeof Redis,
  url: string,
  onAway: () => void,
  onBack: () => void,
): Promise<Redis> {
  if (!/^rediss?:\/\//.test(url))
    throw new TypeError(`${where}: redis must be a URL such as 'redis://localhost:6379'; got '${url}'`);
  const redis = new ioredis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(100 * times, 1000),
  });
  let [isConnected, isAway] = [false, false];
  let last = 'it did not answer';
  redis.on('error', (error: Error) => {
    last = error.message;
    if (isConnected && !isAway) onAway();
    if (isConnected) isAway = true;
  });
  redis.on('ready', () => {
    if (isAway) onBack();
    [isConnected, isAway] = [true, false];
  });
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${where}: no Redis server answers at ${withoutPassword(url)}: ${last}`));
    }, CONNECT_MS);
  });
  const { password, db = 0 } = redis.options;
  try {
    await Promise.race([redis.connect().catch(() => redis.ping()), tooLate]);
    // As it connects, ioredis goes on where the server refuses a password or a database.
    if (typeof password === 'string' && password !== '') await Promise.race([authenticate(redis), tooLate]);
    await Promise.race([db === 0 ? redis.ping() : redis.select(db), tooLate]);
    return redis;
  } catch (error) {
    redis.disconnect();
    if ((error as Error).name !== 'ReplyError') throw error;
    throw new Error(
      `${where}: the Redis server at ${withoutPassword(url)} refuses: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  } finally {
    clearTimeout(timer);
  }
}

function authenticate(redis: Redis): Promise<unknown> {
  const { username, password } = redis.options;
  return (username ?? '') === '' ? redis.auth(password ?? '') : redis.auth(username!, password ?? '');
}

/** Another connection to the same server, for commands that block. It connects again by itself, and the first one reports errors. */
export function another(redis: Redis): Redis {
  const connection = redis.duplicate({ lazyConnect: false });
  connection.on('error', () => undefined);
  return connection;
}

export const withoutPassword = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');
