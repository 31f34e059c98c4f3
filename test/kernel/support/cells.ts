// Cells in a row, and what each of them shows: the shortest form of a test that is about more than one cell.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from './environment';
import { Kernel, timed, type Execution } from './kernel';

/** A cell, and what it is to show: that text, or one of that form; nothing where nothing is given. */
export type Step = readonly [cell: string, shows?: string | RegExp];

/** Tests by their names, each of cells in a row. */
export type Tests = Readonly<Record<string, readonly Step[]>>;

/** The outputs of cells, cell by cell: printed text, then the result, or the error. Goes on after an error. */
export async function shown(kernel: Kernel, cells: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const cell of cells) {
    const { stdout, result, error } = await kernel.execute(cell, { stop_on_error: false });
    all.push(stdout + (error ? `${error.ename}: ${error.evalue}` : (result ?? '')));
  }
  return all;
}

/** Expects a cell to show its first text long before its end, and gives its execution. */
export async function shownEarly(kernel: Kernel, code: string): Promise<Execution> {
  const id = kernel.sendCode(code);
  const [, time] = await timed(() => kernel.printed(id));
  expect(time).toBeLessThan(2500);
  return kernel.executed(id);
}

/** Interrupts a cell that runs, expects that to end it, and gives its execution and how long it took, in milliseconds. */
export async function expectInterrupted(kernel: Kernel, id: string): Promise<[Execution, number]> {
  const [execution, time] = await timed(async () => {
    expect(await kernel.interrupt()).toEqual({ status: 'ok' });
    return kernel.executed(id);
  });
  expect(execution.reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
  return [execution, time];
}

/**
 * Starts a kernel for the tests of a file, in an empty folder by default, and ends it after them.
 *
 * @param env more environment variables of the kernel
 * @returns the kernel, once it has started, and a function that makes the tests
 */
export function cellTests(
  folder = temporaryFolder(),
  env: Record<string, string> = {},
): {
  readonly kernel: () => Kernel;
  readonly check: (tests: Tests) => void;
} {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start({ folder, env });
  });
  afterAll(() => kernel.shutdown());
  return {
    kernel: () => kernel,
    check: (tests) => {
      test.each(Object.entries(tests))('%s', async (_, steps) => {
        const seen = await shown(
          kernel,
          steps.map(([cell]) => cell),
        );
        expect(seen).toHaveLength(steps.length);
        steps.forEach(([, shows = ''], i) => {
          if (shows instanceof RegExp) expect(seen[i]).toMatch(shows);
          else expect(seen[i]).toBe(shows);
        });
      });
    },
  };
}

/** Writes files into the notebook's folder; names may lead into folders, also above. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
