// process.stdout and process.stderr in a notebook. Writing happens at once and leaves nothing behind: an interrupt may cut it off
// anywhere, and the stream is as it was.
import { Writable } from 'node:stream';
import { inspect } from 'node:util';

type Callback = (error?: Error | null) => void;
type Chunk = string | Uint8Array;

export class StandardStream extends Writable {
  readonly fd: number;
  readonly #show: (chunk: string | Buffer) => void;

  /** `show` is given text, or bytes of UTF-8. */
  constructor(fd: number, show: (chunk: string | Buffer) => void) {
    super({ decodeStrings: false, autoDestroy: false, emitClose: false });
    this.fd = fd;
    this.#show = show;
  }

  override write(chunk: Chunk, ...rest: (BufferEncoding | Callback | undefined)[]): boolean {
    const [encoding] = rest;
    const isText = typeof chunk === 'string' && (typeof encoding !== 'string' || /^utf-?8$/i.test(encoding));
    this.#show(isText ? chunk : toBytes(chunk, encoding));
    call(rest.at(-1));
    return true;
  }

  /** Nothing ends: later cells print, too. */
  override end(...args: unknown[]): this {
    const [chunk, encoding] = args;
    if (typeof chunk === 'string' || chunk instanceof Uint8Array)
      this.write(chunk, encoding as BufferEncoding);
    call(args.at(-1));
    process.nextTick(() => this.emit('finish'));
    return this;
  }

  [inspect.custom](): string {
    return this.fd === 1 ? '[process.stdout]' : '[process.stderr]';
  }

  override destroy(): this {
    return this;
  }
}

function call(done: unknown): void {
  if (typeof done === 'function') process.nextTick(done);
}

function toBytes(chunk: Chunk, encoding: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding as BufferEncoding);
  if (chunk instanceof Uint8Array) return Buffer.from(chunk);
  throw new TypeError(`a stream takes strings and bytes (Uint8Array), not ${typeof chunk}`);
}
