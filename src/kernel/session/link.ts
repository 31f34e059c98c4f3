// The main thread's end of the line to the sockets thread.
import type { Worker } from 'node:worker_threads';
import { shared, type Origin, type StreamName, type ToSockets } from '../messages';
import type { Marks } from '../process/marks';

/** The characters of output that may be in transit: an endless loop that prints waits instead of filling the memory. */
const MAX_BACKLOG = 1 << 24;

/** The milliseconds within which all writes to file descriptors are noticed. */
const POLL_MS = 1;

export class Link {
  readonly #worker: Worker;
  readonly #numbers: Int32Array;
  readonly #marks: Marks;
  #lastPost = 0;

  constructor(worker: Worker, numbers: Int32Array, marks: Marks) {
    this.#worker = worker;
    this.#numbers = numbers;
    this.#marks = marks;
  }

  reply(origin: Origin, type: string, content: object): void {
    this.#post({ kind: 'reply', origin, type, content: JSON.stringify(content) });
  }

  publish(origin: Origin, type: string, content: object): void {
    this.#post({ kind: 'publish', origin, type, content: JSON.stringify(content) });
  }

  stream(origin: Origin, name: StreamName, text: string): void {
    const waiting = Atomics.add(this.#numbers, shared.backlog, text.length);
    if (waiting > MAX_BACKLOG) Atomics.wait(this.#numbers, shared.backlog, waiting + text.length, 100);
    this.#post({ kind: 'stream', origin, name, text });
  }

  /** Something was written to a file descriptor: what follows comes after it. */
  written(): void {
    this.#lastPost = 0;
  }

  /** Writes a mark: bytes written to file descriptors so far come before later messages. */
  mark(): void {
    const mark = this.#marks.write();
    if (mark !== null) this.post({ kind: 'mark', mark });
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

  /** Posts what is shown: after all that was written before it. */
  #post(message: ToSockets): void {
    if (performance.now() - this.#lastPost > POLL_MS) this.mark();
    this.post(message);
    this.#lastPost = performance.now();
  }
}
