// The sockets thread's end of what is written to file descriptors 1 and 2, and its order among what the main thread says.
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from '../messages';
import type { Descriptors } from '../process/descriptors';
import { MarkedPipe } from '../process/marks';

/** Milliseconds that a mark may take: a pipe may have been closed. */
const limit = 500;

interface Inlet {
  readonly name: StreamName;
  readonly marks: MarkedPipe;
  readonly decoder: StringDecoder;
  /** What has been read and not handled: text, and numbers of marks. */
  readonly parts: (Buffer | number)[];
  /** The last mark that it has come to. */
  reached: number;
}

export interface InletsOptions {
  readonly descriptors: Descriptors;
  readonly token: string;
  /** Handles what the main thread has said by now: up to the first mark behind this one. */
  readonly catchUp: (mark: number) => void;
  readonly write: (name: StreamName, text: string, bytes: Buffer) => void;
}

export class Inlets {
  readonly #write: InletsOptions['write'];
  readonly #inlets: Inlet[];
  /** The last mark that has been read. */
  #seen = 0;
  /** The last mark that all have come to, and the main thread, too. */
  #passed = 0;
  #waiting: { readonly mark: number; readonly passed: () => void } | null = null;
  #advancing = false;

  constructor({ descriptors, token, catchUp, write }: InletsOptions) {
    this.#write = write;
    this.#inlets = (['stdout', 'stderr'] as const).map((name) => {
      const marks = new MarkedPipe(token);
      const inlet: Inlet = { name, marks, decoder: new StringDecoder('utf8'), parts: [], reached: 0 };
      const socket = new Socket({ fd: descriptors[name].reader, readable: true, writable: false });
      socket.on('data', (chunk: Buffer) => {
        const parts = marks.read(chunk);
        for (const part of parts) if (typeof part === 'number') this.#seen = Math.max(this.#seen, part);
        if (parts.some((part) => typeof part !== 'number')) catchUp(this.#seen);
        inlet.parts.push(...parts);
        this.#advance();
      });
      socket.on('error', () => undefined);
      socket.unref();
      return inlet;
    });
  }

  /** The main thread has come to a mark. Calls `passed` once the pipes have, too. */
  wait(mark: number, passed: () => void): void {
    const waiting = { mark, passed };
    this.#waiting = waiting;
    this.#advance();
    if (this.#waiting !== waiting) return;
    setTimeout(() => {
      if (this.#waiting !== waiting) return;
      for (const inlet of this.#inlets) inlet.reached = Math.max(inlet.reached, mark);
      this.#advance();
    }, limit);
  }

  /** Handles what is there, in each pipe up to the next mark that is not passed. */
  #advance(): void {
    if (this.#advancing) return; // `passed` may lead here
    this.#advancing = true;
    for (let waiting; (waiting = this.#empty());) {
      this.#waiting = null;
      this.#passed = waiting.mark;
      waiting.passed();
    }
    this.#advancing = false;
  }

  /** Gives what waits for a mark, where all pipes have come to it. */
  #empty() {
    for (const inlet of this.#inlets)
      for (let part; this.#flows(inlet) && (part = inlet.parts.shift()) !== undefined;) {
        if (typeof part === 'number') inlet.reached = part;
        else this.#write(inlet.name, inlet.decoder.write(part), part);
      }
    const waiting = this.#waiting;
    return waiting && this.#inlets.every(({ reached }) => reached >= waiting.mark) ? waiting : null;
  }

  #flows({ reached }: Inlet): boolean {
    return reached <= this.#passed || (this.#waiting !== null && reached < this.#waiting.mark);
  }
}
