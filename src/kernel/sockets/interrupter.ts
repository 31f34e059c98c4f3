// The interrupt button, on the sockets thread: finds out whether the main thread is blocked, and if so, stops what blocks it.
import { isKernelFile } from '../kernel-files';
import { shared, type Interrupt, type ToMain } from '../messages';
import type { AwaitedChild } from './children';
import { stopMainThread } from './stop-main-thread';

/** The milliseconds that the main thread has to answer before it counts as blocked. */
const INTERRUPT_TIMEOUT_MS = 100;
/** The milliseconds between two checks of a child that is to end. */
const POLL_MS = 100;

export class Interrupter {
  readonly #toMain: (message: ToMain) => void;
  readonly #numbers: Int32Array;
  readonly #child: AwaitedChild;
  #answered: (() => void) | null = null;

  constructor(toMain: (message: ToMain) => void, numbers: Int32Array, child: AwaitedChild) {
    this.#child = child;
    this.#toMain = toMain;
    this.#numbers = numbers;
  }

  async interrupt(): Promise<void> {
    if (Atomics.exchange(this.#numbers, shared.interrupting, 1) === 1) return;
    let done: Interrupt = { cell: this.#read('cell'), frames: null };
    // One end of a loop may uncover the next: timers that each loop for ever, say.
    while (!(await this.#isMainThreadFree())) {
      if (this.#read('compiling') === 1) continue;
      const cell = this.#read('cell');
      const frames = await this.#stop();
      if (frames) done = { cell, frames };
    }
    this.#toMain({ kind: 'interrupt', ...done });
    Atomics.store(this.#numbers, shared.interrupting, 0);
  }

  /** The main thread has answered a ping. */
  pong(): void {
    this.#answered?.();
  }

  /** A child that the main thread waits for ends first; the main thread is stopped before it sees that. */
  async #stop(): Promise<Interrupt['frames']> {
    const stopped = stopMainThread(isKernelFile, () => this.#read('compiling') === 1);
    this.#child.end();
    const looking = setInterval(() => {
      this.#child.end();
    }, POLL_MS);
    try {
      return await stopped;
    } finally {
      clearInterval(looking);
    }
  }

  #isMainThreadFree(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, INTERRUPT_TIMEOUT_MS, false);
      this.#answered = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.#toMain({ kind: 'ping' });
    });
  }

  #read(name: 'cell' | 'compiling'): number {
    return Atomics.load(this.#numbers, shared[name]);
  }
}
