// The file of a journal: its path without links, and whether it is still there.
import { fstatSync, lstatSync, mkdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

/** The path of a journal without links, so that two that write it by different paths exclude each other. Its folder is made. */
export function fileOf(file: string): string {
  const full = path.resolve(file);
  try {
    const found = statSync(full, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile())
      throw new TypeError(
        `sweep: journal must be the path of a file; ${file} is ${found.isDirectory() ? 'a folder' : 'a device or a pipe'}`,
      );
    if (found !== undefined) return realpathSync(full);
    const link = lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (link) return fileOf(path.resolve(path.dirname(full), readlinkSync(full)));
    mkdirSync(path.dirname(full), { recursive: true });
    return path.join(realpathSync(path.dirname(full)), path.basename(full));
  } catch (error) {
    throw openError(file, error);
  }
}

/** The error of a journal that can't be opened; one that has no code of the system is in words already. */
export function openError(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || (error as NodeJS.ErrnoException).syscall === undefined) return error;
  return new Error(`sweep: the journal ${file} can't be opened: ${error.message}`, { cause: error });
}

/** Whether a path still leads to the file that is open. */
export function isSameFile(descriptor: number, file: string): boolean {
  try {
    const [open, found] = [fstatSync(descriptor), statSync(file, { throwIfNoEntry: false })];
    return found?.ino === open.ino && found.dev === open.dev;
  } catch {
    return true; // a folder that can't be read now says nothing
  }
}
