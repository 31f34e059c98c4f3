// The executor `inline`: measures in this process, one point after another, as `repeat` does. It has no limits, and no fault of the
// process is survived.
import { nextTurn } from '../../platform';
import type { Experiment } from '../experiment';
import { SharedGraphsOnDemand } from '../graphs';
import { measureAt } from '../measure';
import type { Executor, Job, Listener } from './executor';

export class InlineExecutor implements Executor {
  readonly capacity = 1;
  readonly #load: () => Promise<Experiment<never>>;
  readonly #listener: Listener;
  readonly #controller = new AbortController();
  readonly #shared = new SharedGraphsOnDemand();
  #experiment: Experiment<never> | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(load: () => Promise<Experiment<never>>, listener: Listener) {
    this.#load = load;
    this.#listener = listener;
  }

  submit(job: Job): void {
    this.#last = this.#last.then(() => this.#run(job));
  }

  async cancel(): Promise<void> {
    this.#controller.abort(new Error('the sweep was cancelled'));
    await this.#last;
    this.#shared.dispose();
  }

  async #run({ key, point }: Job): Promise<void> {
    if (this.#controller.signal.aborted) return;
    try {
      this.#experiment ??= await this.#load();
    } catch (error) {
      this.#listener({ type: 'broken', error: error as Error });
      return;
    }
    const began = performance.now();
    const shared = this.#shared;
    const outcome = await measureAt(this.#experiment, point, {
      signal: this.#controller.signal,
      report: (value) => {
        this.#listener({ type: 'progress', key, value });
      },
      get graphs() {
        return shared.graphs;
      },
    });
    if (!this.#controller.signal.aborted)
      this.#listener({ type: 'finished', key, ms: performance.now() - began, outcome });
    await nextTurn();
  }
}
