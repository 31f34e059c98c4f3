// The page's side of a training: a worker of its own, which is asked for some steps at a time for as long as the training plays.
import type { PlayState } from '../../src/play/state';
import type { Answer, DataName, Points, Request, Trained } from './messages';
import { bytesOf, startWorker, type Programs } from './program';

/** The receiver of what a training does. */
export interface TrainingListener {
  onStart(points: Points | null): void;
  onTrained(trained: Trained): void;
  onFailure(message: string): void;
}

const TURN = 90; // milliseconds that some steps should take
const MOST_STEPS = 40;

export class TrainingClient {
  readonly #worker: Worker;
  readonly #listener: TrainingListener;
  readonly #digits: string;
  #steps = 4; // of the next turn
  #began = 0;
  /** The number of the training: an answer of the one before can still be under way. */
  #run = 0;
  #isPlaying = false;
  #isBusy = false;

  constructor({ engine, wasm, digits }: Programs, listener: TrainingListener) {
    this.#listener = listener;
    this.#digits = digits;
    this.#worker = startWorker(engine);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.#receive(data);
    };
    this.#send({ kind: 'start', wasm: bytesOf(wasm) });
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Begins with a network that has not been trained. */
  start(state: PlayState, data: DataName, rate: number): void {
    this.#isPlaying = false;
    this.#isBusy = false; // steps of the training before may be under way; the worker answers in turn
    this.#run++;
    this.#send({ kind: 'train', state, data, rate, digits: this.#digits });
  }

  setRate(rate: number): void {
    this.#send({ kind: 'rate', rate });
  }

  play(): void {
    this.#isPlaying = true;
    this.#next(this.#steps);
  }

  pause(): void {
    this.#isPlaying = false;
  }

  /** Takes a single step. */
  step(): void {
    this.#isPlaying = false;
    this.#next(1);
  }

  #next(count: number): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#began = performance.now();
    this.#send({ kind: 'steps', run: this.#run, count });
  }

  #receive(answer: Answer): void {
    if (answer.kind === 'training') this.#listener.onStart(answer.points);
    if (answer.kind === 'failed') {
      this.#isBusy = false;
      this.#isPlaying = false;
      this.#listener.onFailure(answer.message);
    }
    if (answer.kind !== 'trained' || answer.run !== this.#run) return;
    this.#isBusy = false;
    const took = performance.now() - this.#began;
    if (this.#isPlaying)
      this.#steps = Math.max(1, Math.min(MOST_STEPS, took > 1.5 * TURN ? this.#steps - 1 : this.#steps + 1));
    this.#listener.onTrained(answer.trained);
    if (this.#isPlaying) this.#next(this.#steps);
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }
}
