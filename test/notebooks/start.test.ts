// npm start, without a browser.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadFromDist } from '../../scripts/dist.mjs';
import { paths } from '../../scripts/paths.mjs';
import { Running, temporaryFolder, until } from './support.js';

const folder = temporaryFolder('start');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const { addressVariable } = loadFromDist('kernel/compile-service/protocol.js') as { addressVariable: string };

const start = (...args: string[]): Running =>
  new Running(
    spawn(process.execPath, [path.join(paths.root, 'scripts', 'start.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, JUPYTER_RUNTIME_DIR: folder, [addressVariable]: '' },
    }),
  );

it('Says where the course is, serves it there, and ends at Ctrl-C with 0', async () => {
  const server = start('--no-browser', '--port', '9481');
  const address = await until('the address', () => /^ +(http:\S+)$/m.exec(server.output)?.[1], 90);
  expect(address).toMatch(
    /^http:\/\/localhost:9481\/lab\/tree\/notebooks\/00-opening-example\.ipynb\?token=\w+$/,
  );
  const { searchParams } = new URL(address);
  const ask = async (token: string): Promise<number> =>
    (await fetch(`http://localhost:9481/api/contents/README.md?content=0&token=${token}`)).status;
  expect(await ask(searchParams.get('token')!)).toBe(200);
  expect(await ask('wrong')).toBe(403);
  server.child.kill('SIGINT');
  expect((await server.ended).code).toBe(0);
  expect(server.output).not.toMatch(/Traceback|Error/);
});

// Only Linux shows the environment of another process.
it.runIf(process.platform === 'linux')(
  'Has one compile service for all kernels, as long as it runs',
  async () => {
    const server = start('--no-browser', '--port', '9484');
    await until('the address', () => /^ +(http:\S+)$/m.exec(server.output)?.[1], 90);
    const { pid } = server.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const lab = children.find((child) =>
      readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('jupyterlab'),
    )!;
    const given = readFileSync(`/proc/${lab}/environ`, 'utf8').split('\0');
    const address = given.find((line) => line.startsWith(`${addressVariable}=`))!.split('=')[1]!;
    expect(existsSync(address)).toBe(true);
    server.child.kill('SIGINT');
    expect((await server.ended).code).toBe(0);
    expect(existsSync(address)).toBe(false);
  },
);

it('Hands on what JupyterLab says of an option that it does not take', async () => {
  const { code, output } = await start('--port', 'many').ended;
  expect(code).not.toBe(0);
  expect(output).toContain('port');
  expect(output).not.toContain('The course is open');
});

it('Says with --help what can be said', async () => {
  const { code, output } = await start('--help').ended;
  expect(code).toBe(0);
  expect(output).toMatch(/^npm start \[-- OPTIONS…\]/);
});
