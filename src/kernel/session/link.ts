// The main thread's end of the line to the sockets thread.
import type { Worker } from 'node:worker_threads';
import type { Origin, StreamName, ToSockets } from '../messages';

/** Characters of output that may be on their way: an endless loop that prints waits here instead of filling the memory. */
const backlogLimit = 1 << 24;

export class Link {
  readonly #worker: Worker;
  readonly #backlog: Int32Array;

  constructor(worker: Worker, backlog: Int32Array) {
    this.#worker = worker;
    this.#backlog = backlog;
  }

  reply(origin: Origin, type: string, content: object): void {
    this.post({ kind: 'reply', origin, type, content: JSON.stringify(content) });
  }

  publish(origin: Origin, type: string, content: object): void {
    this.post({ kind: 'publish', origin, type, content: JSON.stringify(content) });
  }

  stream(origin: Origin, name: StreamName, text: string): void {
    const waiting = Atomics.add(this.#backlog, 0, text.length);
    if (waiting > backlogLimit) Atomics.wait(this.#backlog, 0, waiting + text.length, 100);
    this.post({ kind: 'stream', origin, name, text });
  }

  post(message: ToSockets): void {
    this.#worker.postMessage(message);
  }
}
