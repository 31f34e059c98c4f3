// The box that submissions run in, without a submission: what code in it sees, and what it can't do.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { runArguments } from '../../scripts/exercises/container.mjs';
import { changedInDist, JUDGING } from '../../scripts/exercises/verify.mjs';
import { paths } from '../../scripts/paths.mjs';
import { Class } from './course.js';

const grading = path.join(paths.root, 'scripts', 'exercises', 'grading');
const folder = path.join(paths.notebooks, 'exercises', 'release', 'made-up');

/** The command line that runs JavaScript in the box. */
function boxed(code: string, files: Record<string, string> = {}): string[] {
  const program = `
import json, sys
sys.path.insert(0, ${JSON.stringify(grading)})
from box import boxed, working_bubblewrap
node, code, folder, files = json.loads(sys.argv[1])
print(json.dumps(boxed(working_bubblewrap(node), [node, "-e", code], folder=folder, files=files, environment={"HOME": "/tmp"})))`;
  const asked = JSON.stringify([process.execPath, code, folder, files]);
  return JSON.parse(execFileSync(paths.python, ['-c', program, asked], { encoding: 'utf8' })) as string[];
}

function inBox(code: string, files: Record<string, string> = {}): unknown {
  const [command, ...args] = boxed(`const fs = require('fs');\n${code}`, files);
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as unknown;
}
const tried = (what: string): string =>
  `console.log(JSON.stringify((() => { try { return ${what}; } catch (error) { return error.code; } })()));`;

describe('In the box', () => {
  it('are the library without the judge, packages, data, and an empty folder', () => {
    expect(inBox(`console.log(JSON.stringify(fs.readdirSync('${paths.root}').sort()));`)).toEqual(
      ['.native', 'data', 'dist', 'node_modules', 'notebooks', 'package.json'].filter(
        (name) => existsSync(path.join(paths.root, name)) || name === 'notebooks',
      ),
    );
    expect(inBox(tried('fs.readdirSync(".")'))).toEqual([]);
    expect(inBox(`console.log(JSON.stringify(process.cwd()));`)).toBe(folder);
    for (const covered of ['dist/judge', 'data/exercises'])
      expect(inBox(tried(`fs.readdirSync('${path.join(paths.root, covered)}')`))).toEqual([]);
    expect(inBox(`console.log(typeof require('${paths.root}').mlp === 'function');`)).toBe(true);
  });

  it('is what the assignment brings with it, to be read', () => {
    const file = path.join(paths.root, 'package.json');
    const files = { 'more/package.json': file };
    expect(inBox(tried('JSON.parse(fs.readFileSync("more/package.json", "utf8")).name'), files)).toBe(
      'vanishing-gradients',
    );
    expect(inBox(tried('fs.writeFileSync("more/package.json", "")'), files)).toBe('EROFS');
  });

  it.each([
    path.join(paths.notebooks, 'exercises', 'source'),
    path.join(paths.root, 'src'),
    path.join(paths.root, 'scripts'),
    path.join(paths.root, '.jupyter'),
    path.join(paths.root, '.venv'),
    path.join(paths.root, '.git'),
    '/root',
    '/home',
    '/var',
    '/etc/passwd',
    '/bin/sh',
    '/usr/bin/env',
    '/run/docker.sock',
  ])('is no %s', (place) => {
    expect(inBox(tried(`fs.existsSync('${place}')`))).toBe(false);
  });

  it.each(
    [
      '/',
      '/dev',
      '/dev/shm',
      '/run/jupyter',
      '/usr/lib',
      '/proc/sys/kernel',
      path.dirname(folder),
      paths.root,
      paths.dist,
      paths.modules,
    ].map((place) => [place]),
  )('nothing can be written to %s', (place) => {
    const file = path.join(place, 'something');
    const code = inBox(tried(`fs.writeFileSync('${file}', 'x'.repeat(8192))`));
    expect(['EROFS', 'EACCES', 'ENOENT', 'ENOSPC', 'EPERM']).toContain(code);
    expect(existsSync(file)).toBe(false);
  });

  it("none of the machine's settings can be opened to be written, not even where root grades", () => {
    const open = `
const writable = [];
const visit = (folder, depth) => {
  for (const name of fs.readdirSync(folder)) {
    const place = folder + '/' + name;
    try {
      const found = fs.lstatSync(place);
      if (found.isDirectory() && depth > 0) visit(place, depth - 1);
      if (found.isFile()) { fs.closeSync(fs.openSync(place, 'r+')); writable.push(place); }
    } catch {}
  }
};
visit('/proc', 0);
for (const folder of ['/proc/sys', '/proc/self', '/proc/1']) visit(folder, 5);
console.log(JSON.stringify(writable));`;
    expect(inBox(open)).toEqual([]);
  });

  it('nothing that can be written to is of this machine: what is written is gone with the box', () => {
    const mounts = inBox(
      `console.log(JSON.stringify(fs.readFileSync('/proc/self/mounts', 'utf8').trim().split('\\n')));`,
    ) as string[];
    const kinds = mounts
      .map((line) => line.split(' '))
      .filter(([, , , options]) => options!.split(',').includes('rw'))
      .map(([, place, kind, options]) => [place, kind, /\bsize=\d+/.exec(options!)?.[0]]);
    expect(kinds.filter(([place]) => !place!.startsWith('/dev/'))).toEqual([
      ['/tmp', 'tmpfs', 'size=62500'],
      [folder, 'tmpfs', 'size=62500'],
      ['/run/jupyter', 'tmpfs', 'size=4'],
    ]);
    expect(new Set(kinds.map(([, kind]) => kind))).toEqual(new Set(['devtmpfs', 'devpts', 'tmpfs']));
  });

  it('64 MB can be written to the folder and to /tmp, and no more', () => {
    const fill = (place: string): string =>
      tried(`Array.from({ length: 20 }, (_, i) => fs.writeFileSync('${place}/' + i, Buffer.alloc(8e6)))`);
    for (const place of ['.', '/tmp']) expect(inBox(fill(place))).toBe('ENOSPC');
    expect(existsSync(folder)).toBe(false);
  });

  it('is nobody else: two processes, no environment, no capability', () => {
    const processes = 'fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).length';
    expect(inBox(tried(processes))).toBe(2);
    expect(inBox(`console.log(JSON.stringify(Object.keys(process.env).sort()));`)).toEqual(['HOME', 'PWD']);
    const capabilities = 'fs.readFileSync("/proc/self/status", "utf8").match(/Cap(Eff|Prm|Bnd).*/g)';
    for (const line of inBox(tried(capabilities)) as string[]) expect(line).toMatch(/\t0+$/);
  });

  it('is no network: this machine can not be reached', async () => {
    let requests = 0;
    const server = createServer(() => requests++).listen(0);
    const { port } = server.address() as AddressInfo;
    const [command, ...args] = boxed(
      `fetch('http://127.0.0.1:${port}').catch((e) => console.log(e.cause.code))`,
    );
    const child = spawn(command, args);
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    await once(child, 'close');
    server.close();
    expect(said.trim()).toBe('ECONNREFUSED');
    expect(requests).toBe(0);
  });

  it('nothing goes on when it is ended, not even what has cut all ties', async () => {
    const name = `left-${process.pid}`;
    const code = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)', '${name}'], { detached: true, stdio: 'ignore' }).unref(); console.log('started'); setInterval(() => 0, 1000)`;
    const [command, ...args] = boxed(code);
    const child = spawn(command, args);
    await once(child.stdout, 'data');
    const isRunning = (): boolean =>
      readdirSync('/proc')
        .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid && Number(pid) !== child.pid)
        .some((pid) =>
          spawnSync('tr', ['\\0', ' '], { input: spawnSync('cat', [`/proc/${pid}/cmdline`]).stdout })
            .stdout.toString()
            .includes(`1000) ${name}`),
        );
    child.kill('SIGKILL');
    await wait(1000);
    expect(isRunning()).toBe(false);
  });
});

describe('The limits', () => {
  const excess = (code: string): unknown => {
    const program = `
import json, subprocess, sys, time
sys.path.insert(0, ${JSON.stringify(grading)})
from limits import Watch, limit
child = subprocess.Popen(json.loads(sys.argv[1]), preexec_fn=limit, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
watch = Watch(child.pid)
child.wait(timeout=120)
time.sleep(0.3)
watch.end()
print(json.dumps(watch.reason))`;
    const line = JSON.stringify(boxed(code));
    return JSON.parse(execFileSync(paths.python, ['-c', program, line], { encoding: 'utf8' })) as unknown;
  };

  it('end what takes too much memory or starts too many processes', () => {
    const take =
      'const all = []; for (let i = 0; i < 80; i++) all.push(Buffer.alloc(100 * 2 ** 20, 1)); setInterval(() => 0, 1000)';
    // One process may take 4 GB, all of them together 3: either ends it.
    expect([null, 'it took more than 3 GB of memory']).toContain(excess(take));
    const bomb =
      'setInterval(() => { for (let i = 0; i < 9; i++) require("child_process").spawn(process.execPath, ["-e", "setInterval(() => 0, 1000)"]) }, 50)';
    expect(excess(bomb)).toBe('it started more than 16 processes');
  });
});

describe('Where there is no isolation', () => {
  it('nothing is graded, and the reason is said', () => {
    const { status, stderr } = spawnSync(paths.python, [path.join(grading, 'box.py'), '/no/node'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('/no/node');
  });

  it('and where nobody wants it, that is said loudly', () => {
    const group = new Class('01-chain-rule-and-hooks');
    const { code, output } = group.run('grade', '--isolation', 'none');
    group.remove();
    expect(output).toContain('SUBMISSIONS RUN WITHOUT ISOLATION');
    expect(code).toBe(2); // nothing is handed in
  });

  it('a container has the course and no network, and the box inside of it', () => {
    const course = path.join(paths.notebooks, 'exercises');
    const typed = ['grade', '--isolation', 'container', '--course=x', '--workers', '3', '01'];
    expect(runArguments('image', course, typed)).toEqual([
      ...[
        'run',
        '--rm',
        '--privileged',
        '--network=none',
        '--volume',
        `${course}:/project/notebooks/exercises`,
      ],
      ...['image', 'grade', '--workers', '3', '01', '--isolation', 'bubblewrap'],
      ...['--course', '/project/notebooks/exercises'],
    ]);
  });
});

describe('What judges', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'project-'));
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('is what its sources say, until somebody changes it', () => {
    cpSync(path.join(paths.root, 'tsconfig.json'), path.join(root, 'tsconfig.json'));
    for (const source of JUDGING) {
      for (const place of [path.join('src', source), path.join('dist', source.replace(/\.ts$/, '.js'))])
        cpSync(path.join(paths.root, place), path.join(root, place), { recursive: true });
    }
    expect(changedInDist(root)).toEqual([]);
    appendFileSync(path.join(root, 'dist', 'exercises', 'verdict.js'), '\n');
    mkdirSync(path.join(root, 'dist', 'judge', 'node_modules'));
    writeFileSync(path.join(root, 'dist', 'judge', 'node_modules', 'index.js'), '');
    expect(changedInDist(root)).toEqual(['dist/exercises/verdict.js', 'dist/judge/node_modules/index.js']);
  });

  it('is all of the library that the judge loads', () => {
    const code = `
      for (const file of ['judge/judge', 'judge/table', 'exercises/wire']) require(${JSON.stringify(`${paths.dist}/`)} + file);
      console.log(JSON.stringify(Object.keys(require.cache)));`;
    const loaded = JSON.parse(execFileSync(process.execPath, ['-e', code], { encoding: 'utf8' })) as string[];
    const files = loaded
      .map((file) => path.relative(paths.dist, file))
      .filter((file) => !file.startsWith('..'));
    expect(files).toContain('judge/judge.js');
    const known = JUDGING.map((source) => source.replace(/\.ts$/, '.js'));
    expect(
      files.filter((file) => !known.some((name) => file === name || file.startsWith(`${name}/`))),
    ).toEqual([]);
  });
});
