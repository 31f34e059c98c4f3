// The lines of a journal: one finished point each, with the key and whether it is faultless at fixed places.
import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

export const KEY_LENGTH = 32;
const BEFORE_KEY = '{"key":"';
const AFTER_KEY = '","ok":';
const HEAD = Buffer.from(BEFORE_KEY);
const OK_AT = BEFORE_KEY.length + KEY_LENGTH + AFTER_KEY.length;
const [BRACE, NEWLINE, ONE] = [...Buffer.from('}\n1')];
const CHUNK = 1 << 22;

/** A finished point. */
export interface Entry {
  readonly key: string;
  readonly ok: boolean;
  /** The canonical text of the point. */
  readonly point: string;
  /** The duration of the measurement in milliseconds; it is in no table. */
  readonly ms: number;
  /** The text of the outcome, an object of JSON. */
  readonly outcome: string;
}

/** The line of a finished point, with its end. */
export const lineOf = ({ key, ok, point, ms, outcome }: Entry): string =>
  `${BEFORE_KEY}${key}${AFTER_KEY}${ok ? 1 : 0},"point":${point},"ms":${Number(ms.toFixed(3))},${outcome.slice(1)}\n`;

/** A line that was found in a file. */
export interface Found {
  readonly key: string;
  readonly ok: boolean;
  /** The place of the line in the file, in bytes, without its end. */
  readonly at: number;
  readonly length: number;
}

/** The extent of a file, and of what can be read of it. */
export interface Scan {
  /** The length of the whole lines, in bytes: all after it is a line that was not written to its end. */
  readonly whole: number;
  /** The length of the file, in bytes. */
  readonly size: number;
  /** The number of whole lines that are no lines of a journal. */
  readonly damaged: number;
}

/**
 * Reads the lines of a journal. A line is parsed only where it looks wrong, as one does that was cut off in the middle, and then had
 * another journal appended: from it, the line that was appended is found.
 */
export async function scanLines(file: string, found: (line: Found) => void): Promise<Scan> {
  const descriptor = openSync(file, 'r');
  try {
    let [rest, restAt, size, damaged] = [Buffer.alloc(0), 0, 0, 0];
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK);
      const count = readSync(descriptor, chunk, 0, CHUNK, size);
      if (count === 0) return { whole: restAt, size, damaged };
      size += count;
      const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      let start = 0;
      let nextHead = 0;
      for (;;) {
        const end = bytes.indexOf(NEWLINE!, start);
        if (end < 0) break;
        if (nextHead <= start && nextHead >= 0) nextHead = bytes.indexOf(HEAD, start + 1);
        const looksRight =
          end - start > OK_AT &&
          (nextHead < 0 || nextHead > end) &&
          bytes[end - 1] === BRACE &&
          bytes.compare(HEAD, 0, HEAD.length, start, start + HEAD.length) === 0;
        const line = looksRight
          ? foundAt(bytes, start, end, restAt)
          : recover(bytes.subarray(start, end), restAt + start);
        if (line === null) damaged += end > start ? 1 : 0;
        else {
          found(line);
          if (line.at !== restAt + start) damaged++;
        }
        start = end + 1;
      }
      rest = bytes.subarray(start);
      restAt += start;
      await setImmediate();
    }
  } finally {
    closeSync(descriptor);
  }
}

const foundAt = (bytes: Buffer, start: number, end: number, offset: number): Found => ({
  key: bytes.toString('latin1', start + HEAD.length, start + HEAD.length + KEY_LENGTH),
  ok: bytes[start + OK_AT] === ONE,
  at: offset + start,
  length: end - start,
});

/** Parses a line that looks wrong; where it is, the line that may have been appended to it is tried. */
function recover(bytes: Buffer, at: number): Found | null {
  if (isEntry(bytes)) return foundAt(bytes, 0, bytes.length, at);
  const next = bytes.indexOf(HEAD, 1);
  return next < 0 ? null : recover(bytes.subarray(next), at + next);
}

function isEntry(bytes: Buffer): boolean {
  try {
    const { key, rows } = JSON.parse(bytes.toString()) as { key?: string; rows?: unknown };
    return bytes.indexOf(HEAD) === 0 && key?.length === KEY_LENGTH && Array.isArray(rows);
  } catch {
    return false;
  }
}
