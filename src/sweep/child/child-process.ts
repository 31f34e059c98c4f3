// A child process that measures, as its pool sees it: one point at a time, with limits.
import { fork, type ChildProcess as NodeChild } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Job, Limits } from '../executors/executor';
import { faultText } from '../outcome';
import { folderOf } from '../../platform';
import { CANNOT_LOAD, LoadError, SEEDS_VARIABLE, type Source } from '../source';
import {
  MEMORY_VARIABLE,
  PARENT_VARIABLE,
  WATCHDOG_DESCRIPTOR,
  type FromChild,
  type ToChild,
} from './messages';

/** The result of a point. */
export interface Result {
  readonly ms: number;
  readonly outcome: string;
  /** Whether the process ended by itself or was ended from outside, so that another try may go better. */
  readonly died: boolean;
  /**
   * Whether the fault may be of a point that the process measured before: of a timer that it left, or of memory. A process that has
   * measured nothing tells.
   */
  readonly mayBeOfAnother: boolean;
}

/** The time, in milliseconds, that a measurement has to end by itself once its signal is aborted. */
const GRACE_MS = 250;
const TAIL = 2000;

/** One TensorFlow thread a process: as many processes as cores use them all. */
const THREADS = { TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1', OMP_NUM_THREADS: '1' };

/** The program, in dist also when the library runs from its sources, as in tests. */
const program = (): string => path.join(path.resolve(folderOf(), '..'), 'dist', 'sweep', 'child', 'main.js');

interface Running {
  readonly job: Job;
  readonly began: number;
  timedOut: boolean;
  timers: NodeJS.Timeout[];
  readonly done: (result: Result) => void;
}

export class ChildProcess {
  /** Resolves with the experiment's name once it is loaded; rejects with a LoadError, or where the process ended first. */
  readonly ready: Promise<string>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  /** The number of points that it has measured. */
  count = 0;
  #hasEnded = false;
  readonly #child: NodeChild;
  readonly #limits: Limits;
  readonly #onProgress: (key: string, value: unknown) => void;
  #running: Running | null = null;
  #settleReady: { resolve: (name: string) => void; reject: (error: Error) => void } | null = null;
  #tail = '';
  #lastWord = '';

  constructor(source: Source, limits: Limits, onProgress: (key: string, value: unknown) => void) {
    this.#limits = limits;
    this.#onProgress = onProgress;
    this.ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject };
    });
    this.ready.catch(() => undefined); // it is the pool's to handle, which may have been cancelled
    const { memory } = limits;
    this.#child = fork(program(), [], {
      execArgv: memory === null ? [] : [`--max-old-space-size=${memory}`],
      env: {
        ...process.env,
        ...THREADS,
        [PARENT_VARIABLE]: String(process.pid),
        [SEEDS_VARIABLE]: source.seedSet,
        ...(memory === null ? {} : { [MEMORY_VARIABLE]: String(memory) }),
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('close', () => {
        this.#hasEnded = true;
        this.#atEnd();
        resolve();
      });
    });
    this.#child.on('error', () => undefined); // a message to a process that has ended; `close` follows
    this.#child.on('message', (message: FromChild) => {
      this.#receive(message);
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.#tail = (this.#tail + chunk.toString()).slice(-TAIL);
        process.stderr.write(chunk);
      });
    (this.#child.stdio[WATCHDOG_DESCRIPTOR] as Readable).on('data', (chunk: Buffer) => {
      this.#lastWord += chunk.toString();
    });
    this.#send({ type: 'load', source });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Measures a point; every fault is a result. */
  measure(job: Job): Promise<Result> {
    return new Promise((done) => {
      const running: Running = { job, began: performance.now(), timedOut: false, timers: [], done };
      this.#running = running;
      if (this.#hasEnded) {
        this.#atEnd();
        return;
      }
      this.#send({ type: 'measure', key: job.key, point: job.point });
      if (this.#limits.time !== null)
        running.timers.push(
          setTimeout(() => {
            this.#atTimeLimit(running);
          }, this.#limits.time),
        );
    });
  }

  /** Ends the process at once, whatever it does. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToChild): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #receive(message: FromChild): void {
    const running = this.#running;
    if (message.type === 'ready') this.#settleReady?.resolve(message.name);
    else if (message.type === 'unloadable') this.#settleReady?.reject(new LoadError(message.error));
    else if (running?.job.key !== message.key) return;
    else if (message.type === 'progress') this.#onProgress(message.key, message.value);
    else if (running.timedOut) this.#finish(this.#timeFault(), message.ms);
    else this.#finish(message.outcome, message.ms, message.isUncaught ? 'maybe of another' : 'own');
  }

  #atTimeLimit(running: Running): void {
    running.timedOut = true;
    this.#send({ type: 'abort' });
    running.timers.push(
      setTimeout(() => {
        this.kill();
      }, GRACE_MS),
    );
  }

  #timeFault = (): string => faultText('time', `took longer than ${this.#limits.time! / 1000} s`);

  #finish(outcome: string, ms: number, cause: 'own' | 'died' | 'maybe of another' = 'own'): void {
    const running = this.#running!;
    this.#running = null;
    for (const timer of running.timers) clearTimeout(timer);
    const mayBeOfAnother = cause === 'maybe of another' && this.count > 0;
    this.count++;
    running.done({ ms, outcome, died: cause === 'died', mayBeOfAnother });
  }

  #atEnd(): void {
    const { exitCode, signalCode } = this.#child;
    const how =
      signalCode === null ? `ended with exit code ${exitCode ?? '?'}` : `was ended by ${signalCode}`;
    const words = this.#tail.trim().split('\n').at(-1) ?? '';
    const { memory } = this.#limits;
    const isMemory =
      this.#lastWord.startsWith('memory') || (memory !== null && this.#tail.includes('heap out of memory'));
    this.#settleReady?.reject(
      isMemory
        ? new LoadError(`${CANNOT_LOAD}it takes more than ${memory} MiB of memory; give a larger memoryLimit`)
        : new Error(`sweep: a process ${how} as it loaded the experiment${words === '' ? '' : `: ${words}`}`),
    );
    const running = this.#running;
    if (running === null) return;
    const ms = performance.now() - running.began;
    if (running.timedOut) this.#finish(this.#timeFault(), ms);
    else if (isMemory)
      this.#finish(faultText('memory', `used more than ${memory} MiB of memory`), ms, 'maybe of another');
    else this.#finish(faultText('died', `the process ${how}`, words === '' ? undefined : words), ms, 'died');
  }
}
