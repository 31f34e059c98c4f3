<<<<<<< HEAD
// A file of one JSON object per line.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
=======
import { appendToFile, makeFile } from '../../platform';
>>>>>>> 948d2cc (platform, backend: what differs between Node and a browser is in three modules, each with a .browser.ts beside it)
import type { Dashboard } from './dashboard';
import { unwritablePath } from './paths';

/**
 * A file with one JSON object per line: with `table` 'history' for each recorded step, and 'layers' for each row of `layers`.
 * Numbers that JSON does not have are the strings 'NaN', 'Infinity' and '-Infinity'.
 *
 * @param file its path; a missing folder is made, an existing file is replaced
 * @throws {TypeError} when it can't be written
 */
export function jsonLines(where: string, file: string): Dashboard {
  try {
    makeFile(file);
  } catch (error) {
    throw unwritablePath(where, 'jsonLines', 'a file', file, error);
  }
  return {
    write(step, layers) {
      const lines = [
        { table: 'history', ...step },
        ...layers.map((row) => ({ table: 'layers', step: step.step, ...row })),
      ];
<<<<<<< HEAD
      appendFileSync(file, lines.map((line) => JSON.stringify(line, withNumbersAsStrings) + '\n').join(''));
=======
      appendToFile(file, lines.map((line) => JSON.stringify(line, spelled) + '\n').join(''));
>>>>>>> 948d2cc (platform, backend: what differs between Node and a browser is in three modules, each with a .browser.ts beside it)
    },
    flush: () => undefined,
  };
}

const withNumbersAsStrings = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
