// A file of one JSON object per line.
import { appendToFile, makeFile } from '../../platform';
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
      appendToFile(file, lines.map((line) => JSON.stringify(line, withNumbersAsStrings) + '\n').join(''));
    },
    flush: () => undefined,
  };
}

const withNumbersAsStrings = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
