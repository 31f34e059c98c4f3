// What cells print and display, on its way to the notebook. It goes to the cell that is running, else to the last that ran.
import { StringDecoder } from 'node:string_decoder';
import type { Tslab } from '../tslab';
import type { Origin, StreamName } from '../messages';
import type { Link } from './link';

type Write = typeof process.stdout.write;

/** Where output goes: to the notebook; nowhere, for a silent request; or where it went before, as long as no cell has run. */
export type Target = Origin | 'nowhere' | null;

export class Output {
  target: Target = null;
  readonly #link: Link;

  constructor(link: Link) {
    this.#link = link;
  }

  write(name: StreamName, text: string): void {
    if (text !== '')
      this.#send((origin) => {
        this.#link.stream(origin, name, text);
      });
  }

  /** Takes over standard output and error, and tslab's displays. */
  install({ jupyter, publicModule }: Tslab): void {
    for (const name of ['stdout', 'stderr'] as const) this.#takeOver(name);
    // What tslab's display functions call, and the library.
    jupyter.lastWriteDisplayData = (content, update) => {
      this.#publish(update ? 'update_display_data' : 'display_data', content);
    };
    // tslab has no call for it.
    publicModule.clearOutput = (wait = false) => {
      this.#publish('clear_output', { wait });
    };
  }

  #publish(type: string, content: object): void {
    this.#send((origin) => {
      this.#link.publish(origin, type, content);
    });
  }

  #send(send: (origin: Origin) => void): void {
    if (this.target !== null && this.target !== 'nowhere') send(this.target);
  }

  #takeOver(name: StreamName): void {
    const stream = process[name];
    const original = stream.write.bind(stream);
    const decoder = new StringDecoder('utf8'); // a chunk may end within a character
    stream.write = ((...args: Parameters<Write>) => {
      if (this.target === null) return original(...args);
      const [chunk, encoding] = args as [string | Uint8Array, unknown];
      const isText =
        typeof chunk === 'string' && (typeof encoding !== 'string' || /^utf-?8$/i.test(encoding));
      this.write(name, isText ? chunk : decoder.write(toBytes(chunk, encoding)));
      const done = args.at(-1);
      if (typeof done === 'function') process.nextTick(done);
      return true;
    }) as Write;
  }
}

const toBytes = (chunk: string | Uint8Array, encoding: unknown): Buffer =>
  typeof chunk === 'string' ? Buffer.from(chunk, encoding as BufferEncoding) : Buffer.from(chunk);
