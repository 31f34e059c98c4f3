// The executor `local`: a pool of child processes, kept warm.
//
// The pool is the library's own: tinypool 2 and piscina end a child process by SIGTERM, which waits for a native call to return, have
// neither a limit of time nor of memory for a task, and hand no task of a killed process to another one.
import { setTimeout } from 'node:timers/promises';
import { ChildProcess, type Result } from '../child/child-process';
import { LoadError } from '../source';
import { type Executor, type Job, type Task } from './executor';

/** The options of a pool. */
export interface LocalOptions {
  /** The number of processes. */
  readonly processes: number;
  /** The number of points after which a process is replaced. */
  readonly pointsPerProcess: number;
  /** How often a point is tried whose process dies. Default: twice, since the cause may lie outside of it. */
  readonly tries?: number;
}

const TRIES = 2;
/** How often in a row processes may die before they are ready, and the pauses between, in milliseconds. */
const STARTS = 4;
const PAUSE_MS = 500;

interface Waiting {
  readonly job: Job;
  readonly tries: number;
  /** Whether a process measures it that has measured nothing: what another point left behind has no part in it then. */
  readonly isAlone: boolean;
}

export class LocalExecutor implements Executor {
  readonly capacity: number;
  readonly #task: Task;
  readonly #options: LocalOptions;
  readonly #queue: Waiting[] = [];
  readonly #children = new Set<ChildProcess>();
  readonly #idle: ChildProcess[] = [];
  /** The keys of jobs that run, with their processes. */
  readonly #running = new Map<string, ChildProcess>();
  /** The number of processes that measure or start. */
  #busy = 0;
  #failedStarts = 0;
  #isCanceled = false;
  readonly #atExit = (): void => {
    for (const child of this.#children) child.kill();
  };

  constructor(task: Task, options: LocalOptions) {
    this.#task = task;
    this.#options = options;
    this.capacity = options.processes * 2;
    process.once('exit', this.#atExit);
  }

  submit(job: Job): void {
    this.#queue.push({ job, tries: 1, isAlone: false });
    this.#startNext();
  }

  /** Ends one job, which has no outcome then. */
  cancelJob(key: string): void {
    const at = this.#queue.findIndex(({ job }) => job.key === key);
    if (at >= 0) this.#queue.splice(at, 1);
    const child = this.#running.get(key);
    this.#running.delete(key);
    child?.kill();
  }

  async cancel(): Promise<void> {
    this.#isCanceled = true;
    this.#queue.length = 0;
    const children = [...this.#children];
    for (const child of children) child.kill();
    await Promise.all(children.map(({ ended }) => ended));
    process.off('exit', this.#atExit);
  }

  #startNext(): void {
    while (!this.#isCanceled && this.#queue.length > 0 && this.#busy < this.#options.processes) {
      const next = this.#queue.shift()!;
      this.#busy++;
      void this.#run(next).finally(() => {
        this.#busy--;
        this.#startNext();
      });
    }
  }

  async #run({ job, tries, isAlone }: Waiting): Promise<void> {
    const child = await this.#readyChild(isAlone);
    if (child === null || this.#isCanceled) return;
    this.#running.set(job.key, child);
    const result = await child.measure(job);
    const isWanted = this.#running.delete(job.key) && !this.#isCanceled;
    if (child.hasEnded || child.count >= this.#options.pointsPerProcess) child.kill();
    else this.#idle.push(child);
    if (!isWanted) return;
    const isTriedAgain = result.died && tries < (this.#options.tries ?? TRIES);
    if (isTriedAgain || result.mayBeOfAnother)
      this.#queue.unshift({ job, tries: tries + (isTriedAgain ? 1 : 0), isAlone: true });
    else this.#finish(job, result);
  }

  #finish({ key }: Job, { ms, outcome }: Result): void {
    this.#task.listener({ type: 'finished', key, ms, outcome });
  }

  /** A process that has loaded the experiment; null when the pool is cancelled, or no process starts. */
  async #readyChild(isNew: boolean): Promise<ChildProcess | null> {
    for (;;) {
      const child = (isNew ? null : this.#idle.pop()) ?? this.#newChild();
      if (child.hasEnded) continue;
      try {
        await child.ready;
        this.#failedStarts = 0;
        return child;
      } catch (error) {
        child.kill();
        if (this.#isCanceled) return null;
        if (error instanceof LoadError || ++this.#failedStarts >= STARTS) {
          this.#isCanceled = true;
          this.#task.listener({ type: 'broken', error: error as Error });
          return null;
        }
        await setTimeout(PAUSE_MS * 2 ** this.#failedStarts);
        if (this.#isCanceled) return null;
      }
    }
  }

  #newChild(): ChildProcess {
    const { source, limits, listener } = this.#task;
    const child = new ChildProcess(source, limits, (key, value) => {
      listener({ type: 'progress', key, value });
    });
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    return child;
  }
}
