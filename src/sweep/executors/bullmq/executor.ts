// The executor `bullmq`: jobs on a queue in Redis, which workers on any number of machines take.
import type { Job as BullJob, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { faultText } from '../../outcome';
import { CANNOT_LOAD, hashOf, LoadError } from '../../source';
import type { Executor, Job, Task } from '../executor';
import {
  CANCELED,
  CANCEL_CHANNEL,
  another,
  connect,
  idOf,
  keyOfId,
  loadPackages,
  queueName,
  saveSource,
  SOURCE_LOST,
  withoutPassword,
  type JobData,
  type JobResult,
} from './queue';

/** The number of jobs on the queue at a time: some for each of many workers, and few to do again when Redis loses them. */
const CAPACITY = 1000;
/** How often a point is tried whose process or worker dies, and the first pause, in milliseconds, which doubles. */
const ATTEMPTS = 3;
const PAUSE_MS = 1000;
/** The number of finished jobs, and the seconds, that Redis keeps: results for a sweep that is started again after its process was killed. */
const KEPT = { count: 20_000, age: 7 * 24 * 3600 };
/** The milliseconds after which a job that nothing was heard of is looked up. */
const LOOK_UP_AFTER_MS = 3000;

/** The parts of an executor. */
interface Parts {
  readonly task: Task;
  readonly hash: string;
  readonly redis: Redis;
  /** The connection that waits for events. */
  readonly waiting: Redis;
  readonly queue: Queue<JobData, JobResult>;
  readonly events: QueueEvents;
}

/** A job on the queue. */
interface Submitted {
  readonly job: Job;
  /** When something was last heard of it, by performance.now; null until it is on the queue. */
  heardAt: number | null;
}

export class BullMQExecutor implements Executor {
  readonly capacity = CAPACITY;
  readonly #parts: Parts;
  readonly #jobs = new Map<string, Submitted>();
  readonly #timer: NodeJS.Timeout;
  /** The time from which the jobs of this sweep are. */
  readonly #began = Date.now();
  #buffer: Job[] = [];
  #isLooking = false;
  #isClosed = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
    const { events } = parts;
    events.on('completed', ({ jobId, returnvalue }) => {
      this.#complete(keyOfId(jobId), returnvalue as never);
    });
    events.on('failed', ({ jobId }) => {
      this.#lookUpSoon(keyOfId(jobId));
    });
    events.on('duplicated', ({ jobId }) => {
      this.#lookUpSoon(keyOfId(jobId));
    });
    events.on('progress', ({ jobId, data }) => {
      const key = keyOfId(jobId);
      const submitted = this.#jobs.get(key);
      if (submitted === undefined) return;
      submitted.heardAt = performance.now();
      parts.task.listener({ type: 'progress', key, value: data });
    });
    // Both connect again by themselves.
    events.on('error', () => undefined);
    parts.queue.on('error', () => undefined);
    this.#timer = setInterval(() => void this.#lookUpOld(), LOOK_UP_AFTER_MS / 2);
  }

  /** Connects to the server, and puts the experiment there for the workers. */
  static async connect(where: string, task: Task, url: string): Promise<BullMQExecutor> {
    const { bullmq, ioredis } = loadPackages(where);
    const note = (text: string): void => {
      task.listener({ type: 'note', text });
    };
    const hash = hashOf(task.source);
    const redis = await connect(
      where,
      ioredis,
      url,
      () => {
        note(`the Redis server at ${withoutPassword(url)} can't be reached; the sweep waits for it`);
      },
      () => {
        note('the Redis server is there again');
        void saveSource(redis, hash, task.source).catch(() => undefined);
      },
    );
    await saveSource(redis, hash, task.source);
    const queue = new bullmq.Queue<JobData, JobResult>(queueName(), { connection: redis });
    const waiting = another(redis);
    const events = new bullmq.QueueEvents(queueName(), { connection: waiting });
    await events.waitUntilReady();
    return new BullMQExecutor({ task, hash, redis, waiting, queue, events });
  }

  submit(job: Job): void {
    this.#jobs.set(job.key, { job, heardAt: null });
    if (this.#buffer.push(job) === 1) setImmediate(() => void this.#flush());
  }

  async cancel(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    const { queue, events, redis, waiting } = this.#parts;
    const ids = [...this.#jobs.keys()].map(idOf);
    const tidyUp = async (): Promise<void> => {
      if (ids.length === 0) return;
      await Promise.all(ids.map((id) => queue.remove(id))); // one that a worker has is not removed
      await redis.publish(CANCEL_CHANNEL, JSON.stringify(ids));
    };
    if (redis.status === 'ready') await tidyUp().catch(() => undefined);
    const connections = [events.close(), queue.close()].map((closed) => closed.catch(() => undefined));
    if (redis.status === 'ready') await Promise.all(connections);
    await events.disconnect().catch(() => undefined);
    for (const connection of [redis, waiting]) connection.disconnect();
  }

  async #flush(): Promise<void> {
    const jobs = this.#buffer;
    this.#buffer = [];
    const { queue, task, hash } = this.#parts;
    try {
      await Promise.all(jobs.filter(({ again }) => again).map(({ key }) => queue.remove(idOf(key))));
      await queue.addBulk(
        jobs.map(({ key, point }) => ({
          name: 'point',
          data: { point, hash, limits: task.limits },
          opts: {
            jobId: idOf(key),
            attempts: ATTEMPTS,
            backoff: { type: 'exponential', delay: PAUSE_MS },
            removeOnComplete: KEPT,
            removeOnFail: false,
          },
        })),
      );
    } catch (error) {
      this.#break(error as Error);
    }
    const now = performance.now();
    for (const { key } of jobs) {
      const submitted = this.#jobs.get(key);
      if (submitted !== undefined) submitted.heardAt = now;
    }
  }

  #complete(key: string, { ms, outcome }: JobResult): void {
    if (!this.#jobs.delete(key) || this.#isClosed) return;
    this.#parts.task.listener({ type: 'finished', key, ms, outcome });
  }

  #break(error: Error): void {
    if (!this.#isClosed) this.#parts.task.listener({ type: 'broken', error });
  }

  #lookUpSoon(key: string): void {
    if (this.#jobs.has(key)) void this.#lookUp(key).catch(() => undefined);
  }

  /** Looks up what nothing was heard of: an event may be lost, and so may be a job, when Redis was started again. */
  async #lookUpOld(): Promise<void> {
    if (this.#isLooking || this.#isClosed || this.#parts.redis.status !== 'ready') return;
    this.#isLooking = true;
    try {
      const before = performance.now() - LOOK_UP_AFTER_MS;
      const old = [...this.#jobs].filter(([, { heardAt }]) => heardAt !== null && heardAt < before);
      await Promise.all(old.map(([key]) => this.#lookUp(key)));
    } catch {
      // The server is away again; the next turn tries once more.
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookUp(key: string): Promise<void> {
    const { queue } = this.#parts;
    const found = (await queue.getJob(idOf(key))) as BullJob<JobData, JobResult> | undefined;
    const submitted = this.#jobs.get(key);
    if (submitted === undefined || this.#isClosed) return;
    submitted.heardAt = performance.now();
    if (found === undefined) this.#submitAgain(submitted.job);
    else if (found.finishedOn === undefined) return;
    else if ((found.failedReason ?? '') === '') this.#complete(key, found.returnvalue);
    else if (found.failedReason === CANCELED || found.timestamp < this.#began)
      // A fault of an earlier sweep is no outcome of this one, which may have other limits, or workers that can.
      this.#submitAgain({ ...submitted.job, again: true });
    else if (found.failedReason.startsWith(SOURCE_LOST)) {
      const { redis, hash, task } = this.#parts;
      await saveSource(redis, hash, task.source);
      this.#submitAgain({ ...submitted.job, again: true });
    } else if (found.failedReason.startsWith(CANNOT_LOAD)) {
      await queue.remove(idOf(key));
      this.#break(new LoadError(found.failedReason));
    } else {
      const { outcome = faultText('died', found.failedReason), ms = 0 } = found.data;
      this.#complete(key, { ms, outcome });
    }
  }

  #submitAgain(job: Job): void {
    if (!this.#isClosed) this.submit(job);
  }
}
