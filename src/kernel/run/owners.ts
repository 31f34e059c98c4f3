// Finds the cell that the running code belongs to: the running cell, or else the cell that had set the timer.
import type { AnyFunction } from '../any-function';

export interface Owner {
  /** Nothing of it is to run any more. */
  readonly abandoned: boolean;
}

export type Current = () => Owner | null;

export class Owners<T extends Owner> {
  readonly #running: () => T | null;
  readonly #changed: () => void;
  #task: T | null = null;

  /** `changed` is called when work of another owner begins. */
  constructor(running: () => T | null, changed: () => void) {
    this.#running = running;
    this.#changed = changed;
  }

  get current(): T | null {
    return this.#running() ?? this.#task;
  }

  /** Calls a function as work of an owner, and so all that promises do right after it. */
  call(owner: T, work: AnyFunction, self: unknown, args: unknown[]): unknown {
    if (this.#task !== owner) this.#turnTo(owner);
    // Ticks go on once no promise has anything more to do.
    queueMicrotask(() => {
      process.nextTick(() => {
        if (this.#task === owner) this.#turnTo(null);
      });
    });
    return Reflect.apply(work, self, args);
  }

  /** Work was cut off, and nothing will be called after it. */
  reset(): void {
    if (this.#task) this.#turnTo(null);
  }

  #turnTo(owner: T | null): void {
    this.#task = owner;
    this.#changed();
  }
}
