import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Dashboard } from './dashboard';
import { unwritablePath } from './paths';

/**
 * A JSON object a line: of `table` 'history' for each watched step, and 'layers' for each row of `layers` with its step.
 * Numbers that JSON has not are the strings 'NaN', 'Infinity' and '-Infinity'.
 *
 * @param file its folder is made where it is not there; a file that is there is replaced
 * @throws {TypeError} where it can't be written
 */
export function jsonLines(where: string, file: string): Dashboard {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  } catch (error) {
    throw unwritablePath(where, 'jsonLines', 'a file', file, error);
  }
  return {
    write(step, layers) {
      const lines = [
        { table: 'history', ...step },
        ...layers.map((row) => ({ table: 'layers', step: step.step, ...row })),
      ];
      appendFileSync(file, lines.map((line) => JSON.stringify(line, spelled) + '\n').join(''));
    },
    flush: () => undefined,
  };
}

const spelled = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
