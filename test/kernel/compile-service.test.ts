// Kernels whose cells the service compiles: a notebook must not see the difference, and must do without it at any time.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { startCompileService } from '../../scripts/compile-service.mjs';
import { writeFiles } from './support/cells';
import { compilesItself, temporaryFolder } from './support/environment';
import { Kernel } from './support/kernel';

type Service = Awaited<ReturnType<typeof startCompileService>>;
let service: Service;
/** Whether a test has ended the service, or stopped it: the next one gets a new one. */
let isSpent = true;
const kernels: Kernel[] = [];

const start = async (env: Record<string, string> = service.env, folder = temporaryFolder()) => {
  const kernel = await Kernel.start({ folder, env });
  kernels.push(kernel);
  return kernel;
};

beforeEach(async () => {
  if (!isSpent) return;
  service = await startCompileService({}); // of its own
  await service.ready;
  isSpent = false;
});
afterEach(async () => {
  if (isSpent) service.stop();
  await Promise.all(kernels.splice(0).map((kernel) => kernel.shutdown()));
});
afterAll(() => {
  service.stop();
});

const kill = (): void => {
  isSpent = true;
  process.kill(service.pid!, 'SIGKILL');
};

/** Expects what a kernel is asked to wait for as long as the service is stopped; gives the answer. */
async function answeredByService<T>(ask: () => Promise<T>): Promise<T> {
  isSpent = true;
  process.kill(service.pid!, 'SIGSTOP');
  const waiting = ask();
  const pause = new Promise((resolve) => setTimeout(resolve, 1500, 'nothing yet'));
  expect(await Promise.race([waiting, pause])).toBe('nothing yet');
  process.kill(service.pid!, 'SIGCONT');
  isSpent = false;
  return waiting;
}

const cells = [
  'const scale = 3; interface Point { x: number }',
  'const at = (p: Point): number => p.x * scale;\nat({ x: 2 })',
  'at("two");\nat({ x: missing })',
  'let unreached: number = (() => { throw new RangeError("on purpose"); })()',
  'await (Promise.resolve(scale))',
  '/** @browser */ document.title',
  "import { sep } from 'node:path';\n({ sep, scale })",
  // Ends of a line for JavaScript, and for Node's readline.
  "const ends = 'a\u2028b\u2029c'; ends.split('').map((one) => one.charCodeAt(0))",
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
  const [asked, own] = await Promise.all([start().then(run), start(compilesItself).then(run)]);
  expect(asked).toEqual(own);
  expect(asked.map(({ error }) => error?.ename)).toEqual([
    undefined,
    undefined,
    'CompileError',
    'RangeError',
    undefined,
    'CompileError',
    undefined,
    undefined,
  ]);
});

test('It is the service that compiles: while it is stopped, a cell waits', async () => {
  const kernel = await start();
  await kernel.execute('1');
  expect((await answeredByService(() => kernel.execute('40 + 2'))).result).toBe('42');
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
  kill();
  expect((await kernel.execute('half(kept.n)')).result).toBe('4');
  expect((await kernel.execute('half("8")')).error!.evalue).toContain('not assignable');
  expect((await kernel.execute("import * as again from './own';\nagain.half(3)")).result).toBe('1.5');
});

test('A new kernel knows the types that a library has by then', async () => {
  const folder = temporaryFolder();
  const declare = (type: string): void => {
    writeFiles(folder, { 'node_modules/scales/index.d.ts': `export declare const scale: ${type};` });
  };
  writeFiles(folder, { 'node_modules/scales/index.js': 'exports.scale = 8;' });
  const code = "import { scale } from 'scales';\nconst text: string = scale;";
  declare('number');
  const before = await start(service.env, folder);
  expect((await before.execute(code)).error!.evalue).toContain("Type 'number' is not assignable");
  declare('boolean');
  const after = await start(service.env, folder);
  expect((await after.execute(code)).error!.evalue).toContain("Type 'boolean' is not assignable");
});

test.each(['an earlier build', undefined])('It hangs up on a kernel of another build: %s', async (build) => {
  const socket = connect(Object.values(service.env)[0]!)
    .on('error', () => undefined)
    .resume();
  socket.write(`${JSON.stringify({ folder: temporaryFolder(), build })}\n`);
  await once(socket, 'close');
});

test.each(['complete', 'inspect'])('It is the service that answers %s_request as well', async (kind) => {
  const kernel = await start();
  await kernel.execute('const weights = 1');
  const asked = { code: 'weights', cursor_pos: 7, detail_level: 0 };
  const answer = await answeredByService(() => kernel.request(`${kind}_request`, asked));
  expect(JSON.stringify(answer)).toContain('weights');
});

test.each([false, true])(
  'Completion and inspection know what was compiled; the service is gone: %s',
  async (isGone) => {
    const kernel = await start();
    await kernel.execute('const weights = { first: 1, second: 2 };');
    if (isGone) kill();
    const { matches } = await kernel.request('complete_request', { code: 'weights.', cursor_pos: 8 });
    expect(matches).toEqual(['first', 'second']);
    const { data } = await kernel.request('inspect_request', {
      code: 'weights',
      cursor_pos: 3,
      detail_level: 0,
    });
    expect(JSON.stringify(data)).toContain('first: number');
  },
);

test('An address where nobody listens does no harm', async () => {
  const [variable] = Object.keys(service.env);
  const kernel = await start({ [variable!]: join(temporaryFolder(), 'nobody.sock') });
  expect((await kernel.execute('6 * 7')).result).toBe('42');
});
