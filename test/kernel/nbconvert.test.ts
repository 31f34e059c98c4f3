// A notebook that runs without anyone watching: what fails in it must be seen.
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, paths, temporaryFolder } from './support/environment';
import { plain } from './support/kernel';

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: readonly string[];
  readonly ename?: string;
  readonly evalue?: string;
}
interface Cell {
  readonly execution_count: number | null;
  readonly outputs: readonly Output[];
}
interface Run {
  readonly code: number;
  readonly log: string;
  /** Null where the run was not written. */
  readonly cells: readonly Cell[] | null;
}

/** Executes a notebook of these cells, which may have tags, with `jupyter nbconvert`. */
async function convert(
  cells: readonly (string | { source: string; tags: string[] })[],
  ...options: string[]
): Promise<Run> {
  const folder = temporaryFolder();
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
    cells: cells.map((cell, i) => ({
      id: `cell-${i}`,
      cell_type: 'code',
      execution_count: null,
      outputs: [],
      source: typeof cell === 'string' ? cell : cell.source,
      metadata: typeof cell === 'string' ? {} : { tags: cell.tags },
    })),
  };
  writeFileSync(join(folder, 'in.ipynb'), JSON.stringify(notebook));
  const args = ['nbconvert', '--execute', '--to=notebook', '--output=out.ipynb', ...options, 'in.ipynb'];
  const [code, log] = await new Promise<[number, string]>((resolve) => {
    execFile(paths.jupyter, args, { cwd: folder, env: environment }, (error, _stdout, stderr) =>
      resolve([error ? Number(error.code) : 0, plain(stderr)]),
    );
  });
  if (code !== 0) return { code, log, cells: null };
  const out = JSON.parse(readFileSync(join(folder, 'out.ipynb'), 'utf8')) as { cells: Cell[] };
  return { code, log, cells: out.cells };
}

describe('nbconvert --execute', () => {
  test('writes a notebook that succeeds, with outputs and numbers', async () => {
    const { code, cells } = await convert(['const n = 2;\nconsole.log("hello")', 'n * 2']);
    expect(code).toBe(0);
    expect(cells!.map((cell) => cell.execution_count)).toEqual([1, 2]);
    expect(cells![0]!.outputs).toMatchObject([{ output_type: 'stream', name: 'stdout', text: ['hello\n'] }]);
    expect(cells![1]!.outputs).toMatchObject([
      { output_type: 'execute_result', data: { 'text/plain': ['4'] } },
    ]);
  });

  test.each([
    ['throws', 'const one = 1;\nthrow new Error("thrown here");', /> 2 \| throw new Error\("thrown here"\);/],
    ['has a type error', 'const n: number = "s";', /Cell \[2\]:1:7 - error TS2322/],
    ['awaits a rejection', 'await Promise.reject(new Error("rejected"));', /Error: rejected/],
    ['leaves a rejection unhandled', 'void Promise.reject(new Error("floating"));', /Error: floating/],
    ['calls process.exit(0)', 'process.exit(0);', /ProcessExit: process\.exit\(0\) would end the kernel/],
    ['kills the kernel', 'process.kill(process.pid, "SIGKILL");', /Kernel died/],
  ])('exits with 1 and names the error where a cell %s', async (_what, cell, message) => {
    const { code, log } = await convert(['"before"', cell, '"after"']);
    expect(code).toBe(1);
    expect(log).toMatch(message);
  });

  test('exits with 1 where the last cell leaves behind what fails soon after it', async () => {
    const { code, log } = await convert(['setTimeout(() => { throw new Error("too late?") }, 30); null']);
    expect(code).toBe(1);
    expect(log).toContain('Error: too late?');
  });

  test('exits with 1 where a cell never ends, in the time that it is given', async () => {
    const { code, log } = await convert(['while (true);'], '--ExecutePreprocessor.timeout=3');
    expect(code).toBe(1);
    expect(log).toContain('CellTimeoutError');
  });

  test('interrupts a cell that never ends, where it is told to', async () => {
    const options = ['--ExecutePreprocessor.timeout=3', '--ExecutePreprocessor.interrupt_on_timeout=True'];
    const { code, log } = await convert(['let n = 0;\nwhile (true) n++;'], ...options);
    expect(code).toBe(1);
    expect(log).toMatch(/> 2 \| while \(true\) n\+\+;/);
  });
});

const failing = ['throw new Error("one")', 'console.log("runs")', 'const n: number = "two"', '"the end"'];
const recorded = (cells: readonly Cell[]) =>
  cells.map(({ outputs }) => outputs.map((output) => output.ename ?? output.output_type));

test('with --allow-errors every cell runs and every error is recorded', async () => {
  const { code, cells } = await convert(failing, '--allow-errors');
  expect(code).toBe(0);
  expect(recorded(cells!)).toEqual([['Error'], ['stream'], ['CompileError'], ['execute_result']]);
  expect(cells![0]!.outputs[0]).toMatchObject({ output_type: 'error', evalue: 'one' });
});

test('the tag raises-exception lets its cell fail, later cells run, and one without it fails the run', async () => {
  const expected = { source: 'throw new Error("expected")', tags: ['raises-exception'] };
  const { code, cells } = await convert([expected, '"runs"']);
  expect(code).toBe(0);
  expect(recorded(cells!)).toEqual([['Error'], ['execute_result']]);
  const second = await convert([expected, '"runs"', 'throw new Error("not expected")']);
  expect(second.code).toBe(1);
  expect(second.log).toContain('Error: not expected');
});
