// The course itself, headless.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { failuresOf } from '../../scripts/notebooks/check.mjs';
import { paths } from '../../scripts/paths.mjs';
import { courseFiles, executeCourse, executedFile, outputsOf, WAIT } from './executed.js';
import { jupyter, lastLine, read, temporaryFolder } from './support.js';

const out = temporaryFolder('stock');
const first = '00-opening-example';
afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

it(
  'Every notebook of the course runs to its end, and says nothing on standard error',
  async () => {
    const { code, output } = await executeCourse();
    expect(output).not.toContain('✗');
    expect(code).toBe(0);
    expect(lastLine(output)).toMatch(new RegExp(`^${courseFiles.length} notebooks? passed, 0 failed`));
    for (const file of courseFiles) {
      const outputs = outputsOf(executedFile(file));
      expect(outputs.length).toBeGreaterThan(0);
      expect(outputs.filter(({ name }) => name === 'stderr')).toEqual([]);
    }
  },
  WAIT,
);

it('The notebooks are committed without outputs', () => {
  for (const file of courseFiles) expect(outputsOf(file)).toEqual([]);
});

it('The opening example runs under the kernel of a plain `tslab install` too', async () => {
  const kernels = path.join(out, 'kernels', 'tslab');
  mkdirSync(kernels, { recursive: true });
  const argv = ['tslab', 'kernel', '--config-path', '{connection_file}']; // as `tslab install` writes it
  writeFileSync(
    path.join(kernels, 'kernel.json'),
    JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }),
  );
  const folder = temporaryFolder('plain');
  copyFileSync(path.join(paths.notebooks, `${first}.ipynb`), path.join(folder, `${first}.ipynb`));
  const args = ['nbconvert', '--execute', '--to', 'notebook', '--output', 'executed', `${first}.ipynb`];
  const { code, output } = await jupyter(args, folder, { JUPYTER_PATH: out });
  expect(output).not.toContain('Error');
  expect(code).toBe(0);

  const executed = path.join(folder, 'executed.ipynb');
  // That it was the plain kernel shows in what only that one leaves out: the execution numbers.
  expect(failuresOf(JSON.parse(read(executed)))).toMatchObject([{ ename: 'CellNotRunError' }]);
  const charts = outputsOf(executed).filter(({ data }) => data && 'application/vnd.plotly.v1+json' in data);
  expect(charts.length).toBeGreaterThanOrEqual(3);
  expect(outputsOf(executed).filter(({ output_type }) => output_type === 'error')).toEqual([]);
  rmSync(folder, { recursive: true });
});
