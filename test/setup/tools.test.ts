import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { installAdvice } from '../../scripts/setup/advice.mjs';
import { findNpm } from '../../scripts/setup/tools.mjs';
import { copyProject, copyWithLoans, folderForTest, linkOrCopy, remove, setUp, start } from './project.js';

/** The only folder on PATH. */
let bin: string;
let folder: string;
beforeEach(() => {
  folder = folderForTest();
  bin = path.join(folder, 'bin');
  mkdirSync(bin);
});

const fake = (name: string, script: string) => {
  writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
  chmodSync(path.join(bin, name), 0o755);
};
/** Puts programs of this machine on PATH. */
const keep = (...names: string[]) => {
  for (const name of names) {
    const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
    symlinkSync(stdout.trim(), path.join(bin, name));
  }
};
const onPath = () => ({
  ...process.env,
  PATH: bin,
  CXX: undefined,
  MAKE: undefined,
  npm_execpath: findNpm(),
});

/** Checks that the user reads a message and a remedy, and no stack trace. */
const expectOneClearMessage = (outcome: Awaited<ReturnType<typeof setUp>>, step: string, lines: string[]) => {
  const told = outcome.output.slice(outcome.output.indexOf('\nSet-up could not finish')).trim();
  expect(told.split('\n')).toEqual([`Set-up could not finish (step '${step}').`, ...lines]);
  expect(outcome.code).toBe(1);
};

describe('In a fresh copy', () => {
  let root: string;
  beforeAll(() => {
    root = copyProject();
    return () => {
      remove(path.dirname(root));
    };
  });

  it('a missing Python is told, with the command that gets it', async () => {
    expectOneClearMessage(await setUp(root, [], onPath()), 'Python environment', [
      'This project needs Python 3.10 or newer, and there is none on PATH.',
      installAdvice('python'),
    ]);
  });

  it('a Python that is too old is told', async () => {
    fake('python3', `echo '["/opt/python3", [3, 8, 10], true]'`);
    expectOneClearMessage(await setUp(root, [], onPath()), 'Python environment', [
      'This project needs Python 3.10 or newer, and this is Python 3.8.10 (/opt/python3).',
      installAdvice('python'),
    ]);
  });

  it('a Python without its module venv is told, also where there is an older one beside it', async () => {
    fake('python3', `echo '["/opt/python3", [3, 8, 10], true]'`);
    fake('python3.12', `echo '["/opt/python3.12", [3, 12, 1], false]'`);
    expectOneClearMessage(await setUp(root, [], onPath()), 'Python environment', [
      'Python 3.12.1 (/opt/python3.12) lacks its modules venv and ensurepip.',
      installAdvice('venv'),
    ]);
  });

  it('a program that goes by the name of Python and fails is passed over', async () => {
    fake('python3', 'echo "Python was not found" >&2; exit 9');
    fake('python', 'exit 1');
    const { code, output } = await setUp(root, [], onPath());
    expect(code).toBe(1);
    expect(output).toContain('and there is none on PATH.');
  });

  it('a network that is not there is told, with what was tried, what came of it and what to do', async () => {
    const nowhere = 'http://127.0.0.1:9';
    const env = { ...process.env, PIP_CONFIG_FILE: devNull, PIP_FIND_LINKS: '', PIP_RETRIES: '0' };
    const { code, output } = await setUp(root, [], { ...env, HTTPS_PROXY: nowhere, PIP_INDEX_URL: nowhere });
    expect(code).toBe(1);
    expect(output).toMatch(
      /\nSet-up could not finish \(step 'Python environment'\)\.\n'.*python' -m pip .*install pip==/,
    );
    expect(output).toMatch(
      /\nfailed with exit code 1\n( {2}\| .*\n)* {2}\| ERROR: No matching distribution found for pip==/,
    );
    expect(output).toMatch(/\nIs the network there .*\nAll that it printed: \.setup\/environment\.log\n$/);
  });

  it('a folder that may not be written is told', async () => {
    writeFileSync(path.join(root, '.setup-is-a-file'), '');
    remove(path.join(root, '.setup'));
    symlinkSync('.setup-is-a-file', path.join(root, '.setup'));
    const { code, output } = await setUp(root);
    remove(path.join(root, '.setup'));
    expect(code).toBe(1);
    expect(output).toMatch(/^\nSet-up could not finish\.\nE[A-Z]+: [^\n]+\n$/);
  });
});

describe('Where the addon has to be built', () => {
  let root: string;
  beforeAll(() => {
    root = copyWithLoans();
  });
  afterAll(() => {
    remove(path.dirname(root));
  });

  it.each([
    ['C++ compiler and no make', []],
    ['C++ compiler', ['make']],
    ['make', ['g++']],
  ])('a missing %s is told before anything is downloaded', async (missing, kept) => {
    keep(...kept);
    expectOneClearMessage(await setUp(root, ['--native=wheel'], onPath()), 'TensorFlow', [
      `TensorFlow's addon for Node has to be built, and there is no ${missing} here.`,
      installAdvice('compiler'),
    ]);
  });
});

describe('A Node that is too old', () => {
  const pretend = (version: string) =>
    `data:text/javascript,${encodeURIComponent(
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`,
    )}`;

  it.each(['12.22.0', '18.20.8', '20.18.3'])('(%s) is told', async (version) => {
    const args = ['--import', pretend(version), path.join(paths.root, 'scripts/setup.mjs')];
    const { code, output } = await start(args, { cwd: paths.root }).ended;
    expect(code).toBe(1);
    expect(output).toMatch(
      /^This project needs Node 20\.19 or newer, and this is Node [\d.]+\.\nGet a newer one from .*\n.*nvm.*\n.*brew.*\n.*winget.*\n$/,
    );
    expect(output).toContain(`this is Node ${version}.`);
  });

  it.each(['20.19.0', '22.1.0', '26.0.0'])('(not %s) is told', async (version) => {
    const args = ['--import', pretend(version), path.join(paths.root, 'scripts/setup.mjs'), '--help'];
    expect(await start(args, { cwd: paths.root }).ended).toMatchObject({ code: 0 });
  });
});

describe('With Node alone in a folder', () => {
  let node: string;
  beforeEach(() => {
    node = path.join(bin, 'node');
    linkOrCopy(realpathSync(process.execPath), node);
  });

  it('a missing npm is told', async () => {
    const root = copyProject();
    const env = { ...onPath(), npm_execpath: undefined };
    const args = [path.join(root, 'scripts', 'setup.mjs')];
    expectOneClearMessage(await start(args, { cwd: root, env, node }).ended, 'npm packages', [
      'There is no npm here; it usually comes with Node.',
      installAdvice('npm'),
    ]);
    remove(path.dirname(root));
  });

  it("Node's headers are taken from beside it, where they are for its version", async () => {
    const tools = JSON.stringify(path.join(paths.root, 'scripts/setup/tools.mjs'));
    const script = `import { findNodeHeaders } from ${tools}; console.log(findNodeHeaders())`;
    const find = async () =>
      (await start(['--input-type=module', '-e', script], { cwd: folder, node }).ended).output.trim();
    const writeHeader = (major: string) => {
      mkdirSync(path.join(folder, 'include/node'), { recursive: true });
      writeFileSync(
        path.join(folder, 'include/node/node_version.h'),
        `#define NODE_MAJOR_VERSION ${major}\n`,
      );
    };
    expect(await find()).toBe('undefined');
    writeHeader('4');
    expect(await find()).toBe('undefined');
    writeHeader(process.versions.node.split('.')[0]!);
    expect(await find()).toBe(folder);
  });
});

describe('npm is found', () => {
  it('as the one that runs set-up, unless that is another package manager', () => {
    const npm = findNpm();
    const other = path.join(folder, 'yarn.js');
    writeFileSync(other, '');
    expect(path.basename(npm)).toBe('npm-cli.js');
    expect(findNpm({ ...process.env, npm_execpath: npm })).toBe(npm);
    expect(findNpm({ ...process.env, npm_execpath: other })).toBe(npm);
  });
});
