// A worker of the executor `bullmq`: a supervisor that never computes. It takes jobs, hands each to a child process, and renews its lock
// meanwhile: a process that computes itself would not, and BullMQ would give the job to another one.
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { isFaultless, parseOutcome } from '../../outcome';
import { CANNOT_LOAD } from '../../source';
import { LocalExecutor } from '../local';
import type { Limits } from '../executor';
import {
  CANCELED,
  CANCEL_CHANNEL,
  another,
  connect,
  keyOfId,
  loadPackages,
  queueName,
  readSource,
  SOURCE_LOST,
  withoutPassword,
  type JobData,
  type JobResult,
} from './queue';

/** A job whose worker does not renew its lock for so long, in milliseconds, is given to another worker. */
const LOCK_MS = 15_000;
/** The milliseconds between two searches for such jobs. */
const SEARCH_MS = 5000;
/** The number of workers that a job may lose. */
const MAX_LOST = 10;
/** The number of experiments whose processes are kept warm. */
const MAX_POOLS = 2;
/** The milliseconds between two reports of a job's progress. */
const PROGRESS_MS = 500;

export interface WorkerOptions {
  readonly processes: number;
  readonly pointsPerProcess: number;
  readonly note: (text: string) => void;
}

/** A job that this machine measures. */
interface Running {
  readonly pool: Pool;
  readonly key: string;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: Error) => void;
  onProgress(value: unknown): void;
}

/** The processes for one experiment with its limits. */
interface Pool {
  readonly executor: LocalExecutor;
  jobs: number;
  /** Why the experiment can't be loaded; null while it can be. */
  error: Error | null;
}

const cannotLoad = ({ message }: Error): Error =>
  new Error(message.startsWith(CANNOT_LOAD) ? message : CANNOT_LOAD + message);

export class SweepWorker {
  readonly #options: WorkerOptions;
  readonly #redis: Redis;
  readonly #bullmq: ReturnType<typeof loadPackages>['bullmq'];
  readonly #subscriber: Redis;
  readonly #waiting: Redis;
  readonly #worker: Worker<JobData, JobResult>;
  readonly #pools = new Map<string, Pool>();
  readonly #running = new Map<string, Running>();

  private constructor(options: WorkerOptions, redis: Redis, packages: ReturnType<typeof loadPackages>) {
    this.#options = options;
    this.#redis = redis;
    this.#bullmq = packages.bullmq;
    this.#subscriber = another(redis);
    this.#waiting = another(redis);
    this.#subscriber.on('message', (_, text: string) => {
      for (const id of JSON.parse(text) as string[]) this.#cancelJob(keyOfId(id));
    });
    void this.#subscriber.subscribe(CANCEL_CHANNEL).catch(() => undefined);
    this.#worker = new packages.bullmq.Worker<JobData, JobResult>(queueName(), (job) => this.#process(job), {
      connection: this.#waiting,
      concurrency: options.processes,
      lockDuration: LOCK_MS,
      stalledInterval: SEARCH_MS,
      maxStalledCount: MAX_LOST,
    });
    this.#worker.on('error', () => undefined); // it connects again by itself, and a lock that is lost is another worker's
    this.#worker.on('failed', (job) => {
      if (job?.failedReason === CANCELED) void job.remove().catch(() => undefined);
    });
  }

  /** Connects to the server, and begins to take jobs. */
  static async connect(where: string, url: string, options: WorkerOptions): Promise<SweepWorker> {
    const packages = loadPackages(where);
    const redis = await connect(
      where,
      packages.ioredis,
      url,
      () => {
        options.note(`the Redis server at ${withoutPassword(url)} can't be reached; the worker waits for it`);
      },
      () => {
        options.note('the Redis server is there again');
      },
    );
    return new SweepWorker(options, redis, packages);
  }

  /** Takes no job any more, and ends when those that it has are measured. */
  async close(): Promise<void> {
    await this.#worker.close();
    await Promise.all([...this.#pools.values()].map(({ executor }) => executor.cancel()));
    for (const connection of [this.#subscriber, this.#waiting, this.#redis]) connection.disconnect();
  }

  async #process(job: Job<JobData, JobResult>): Promise<JobResult> {
    const { hash, limits, point } = job.data;
    const key = keyOfId(job.id!);
    const pool = await this.#poolFor(hash, limits);
    if (pool.error !== null) throw cannotLoad(pool.error);
    pool.jobs++;
    try {
      const result = await this.#measure(pool, key, point, job);
      if (isFaultless(result.outcome)) return result;
      const { fault, error } = parseOutcome(result.outcome);
      await job.updateData({ ...job.data, ...result });
      // A process may die from a cause outside of its point; every other fault would come again.
      if (fault === 'died') throw new Error(error!);
      throw new this.#bullmq.UnrecoverableError(error!);
    } finally {
      pool.jobs--;
      this.#running.delete(key);
    }
  }

  #measure(pool: Pool, key: string, point: string, job: Job<JobData, JobResult>): Promise<JobResult> {
    let reportedAt = -Infinity;
    return new Promise((resolve, reject) => {
      const onProgress = (value: unknown): void => {
        const now = performance.now();
        if (now - reportedAt < PROGRESS_MS) return;
        reportedAt = now;
        void job.updateProgress(value as number).catch(() => undefined);
      };
      this.#running.set(key, { pool, key, resolve, reject, onProgress });
      pool.executor.submit({ key, point, again: false });
    });
  }

  #cancelJob(key: string): void {
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.pool.executor.cancelJob(key);
    running.reject(new this.#bullmq.UnrecoverableError(CANCELED));
  }

  async #poolFor(hash: string, limits: Limits): Promise<Pool> {
    const id = JSON.stringify([hash, limits]);
    const known = this.#pools.get(id);
    if (known?.error === null) return known;
    const source = await readSource(this.#redis, hash);
    if (source === null) throw new this.#bullmq.UnrecoverableError(SOURCE_LOST + hash);
    const again = this.#pools.get(id);
    if (again?.error === null) return again;
    const { processes, pointsPerProcess } = this.#options;
    const executor = new LocalExecutor(
      {
        source,
        limits,
        listener: (event) => {
          if (event.type === 'progress') this.#running.get(event.key)?.onProgress(event.value);
          if (event.type === 'finished') this.#running.get(event.key)?.resolve(event);
          if (event.type === 'broken') this.#breakPool(pool, event.error);
        },
      },
      { processes, pointsPerProcess, tries: 1 },
    );
    const pool: Pool = { executor, jobs: 0, error: null };
    this.#pools.set(id, pool);
    await this.#dropPools();
    return pool;
  }

  #breakPool(pool: Pool, error: Error): void {
    pool.error = error;
    void pool.executor.cancel();
    for (const running of this.#running.values())
      if (running.pool === pool) running.reject(cannotLoad(error));
  }

  /** Ends the processes of experiments that have no job here, the oldest first, but of the last two. */
  async #dropPools(): Promise<void> {
    const idle = [...this.#pools].filter(([, { jobs }]) => jobs === 0).slice(0, -1);
    for (const [id, pool] of idle.slice(0, Math.max(0, this.#pools.size - MAX_POOLS))) {
      this.#pools.delete(id);
      await pool.executor.cancel();
    }
  }
}
