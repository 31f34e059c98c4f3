// Kernels whose cells the service compiles: a notebook must not see the difference, and must do without it at any time.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCompileService } from '../../scripts/notebooks/compile-service.mjs';
import { temporaryFolder } from './support/environment';
import { Kernel } from './support/kernel';

let service: Awaited<ReturnType<typeof startCompileService>>;
const kernels: Kernel[] = [];

const start = async (env: Record<string, string> = service.env, folder = temporaryFolder()) => {
  const kernel = await Kernel.start({ folder, env });
  kernels.push(kernel);
  return kernel;
};

beforeEach(async () => {
  service = await startCompileService();
});
afterEach(async () => {
  await Promise.all(kernels.splice(0).map((kernel) => kernel.shutdown()));
  service.stop();
});

const cells = [
  'const scale = 3; interface Point { x: number }',
  'const at = (p: Point): number => p.x * scale;\nat({ x: 2 })',
  'at("two");\nat({ x: missing })',
  'let unreached: number = (() => { throw new RangeError("on purpose"); })()',
  'await (Promise.resolve(scale))',
  '/** @browser */ document.title',
  "import { sep } from 'node:path';\n({ sep, scale })",
];

test('Cells give the same results and errors, word for word, as in a kernel that compiles them itself', async () => {
  const run = async (kernel: Kernel) => {
    const seen = [];
    for (const cell of cells) {
      const { result, error, stdout } = await kernel.execute(cell);
      // The frames of the kernel's own code differ.
      const traceback = error?.traceback.replaceAll(/^.*dist.kernel.*$/gm, '');
      seen.push({ cell, result, error: error && { ...error, traceback }, stdout });
    }
    return seen;
  };
  const [asked, own] = await Promise.all([start().then(run), start({}).then(run)]);
  expect(asked).toEqual(own);
  expect(asked.map(({ error }) => error?.ename)).toEqual([
    undefined,
    undefined,
    'CompileError',
    'RangeError',
    undefined,
    'CompileError',
    undefined,
  ]);
});

test('It is the service that compiles: while it is stopped, a cell waits', async () => {
  const kernel = await start();
  await kernel.execute('1');
  process.kill(service.pid!, 'SIGSTOP');
  const waiting = kernel.execute('40 + 2');
  const pause = new Promise((resolve) => setTimeout(resolve, 1500, 'nothing yet'));
  expect(await Promise.race([waiting, pause])).toBe('nothing yet');
  process.kill(service.pid!, 'SIGCONT');
  expect((await waiting).result).toBe('42');
});

test('Two notebooks have their own variables, and their own files beside them', async () => {
  const folders = [temporaryFolder(), temporaryFolder()];
  folders.forEach((folder, i) => {
    writeFileSync(join(folder, 'beside.ts'), `export const who: string = 'notebook ${i}';`);
  });
  const [one, other] = await Promise.all(folders.map((folder) => start(service.env, folder)));
  await one.execute('const mine: number = 1');
  expect((await other.execute('mine')).error!.evalue).toContain("Cannot find name 'mine'");
  for (const [i, kernel] of [one, other].entries()) {
    const { result } = await kernel.execute("import { who } from './beside';\nwho");
    expect(result).toBe(`'notebook ${i}'`);
  }
});

test('Where the service ends, a notebook goes on with all that it had', async () => {
  const kernel = await start();
  await kernel.execute('/** @module own */ export const half = (x: number): number => x / 2;');
  await kernel.execute("const kept = { n: 8 }; import { half } from './own';");
  process.kill(service.pid!, 'SIGKILL');
  expect((await kernel.execute('half(kept.n)')).result).toBe('4');
  expect((await kernel.execute('half("8")')).error!.evalue).toContain('not assignable');
  expect((await kernel.execute("import * as again from './own';\nagain.half(3)")).result).toBe('1.5');
});

test('Completion and inspection know what the service has compiled', async () => {
  const kernel = await start();
  await kernel.execute('const weights = { first: 1, second: 2 };');
  const { matches } = await kernel.request('complete_request', { code: 'weights.', cursor_pos: 8 });
  expect(matches).toEqual(['first', 'second']);
  const { data } = await kernel.request('inspect_request', {
    code: 'weights',
    cursor_pos: 3,
    detail_level: 0,
  });
  expect(JSON.stringify(data)).toContain('first: number');
});

test('An address where nobody listens does no harm', async () => {
  const [variable] = Object.keys(service.env);
  const kernel = await start({ [variable!]: join(temporaryFolder(), 'nobody.sock') });
  expect((await kernel.execute('6 * 7')).result).toBe('42');
});
