// Support of the tests of sweeps: the library as a program loads it, whose processes run from dist, and folders of their own.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

export const { sweep, SweepError, readJournal } = createRequire(import.meta.url)(
  'vanishing-gradients/sweep',
) as typeof import('../../src/sweep');

export const experimentFile = (name: string): string =>
  path.join(import.meta.dirname, 'experiments', `${name}.ts`);

const folders: string[] = [];
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sweep-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

export const linesOf = (file: string): string[] =>
  existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
