// The sockets thread's end of what is written to file descriptors 1 and 2, and its order among what the main thread says.
import { readSync } from 'node:fs';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { StreamName } from '../messages';
import type { Descriptors } from '../process/descriptors';
import { MarkedPipe } from '../process/marks';

interface PipeReader {
  readonly name: StreamName;
  readonly descriptor: number;
  readonly marks: MarkedPipe;
  readonly decoder: StringDecoder;
  /** The parts that have been read and not handled: text, and numbers of marks. */
  readonly parts: (Buffer | number)[];
  /** The last mark that it has come to. */
  reached: number;
}

export interface PipeReadersOptions {
  readonly descriptors: Descriptors;
  readonly token: string;
  /** Handles what the main thread has said by now, up to the first mark behind this one. */
  readonly catchUp: (mark: number) => void;
  readonly write: (name: StreamName, text: string, bytes: Buffer) => void;
}

export class PipeReaders {
  readonly #options: PipeReadersOptions;
  readonly #pipeReaders: PipeReader[];
  readonly #buffer = Buffer.alloc(1 << 16);
  /** The last mark that has been read. */
  #seen = 0;
  /** The last mark that the main thread has come to. */
  #passed = 0;

  constructor(options: PipeReadersOptions) {
    this.#options = options;
    this.#pipeReaders = (['stdout', 'stderr'] as const).map((name) => this.#open(name));
  }

  /** The main thread has come to a mark: what was written before it is there, and comes first. */
  pass(mark: number): void {
    for (const reader of this.#pipeReaders)
      while (reader.reached < mark && (reader.parts.length > 0 || this.#read(reader)))
        this.#handle(reader, reader.parts.shift());
    this.#passed = mark;
    if (this.#pipeReaders.some(({ parts }) => parts.length > 0)) setImmediate(this.#goOn);
  }

  #open(name: StreamName): PipeReader {
    const { descriptors, token } = this.#options;
    const descriptor = descriptors[name].reader;
    const marks = new MarkedPipe(token);
    const reader = { name, descriptor, marks, decoder: new StringDecoder('utf8'), parts: [], reached: 0 };
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    socket.on('data', (chunk: Buffer) => {
      this.#take(reader, chunk);
      this.#goOn();
    });
    socket.on('error', () => undefined);
    socket.unref();
    return reader;
  }

  /** Reads what is there, without waiting; gives false where that is nothing. */
  #read(reader: PipeReader): boolean {
    try {
      const count = readSync(reader.descriptor, this.#buffer);
      this.#take(reader, this.#buffer.subarray(0, count));
      return count > 0;
    } catch {
      return false; // somebody has closed it
    }
  }

  #take(reader: PipeReader, chunk: Buffer): void {
    for (const part of reader.marks.read(chunk)) {
      reader.parts.push(part);
      if (typeof part === 'number') this.#seen = Math.max(this.#seen, part);
    }
  }

  /** Handles what has been read, after what was said before it, and up to where the main thread has come. */
  readonly #goOn = (): void => {
    const hasText = this.#pipeReaders.some(({ parts }) => parts.some((part) => typeof part !== 'number'));
    if (hasText) this.#options.catchUp(this.#seen);
    for (const reader of this.#pipeReaders)
      while (reader.reached <= this.#passed && reader.parts.length > 0)
        this.#handle(reader, reader.parts.shift());
  };

  #handle(reader: PipeReader, part: Buffer | number | undefined): void {
    if (part === undefined) return;
    if (typeof part === 'number') reader.reached = part;
    else this.#options.write(reader.name, reader.decoder.write(part), part);
  }
}
