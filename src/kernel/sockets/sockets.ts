// The five sockets, and what leaves by them.
import type * as zeromq from 'zeromq';
import { channels, type Channel, type Connection } from '../connection';
import type { Origin, Request } from '../messages';
import { note } from '../process/log';
import { zeromqPath } from '../tslab';
import { Coalescer, type Stream } from './coalescer';
import { Wire } from './wire';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- tslab's copy, wherever it is installed
const { Reply, Router, XPublisher } = require(zeromqPath) as typeof zeromq;

type Frames = (Uint8Array | string)[];

export class Sockets {
  readonly #connection: Connection;
  readonly #wire: Wire;
  readonly #sockets = {
    shell: new Router(),
    control: new Router(),
    stdin: new Router(),
    iopub: new XPublisher(),
    hb: new Reply(),
  };
  readonly #tails = {
    shell: Promise.resolve(),
    control: Promise.resolve(),
    stdin: Promise.resolve(),
    iopub: Promise.resolve(),
  };
  readonly #streams = new Coalescer(({ origin, name, text }) => {
    this.#publishNow(origin, 'stream', JSON.stringify({ name, text }));
  });

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#wire = new Wire(connection);
    // No message is dropped, however many are on their way.
    for (const channel of ['shell', 'control', 'stdin', 'iopub'] as const)
      this.#sockets[channel].sendHighWaterMark = 0;
    this.#sockets.iopub.verbosity = 'allSubs';
  }

  async open(): Promise<void> {
    for (const channel of channels) {
      const address = this.#connection.addresses[channel];
      try {
        await this.#sockets[channel].bind(address);
      } catch (cause) {
        throw new Error(`cannot listen on ${address}: ${(cause as Error).message}`, { cause });
      }
    }
    void this.#listen('hb', (frames) => this.#sockets.hb.send(frames));
    void this.#listen('iopub', (frames) => {
      this.#welcome(frames);
    });
  }

  /** Calls `handle` with each request that arrives. */
  onRequest(channel: 'shell' | 'control' | 'stdin', handle: (request: Request) => void): void {
    void this.#listen(channel, (frames) => {
      handle(this.#wire.parse(frames));
    });
  }

  stream(stream: Stream): void {
    this.#streams.add(stream);
  }

  publish(origin: Origin, type: string, content: string): void {
    this.#streams.flush();
    this.#publishNow(origin, type, content);
  }

  reply(channel: 'shell' | 'control', origin: Origin, type: string, content: string): void {
    this.#streams.flush();
    const prefix = origin.identities;
    this.#send(channel, this.#wire.serialize({ prefix, type, parent: origin.header, content }));
  }

  /** Asks the front end that sent a request for a line. */
  ask(origin: Origin, content: string): void {
    this.#streams.flush();
    const [prefix, parent] = [origin.identities, origin.header];
    this.#send('stdin', this.#wire.serialize({ prefix, type: 'input_request', parent, content }));
  }

  /** Waits until everything has been handed to ZeroMQ. */
  async flush(): Promise<void> {
    this.#streams.flush();
    await Promise.all(Object.values(this.#tails));
  }

  /** ZeroMQ aborts the process if it ends with sockets open. */
  async close(): Promise<void> {
    await this.flush();
    for (const socket of Object.values(this.#sockets)) socket.close();
  }

  #publishNow(origin: Origin, type: string, content: string): void {
    this.#send('iopub', this.#wire.serialize({ prefix: [type], type, parent: origin.header, content }));
  }

  /** A new subscriber is told that it is heard: what was published before has passed it by. */
  #welcome([subscription]: Buffer[]): void {
    if (subscription?.[0] !== 1) return;
    const topic = subscription.subarray(1);
    const content = JSON.stringify({ subscription: topic.toString() });
    this.#send(
      'iopub',
      this.#wire.serialize({ prefix: [topic], type: 'iopub_welcome', parent: '{}', content }),
    );
  }

  #send(channel: 'shell' | 'control' | 'stdin' | 'iopub', frames: Frames): void {
    this.#tails[channel] = this.#tails[channel].then(() => this.#sockets[channel].send(frames)).catch(note);
  }

  /** Handles the messages of a channel until its socket closes. */
  async #listen(channel: Channel, handle: (frames: Buffer[]) => unknown): Promise<void> {
    for await (const frames of this.#sockets[channel] as AsyncIterable<Buffer[]>) {
      try {
        await handle(frames);
      } catch (error) {
        note(error);
      }
    }
  }
}
