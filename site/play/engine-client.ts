// The page's side of the engine: one state at a time is measured, and of those that wait only the newest is kept.
import type { Band } from '../../src/play/measurement';
import type { PlayState } from '../../src/play/state';
import type { Answer, Request, Seen } from './messages';
import type { Comparison } from './webgl';
import { bytesOf, startWorker, type Programs } from './program';

/** The receiver of what the engine finds. */
export interface EngineListener {
  onReady?(backend: string): void;
  onSeen(seen: Seen, milliseconds: number): void;
  onBand(band: Band, words: readonly string[]): void;
  onFailure(message: string): void;
}

export class EngineClient {
  readonly #worker: Worker;
  readonly #listener: EngineListener;
  #waiting: PlayState | null = null;
  #isReady = false;
  #isBusy = false;
  #id = 0;
  #forgotten = 0;
  #counts: ((count: number) => void)[] = [];
  #comparisons: ((comparison: Comparison) => void)[] = [];

  constructor({ engine, wasm }: Programs, listener: EngineListener) {
    this.#listener = listener;
    this.#worker = startWorker(engine);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      this.#receive(data);
    };
    this.#worker.onerror = ({ message }) => {
      listener.onFailure(message);
    };
    this.#send({ kind: 'start', wasm: bytesOf(wasm) });
  }

  /** Has a state measured, in place of one that still waits. */
  observe(state: PlayState): void {
    this.#waiting = state;
    this.#next();
  }

  /** Drops a state that waits, and what may still come of the one that is measured. */
  forget(): void {
    this.#waiting = null;
    this.#forgotten = this.#id;
  }

  /** The number of tensors that the engine holds. */
  tensors(): Promise<number> {
    return new Promise((resolve) => {
      this.#counts.push(resolve);
      this.#send({ kind: 'tensors' });
    });
  }

  /** Has the engine compare WebGL with its backend, and take the faster one. A new state ends this. */
  compare(isForced: boolean): Promise<Comparison> {
    return new Promise((resolve) => {
      this.#comparisons.push(resolve);
      this.#send({ kind: 'compare', isForced });
    });
  }

  stop(): void {
    this.#worker.terminate();
  }

  #next(): void {
    if (!this.#isReady || this.#isBusy || this.#waiting === null) return;
    this.#isBusy = true;
    const state = this.#waiting;
    this.#waiting = null;
    this.#send({ kind: 'observe', id: ++this.#id, state });
  }

  #receive(answer: Answer): void {
    switch (answer.kind) {
      case 'ready':
        this.#isReady = true;
        this.#listener.onReady?.(answer.backend);
        break;
      case 'seen':
        this.#isBusy = false;
        if (answer.id > this.#forgotten) this.#listener.onSeen(answer.seen, answer.milliseconds);
        break;
      case 'band':
        if (answer.id === this.#id && answer.id > this.#forgotten && !this.#isBusy)
          this.#listener.onBand(answer.band, answer.words);
        break;
      case 'failed':
        this.#isBusy = false;
        this.#listener.onFailure(answer.message);
        break;
      case 'tensors':
        this.#counts.shift()?.(answer.count);
        break;
      case 'compared':
        this.#comparisons.shift()?.(answer.comparison);
        break;
      case 'training':
      case 'trained': // of another worker
    }
    this.#next();
  }

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }
}
