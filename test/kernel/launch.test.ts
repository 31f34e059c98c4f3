// The launcher's command line.
import { execFile, spawn } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, paths, temporaryFolder } from './support/environment';

const folder = temporaryFolder();

function launch(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, [join(paths.dist, 'kernel', 'launch.js'), ...args]);
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stderr })));
}

const connection = {
  transport: 'tcp',
  ip: '127.0.0.1',
  shell_port: 1,
  iopub_port: 2,
  stdin_port: 3,
  control_port: 4,
  hb_port: 5,
  key: 'secret',
  signature_scheme: 'hmac-sha256',
};

async function launchWith(content: string): Promise<{ code: number | null; stderr: string }> {
  const file = join(folder, 'connection.json');
  writeFileSync(file, content);
  return launch(file);
}

describe('the launcher says what is wrong and exits with 2', () => {
  test('given no arguments', async () => {
    const { code, stderr } = await launch();
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^tslab kernel: a connection file expected\nusage: node launch\.js CONNECTION_FILE\n/,
    );
  });

  test('given a file that is not there', async () => {
    const { code, stderr } = await launch('/no/such/file.json');
    expect(code).toBe(2);
    expect(stderr).toBe(
      "tslab kernel: cannot read the connection file: ENOENT: no such file or directory, open '/no/such/file.json'\n",
    );
  });

  test.each([
    ['{"transport": "tcp"', /is not JSON: /],
    ['null', /holds no object$/m],
    ['{}', /has nothing as transport; it takes a string$/m],
    [
      JSON.stringify({ ...connection, transport: 'udp' }),
      /has "udp" as transport; it takes "tcp" or "ipc"$/m,
    ],
    [JSON.stringify({ ...connection, shell_port: '1' }), /has "1" as shell_port; it takes a port number$/m],
    [JSON.stringify({ ...connection, hb_port: 70000 }), /has 70000 as hb_port; it takes a port number$/m],
    [
      JSON.stringify({ ...connection, signature_scheme: 'md5' }),
      /has "md5" as signature_scheme; it takes "hmac-sha256"$/m,
    ],
    [JSON.stringify({ ...connection, key: 7 }), /has 7 as key; it takes a string$/m],
  ])('given the connection file %s', async (content, message) => {
    const { code, stderr } = await launchWith(content);
    expect(stderr).toMatch(message);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(code).toBe(2);
  });
});

test('a port that is taken ends the launcher with a message', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const ports = { shell_port: port, iopub_port: port, stdin_port: port, control_port: port, hb_port: port };
  const { code, stderr } = await launchWith(JSON.stringify({ ...connection, ...ports }));
  server.close();
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^tslab kernel: cannot listen on tcp:\/\/127\.0\.0\.1:\d+: Address already in use\n$/,
  );
});

/** Runs `jupyter run`, which passes the names of the files on to the kernel as well. */
function jupyterRun(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      paths.jupyter,
      ['run', '--kernel=tslab', ...args],
      { cwd: folder, env: environment },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

test('jupyter run executes the text of each file in its order, in one kernel', async () => {
  writeFileSync(join(folder, 'first.ts'), 'const half: number = 21;\nconsole.log(`first: ${half}`);\n');
  writeFileSync(join(folder, 'second.ts'), 'console.log(`both: ${2 * half}`);\n');
  const { code, stdout, stderr } = await jupyterRun('first.ts', 'second.ts');
  expect({ code, stdout }, stderr).toEqual({ code: 0, stdout: 'first: 21\nboth: 42\n' });
});

test('jupyter run fails where a file does, and shows why', async () => {
  writeFileSync(join(folder, 'broken.ts'), "throw new Error('not today');\n");
  const { code, stdout, stderr } = await jupyterRun('broken.ts');
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('not today');
});
