// Orders bytes on file descriptors 1 and 2 with messages of the main thread: the two take different ways. A mark on
// both ways puts them in order: what the main thread says after it is handled once all that was written before it has been read.
import { writeSync } from 'node:fs';
import type { Descriptors } from './descriptors';

const write = writeSync;

/** How a mark looks in a pipe: nothing that a program would write. */
const markText = (token: string, number: number): string => `\0${token}:${number}\0`;

export class Marks {
  readonly #descriptors: Descriptors | null;
  readonly #token: string;
  #count = 0;

  constructor(descriptors: Descriptors | null, token: string) {
    this.#descriptors = descriptors;
    this.#token = token;
  }

  /** Writes a mark into both pipes. Gives its number, or null where there are no pipes. */
  write(): number | null {
    if (!this.#descriptors) return null;
    const text = markText(this.#token, ++this.#count);
    write(this.#descriptors.stdout.writer, text);
    write(this.#descriptors.stderr.writer, text);
    return this.#count;
  }
}

/** Takes the marks out of what comes from a pipe, which may be cut anywhere. */
export class MarkedPipe {
  readonly #pattern: RegExp;
  readonly #start: string;
  #rest = '';

  /** Works on bytes as latin1 text. */
  constructor(token: string) {
    this.#start = `\0${token}:`;
    this.#pattern = new RegExp(`\\x00${token}:(\\d+)\\x00`);
  }

  /** The pieces, in order: text, and numbers of marks. */
  read(chunk: Buffer): (Buffer | number)[] {
    const parts = (this.#rest + chunk.toString('latin1')).split(this.#pattern);
    // Every second part is the number of a mark; the last may end in the beginning of one.
    const last = parts.pop()!;
    const cut = this.#beginning(last);
    this.#rest = last.slice(cut);
    return [...parts, last.slice(0, cut)].flatMap((part, i): (Buffer | number)[] => {
      if (i % 2 === 1) return [Number(part)];
      return part === '' ? [] : [Buffer.from(part, 'latin1')];
    });
  }

  /** The offset at which a mark may begin at the end of a text. */
  #beginning(text: string): number {
    const at = text.lastIndexOf('\0');
    if (at < 0) return text.length;
    const tail = text.slice(at);
    const isBeginning =
      this.#start.startsWith(tail) ||
      (tail.startsWith(this.#start) && /^\d*$/.test(tail.slice(this.#start.length)));
    return isBeginning ? at : text.length;
  }
}
