// A journal: the finished points of sweeps, a line each, in a file that only grows.
import {
  closeSync,
  existsSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { fileOf, isSameFile, openError } from './file';
import { lineOf, scanLines, type Entry } from './lines';
import { lock, type Lock } from './lock';
import { Places } from './places';

/** The longest time, in milliseconds, for which a line is only in the system's cache, from which a loss of power takes it. */
const SYNC_EVERY_MS = 1000;

/**
 * The journal of a sweep.
 *
 * A line is written by one system call as its point finishes, so that the end of the process loses none; at most a second later it
 * is on the disk (fsync), so that a loss of power costs a second. Where a line can't be written to its end, as on a full disk, the file is
 * cut to the lines before it.
 */
export class Journal {
  readonly #file: string;
  /** The path of the file itself, where `#file` may be a link. */
  readonly #full: string;
  #isThere = true;
  readonly #descriptor: number;
  readonly #lock: Lock;
  readonly #places: Places;
  #size: number;
  #timer: NodeJS.Timeout | null = null;

  private constructor(file: string, full: string, descriptor: number, held: Lock, places: Places) {
    this.#file = file;
    this.#full = full;
    this.#descriptor = descriptor;
    this.#lock = held;
    this.#places = places;
    this.#size = fstatSync(descriptor).size;
  }

  /**
   * Opens a journal, or makes it.
   *
   * @param note is given what a reader should know, in sentences
   * @throws {Error} when another process writes to it, or it can't be read or written
   */
  static async open(file: string, note: (text: string) => void): Promise<Journal> {
    const full = fileOf(file);
    const held = await lock(full).catch((error: unknown) => {
      throw openError(file, error);
    });
    let descriptor: number | null = null;
    try {
      const places = new Places();
      descriptor = openSync(full, existsSync(full) ? 'r+' : 'wx+');
      const { whole, size, damaged } = await scanLines(full, (line) => {
        if (line.ok || places.status(line.key) !== true) places.set(line.key, line);
      });
      if (size > 0 && places.size === 0 && (damaged > 0 || !startsAsLine(descriptor)))
        throw new Error(`sweep: ${file} is no journal: none of its lines is a point; give another file`);
      if (whole < size) {
        ftruncateSync(descriptor, whole);
        note(
          `the last line of ${file} was not written to its end; it is dropped, and its point is measured again`,
        );
      }
      if (damaged > 0)
        note(
          `${damaged} ${damaged === 1 ? 'line' : 'lines'} of ${file} can't be read; their points are measured again`,
        );
      return new Journal(file, full, descriptor, held, places);
    } catch (error) {
      if (descriptor !== null) closeSync(descriptor);
      held.release();
      throw openError(file, error);
    }
  }

  /** The number of points in it, of all experiments. */
  get size(): number {
    return this.#places.size;
  }

  /** Whether a point is faultless in it; undefined where it is not there. */
  status(key: string): boolean | undefined {
    return this.#places.status(key);
  }

  /** Writes a finished point. @throws {Error} when it can't be written; the journal is as before */
  append(entry: Entry): void {
    if (!this.#isThere) throw new Error(`sweep: ${removedText(this.#file)}`);
    const bytes = Buffer.from(lineOf(entry));
    let written = 0;
    try {
      while (written < bytes.length)
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#size + written);
    } catch (error) {
      this.#cut(error as NodeJS.ErrnoException);
    }
    this.#places.set(entry.key, { ok: entry.ok, at: this.#size, length: bytes.length - 1 });
    this.#size += bytes.length;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      fsync(this.#descriptor, () => undefined); // the next one tries again, and `close` says what is wrong
      this.#isThere = this.isThere();
    }, SYNC_EVERY_MS).unref();
  }

  /** Whether its path still leads to it: what a removed file has, nobody finds. */
  isThere(): boolean {
    return isSameFile(this.#descriptor, this.#full);
  }

  #cut(error: NodeJS.ErrnoException): never {
    let cut = 'and the file is cut to whole lines';
    try {
      ftruncateSync(this.#descriptor, this.#size);
    } catch {
      cut = 'and its last line is dropped when it is opened again';
    }
    const reason = REASONS[error.code ?? ''] ?? error.message;
    throw new Error(
      `sweep: the journal ${this.#file} can't be written: ${reason}; the ${this.#places.size} points before are in it, ${cut}. ` +
        'Make room and start the same sweep again: it goes on from there',
      { cause: error },
    );
  }

  /** The text of a point's line, which has the outcome. */
  line(key: string): string | null {
    const place = this.#places.get(key);
    if (place === null) return null;
    const bytes = Buffer.allocUnsafe(place.length);
    const count = readSync(this.#descriptor, bytes, 0, place.length, place.at);
    return bytes.toString('utf8', 0, count);
  }

  /** Writes everything to the disk, and lets others write. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      fsyncSync(this.#descriptor);
    } finally {
      closeSync(this.#descriptor);
      this.#lock.release();
    }
  }
}

/** The words for a journal whose path leads to it no more. */
export const removedText = (file: string): string =>
  `the journal ${file} was removed, moved or replaced while the sweep ran; what was written since is lost to the next one`;

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device (ENOSPC)',
  EDQUOT: 'the quota is used up (EDQUOT)',
  EFBIG: 'the file has reached the size limit (EFBIG)',
  EROFS: 'the file system is read-only (EROFS)',
};

/** Whether a file begins as a line does, of which no more may have been written. */
function startsAsLine(descriptor: number): boolean {
  const begin = '{"key":"';
  const bytes = Buffer.alloc(begin.length);
  const count = readSync(descriptor, bytes, 0, begin.length, 0);
  return begin.startsWith(bytes.toString('latin1', 0, count));
}
