// The notebooks under the kernel of a plain `tslab install`, which CI without this project's set-up would use.
import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFailures } from '../../scripts/notebooks/check.mjs';
import { paths } from '../../scripts/paths.mjs';
import { courseFiles, outputsOf } from './executed.js';
import { jupyter, read, runProgram, temporaryFolder } from './support.js';

const PLOTLY = 'application/vnd.plotly.v1+json';
const folder = temporaryFolder('plain');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  const tslab = path.join(paths.modules, 'tslab', 'bin', 'tslab');
  const args = [tslab, 'install', '--prefix', folder, '--python', paths.python];
  const { code, output } = await runProgram(process.execPath, args, folder);
  expect(code, output).toBe(0);
});

it.each([
  ['00-opening-example', 3],
  ['02-depth', 3],
])('%s', async (name, charts) => {
  copyFileSync(path.join(paths.notebooks, `${name}.ipynb`), path.join(folder, `${name}.ipynb`));
  const args = ['nbconvert', '--execute', '--to=notebook', `--output=${name}-executed`, `${name}.ipynb`];
  const { code, output } = await jupyter(args, folder, {
    JUPYTER_PATH: path.join(folder, 'share', 'jupyter'),
  });
  expect(output).not.toContain('Error');
  expect(code).toBe(0);

  const executed = path.join(folder, `${name}-executed.ipynb`);
  // Only the plain kernel leaves out the execution numbers, which shows that it ran.
  expect(findFailures(JSON.parse(read(executed)))).toMatchObject([{ ename: 'CellNotRunError' }]);
  const outputs = outputsOf(executed);
  expect(outputs.filter(({ data }) => data && PLOTLY in data).length).toBeGreaterThanOrEqual(charts);
  expect(
    outputs.filter(({ output_type, name: stream }) => output_type === 'error' || stream === 'stderr'),
  ).toEqual([]);
});

/** Code that plain tslab compiles wrongly: `{ a }` with an earlier cell's `a`, and an `await` with a parenthesis at top level. */
function pitfalls(code: string): string[] {
  const file = ts.createSourceFile('cell.ts', `${code}\nexport {};`, ts.ScriptTarget.Latest, true);
  const host = ts.createCompilerHost({});
  host.getSourceFile = (name) => (name === 'cell.ts' ? file : undefined);
  const options = { noLib: true, noResolve: true, target: ts.ScriptTarget.Latest };
  const checker = ts.createProgram(['cell.ts'], options, host).getTypeChecker();
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const isEarlier =
      ts.isShorthandPropertyAssignment(node) &&
      !checker.getShorthandAssignmentValueSymbol(node)?.declarations;
    if (isEarlier || (ts.isAwaitExpression(node) && ts.isParenthesizedExpression(node.expression)))
      found.push(node.parent.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

it('No notebook of the course has what only this project’s kernel compiles', () => {
  expect(pitfalls('const a = 1; ({ a, b }); await (f());')).toEqual(['{ a, b }', 'await (f());']);
  const found = courseFiles.flatMap((file) => {
    const { cells } = JSON.parse(read(file)) as { cells: { cell_type: string; source: string | string[] }[] };
    return cells
      .filter((cell) => cell.cell_type === 'code')
      .flatMap(({ source }) => pitfalls(typeof source === 'string' ? source : source.join('')))
      .map((code) => `${path.basename(file)}: ${code}`);
  });
  expect(found).toEqual([]);
});
