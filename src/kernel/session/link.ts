// The main thread's end of the line to the sockets thread.
import type { Worker } from 'node:worker_threads';
import { shared, type Origin, type StreamName, type ToSockets } from '../messages';

/** Characters of output that may be on their way: an endless loop that prints waits here instead of filling the memory. */
const backlogLimit = 1 << 24;

export class Link {
  readonly #worker: Worker;
  readonly #numbers: Int32Array;

  constructor(worker: Worker, numbers: Int32Array) {
    this.#worker = worker;
    this.#numbers = numbers;
  }

  reply(origin: Origin, type: string, content: object): void {
    this.post({ kind: 'reply', origin, type, content: JSON.stringify(content) });
  }

  publish(origin: Origin, type: string, content: object): void {
    this.post({ kind: 'publish', origin, type, content: JSON.stringify(content) });
  }

  stream(origin: Origin, name: StreamName, text: string): void {
    const waiting = Atomics.add(this.#numbers, shared.backlog, text.length);
    if (waiting > backlogLimit) Atomics.wait(this.#numbers, shared.backlog, waiting + text.length, 100);
    this.post({ kind: 'stream', origin, name, text });
  }

  /** Tells the sockets thread which cell is running, by number, or 0 for none. */
  announce(cell: number): void {
    Atomics.store(this.#numbers, shared.cell, cell);
  }

  /** Keeps interrupts away from the compiler. */
  compile<T>(work: () => T): T {
    Atomics.store(this.#numbers, shared.compiling, 1);
    try {
      return work();
    } finally {
      Atomics.store(this.#numbers, shared.compiling, 0);
    }
  }

  /** An interrupt is on its way. */
  get isInterrupting(): boolean {
    return Atomics.load(this.#numbers, shared.interrupting) === 1;
  }

  post(message: ToSockets): void {
    this.#worker.postMessage(message);
  }
}
