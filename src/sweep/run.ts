// The run of a sweep: which points are missing, what measures them, and where the outcomes go.
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Executor, ExecutorEvent, Listener } from './executors';
import { Journal, KEY_LENGTH, removedText } from './journal';
import type { CheckedOptions, SweepProgress } from './options';
import { isFaultless, parseOutcome } from './outcome';
import type { Points } from './points';
import { Rate } from './rate';

const PROGRESS_EVERY_MS = 100;
/** The number of points whose keys are made in one turn of the event loop. */
const KEYS_A_TURN = 2000;

/** The outcomes of a run: by key, in memory or in the journal. */
export interface Outcomes {
  /** The text of an outcome, or of a line that holds one; null for a point without one. */
  text(key: string): string | null;
}

/** The arguments of a run. */
export interface RunPlan {
  readonly points: Points;
  /** The hash of experiment and library. */
  readonly hash: string;
  readonly options: CheckedOptions;
  readonly createExecutor: (listener: Listener) => Promise<Executor>;
  readonly note: (text: string) => void;
  /** Called with the outcomes so far, as points finish. */
  readonly onOutcomes?: (outcomes: Outcomes) => void;
}

/** The end of a run. */
export interface RunResult extends SweepProgress {
  /** The reason of an early end, in words; null where every point is done. */
  readonly ended: string | null;
  /** Frees the journal, once the outcomes have been read. */
  readonly close: () => void;
  readonly outcomes: Outcomes;
}

/** The key of a point: the hash of experiment, library and point. */
export const keyOf = (hash: string, point: string): string =>
  createHash('sha256').update(`${hash}\n${point}`).digest('hex').slice(0, KEY_LENGTH);

/** Measures the points that are missing. @throws {Error} when the journal or the executor fails; the journal is whole then */
export async function run(plan: RunPlan): Promise<RunResult> {
  const { journal: file } = plan.options;
  const journal = file === undefined ? null : await Journal.open(file, plan.note);
  try {
    return await new Run(plan, journal).finish();
  } catch (error) {
    journal?.close();
    throw error;
  }
}

class Run {
  readonly #plan: RunPlan;
  readonly #journal: Journal | null;
  readonly #memory = new Map<string, string>();
  readonly #rate = new Rate();
  /** The jobs that the executor has, with their points. */
  readonly #submitted = new Map<string, string>();
  readonly #points: number;
  #done = 0;
  #failed = 0;
  #ended: string | null = null;
  #error: Error | null = null;
  #wake: (() => void) | null = null;
  #toldAt = -Infinity;
  readonly #outcomes: Outcomes = {
    text: (key) => this.#memory.get(key) ?? this.#journal?.line(key) ?? null,
  };

  constructor(plan: RunPlan, journal: Journal | null) {
    this.#plan = plan;
    this.#journal = journal;
    const { first, count } = plan.options.shard;
    this.#points = Math.max(0, Math.ceil((plan.points.length - first) / count));
  }

  async finish(): Promise<RunResult> {
    const { signal } = this.#plan.options;
    const onAbort = (): void => {
      this.#end('it was cancelled');
    };
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    let executor: Executor | null = null;
    try {
      executor = await this.#submitMissing();
      while (this.#submitted.size > 0 && !this.#isOver) await this.#event();
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#ended ??= this.#error === null ? null : 'it failed';
      await executor?.cancel();
    }
    if (this.#error !== null) throw this.#error;
    this.#tell(true);
    if (this.#journal?.isThere() === false) this.#plan.note(removedText(this.#plan.options.journal!));
    return {
      ...this.#progress(),
      ended: this.#ended,
      close: () => this.#journal?.close(),
      outcomes: this.#outcomes,
    };
  }

  get #isOver(): boolean {
    return this.#ended !== null || this.#error !== null;
  }

  /** Hands the points that are missing to an executor, which starts with the first one. */
  async #submitMissing(): Promise<Executor | null> {
    const { points, hash, options } = this.#plan;
    const { first, count } = options.shard;
    let executor: Executor | null = null;
    for (let i = first, turn = 1; i < points.length && !this.#isOver; i += count, turn++) {
      const point = points.text(i);
      const key = keyOf(hash, point);
      const status = this.#journal?.status(key);
      if (status === true || (status === false && !options.retryFailed)) this.#done++;
      else {
        executor ??= await this.#plan.createExecutor((event) => {
          this.#receive(event);
        });
        while (this.#submitted.size >= executor.capacity && !this.#isOver) await this.#event();
        if (this.#isOver) break;
        this.#submitted.set(key, point);
        executor.submit({ key, point, again: status === false });
      }
      if (turn % KEYS_A_TURN === 0) await setImmediate();
    }
    return executor;
  }

  #event(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #end(reason: string): void {
    this.#ended ??= reason;
    this.#wake?.();
  }

  #receive(event: ExecutorEvent): void {
    if (event.type === 'note') this.#plan.note(event.text);
    if (event.type === 'broken') this.#error ??= event.error;
    if (event.type === 'finished' && !this.#isOver) {
      try {
        this.#keep(event.key, event.ms, event.outcome);
      } catch (error) {
        this.#error ??= error as Error;
      }
    }
    if (event.type !== 'progress') this.#wake?.();
  }

  #keep(key: string, ms: number, outcome: string): void {
    const point = this.#submitted.get(key);
    if (point === undefined) return; // an outcome that came twice
    const ok = isFaultless(outcome);
    if (this.#journal === null) this.#memory.set(key, outcome);
    else this.#journal.append({ key, ok, point, ms, outcome });
    this.#submitted.delete(key);
    this.#done++;
    this.#rate.add();
    if (!ok) {
      this.#failed++;
      const { maxFailures } = this.#plan.options;
      if (this.#failed > maxFailures)
        this.#end(
          `${this.#failed} points failed, and maxFailures is ${maxFailures}; the last one, at ${point}: ${parseOutcome(outcome).error ?? ''}`,
        );
    }
    this.#tell(false);
  }

  #progress(): SweepProgress {
    const rate = this.#rate.perSecond();
    const [done, points] = [this.#done, this.#points];
    return {
      done,
      points,
      failed: this.#failed,
      rate,
      secondsLeft: rate === null ? null : (points - done) / rate,
    };
  }

  #tell(isLast: boolean): void {
    const { onProgress } = this.#plan.options;
    const now = performance.now();
    if (onProgress === undefined || (!isLast && now - this.#toldAt < PROGRESS_EVERY_MS)) return;
    this.#toldAt = now;
    onProgress(this.#progress());
    this.#plan.onOutcomes?.(this.#outcomes);
  }
}
