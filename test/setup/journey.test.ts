import {
  appendFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Project, projectPaths } from '../../scripts/paths.mjs';
import { listFiles } from '../../scripts/files.mjs';
import {
  copyProject,
  isOnline,
  lendTensorFlow,
  programsIn,
  remove,
  setUp,
  setUpWell,
  start,
  startSetUp,
  until,
} from './project.js';

// One copy of the project, set up for real, and what may happen to it then. Each test goes on from the one before.
let project: Project;
beforeAll(() => {
  project = projectPaths(copyProject());
});
afterAll(() => {
  remove(path.dirname(project.root));
});

// Set-up can't be tried without package registries; CI has to have them.
const isTried = process.env.CI === 'true' || isOnline();
beforeEach(({ skip }) => {
  if (!isTried) skip('no network: set-up itself is not tried');
});

const inState = (name: string) => path.join(project.state, name);
const logOf = (step: string) =>
  existsSync(inState(`${step}.log`)) ? readFileSync(inState(`${step}.log`), 'utf8') : '';
const isStamped = (step: string) => existsSync(inState(`${step}.json`));

/** Starts set-up, and ends it by a signal as soon as something is so. */
async function interrupt(
  when: (output: string) => boolean,
  signal: NodeJS.Signals,
  env: NodeJS.ProcessEnv = {},
) {
  for (const log of listFiles(project.state).filter((name) => name.endsWith('.log'))) remove(inState(log));
  const run = startSetUp(project.root, ['--native=wheel'], { ...process.env, ...env });
  let isOver = false;
  const ended = run.ended.finally(() => (isOver = true));
  await until('set-up came as far as it should', () => isOver || when(run.output), 200);
  expect(isOver, run.output).toBe(false);
  run.child.kill(signal);
  const outcome = await ended;
  await until('all that it started has ended', () => programsIn(project.root).length === 0, 15);
  return outcome;
}

describe('Set-up that is interrupted', () => {
  it('ends all that it started, says so, and leaves no stamp and no lock', async () => {
    const { code, output } = await interrupt(() => logOf('packages').includes('.tgz'), 'SIGINT');
    expect(code).toBe(130);
    expect(output).toMatch(/\nSet-up was interrupted\. The same command goes on with it\.\n$/);
    expect(readdirSync(project.state).filter((name) => !name.endsWith('.log'))).toEqual([]);
  });

  it('goes on from there, and when it is killed while it makes the environment', async () => {
    const { signal } = await interrupt(() => logOf('environment').includes('venv'), 'SIGKILL');
    expect(signal).toBe('SIGKILL');
    expect(isStamped('environment')).toBe(false);
  });

  it('and when it is killed while it installs Jupyter', async () => {
    await interrupt(() => logOf('jupyter').includes('Installing collected packages'), 'SIGKILL');
    expect(isStamped('jupyter')).toBe(false);
  });

  it('and makes the environment anew, since Jupyter may lie half in the old one', async () => {
    const before = lstatSync(project.python).ctimeMs;
    const production = { NODE_ENV: 'production', npm_config_omit: 'dev' }; // must not keep the compiler away
    await interrupt(() => isStamped('jupyter') && isStamped('packages'), 'SIGTERM', production);
    expect(existsSync(path.join(project.modules, 'typescript'))).toBe(true);
    expect(lstatSync(project.python).ctimeMs).toBeGreaterThan(before);
  });

  it('and when it is killed in the middle of the download of TensorFlow', async () => {
    remove(project.native); // it may have come far by now
    remove(inState('tensorflow.json'));
    await interrupt(() => /Progress [1-9]/.test(logOf('tensorflow')), 'SIGKILL', { PIP_NO_CACHE_DIR: '1' });
    expect(readdirSync(project.native)).toContain('partial');
  });

  it('and when it is killed while the addon is built and the library compiled', async () => {
    lendTensorFlow(project.root);
    remove(inState('library.json'));
    await interrupt(
      () => logOf('tensorflow').includes('CXX(target)') && logOf('library').includes('tsc'),
      'SIGKILL',
    );
    expect([isStamped('tensorflow'), isStamped('library')]).toEqual([false, false]);
  });

  it('and ends well at last, with nothing half done left', async () => {
    const { output } = await setUpWell(project.root, ['--native=wheel']);
    expect(output).toContain('Everything is set up.\n');
    const steps = ['engine', 'environment', 'jupyter', 'library', 'notebooks', 'packages', 'tensorflow'];
    const isLog = (name: string) => name.endsWith('.log');
    expect(readdirSync(project.state).filter((name) => !isLog(name))).toEqual(
      steps.map((step) => `${step}.json`),
    );
    expect(readdirSync(project.native).map((name) => name.split('-')[0])).toEqual([
      'addon',
      'route',
      'tensorflow',
    ]);
  });
});

describe('What was set up', () => {
  it('is TensorFlow, the library and a kernel that Jupyter knows, all of this folder', async () => {
    const script = `const vg = require('vanishing-gradients'); console.log(require.resolve('vanishing-gradients'), typeof vg.mlp)`;
    const { output } = await start(['-e', script], { cwd: project.root }).ended;
    expect(output.trim()).toBe(`${path.join(project.dist, 'index.js')} function`);
    const kernel = path.join(project.venv, 'share/jupyter/kernels/tslab/kernel.json');
    expect(JSON.parse(readFileSync(kernel, 'utf8'))).toMatchObject({
      argv: expect.arrayContaining([
        process.execPath,
        path.join(project.dist, 'kernel', 'launch.js'),
      ]) as string[],
      display_name: 'TypeScript',
      language: 'typescript',
      interrupt_mode: 'message',
    });
  });

  it('is left as it is the second time, which takes less than two seconds and no network', async () => {
    // Not the time of a file's last change of any kind: it moves when another test removes its own link to the same file.
    const snapshot = () =>
      listFiles(project.root).map((name) => {
        const { mtimeMs, ino } = lstatSync(path.join(project.root, name));
        return [name, mtimeMs, ino];
      });
    const before = snapshot();
    const nowhere = 'http://127.0.0.1:9';
    const offline = {
      HTTPS_PROXY: nowhere,
      HTTP_PROXY: nowhere,
      npm_config_registry: nowhere,
      PIP_INDEX_URL: nowhere,
    };
    const { output, seconds } = await setUpWell(project.root, [], { ...process.env, ...offline });
    expect(output).toBe('Everything is set up.\n');
    expect(seconds).toBeLessThan(2);
    expect(snapshot()).toEqual(before);
  });

  it('is made again where it was deleted, only that, and once where two ask for it: the second one says that it waits', async () => {
    remove(project.dist);
    remove(path.join(project.venv, 'share/jupyter/kernels'));
    const both = [startSetUp(project.root), startSetUp(project.root)];
    const [first, second] = (await Promise.all(both.map(({ ended }) => ended))).toSorted(
      (a, b) => Number(a.output.includes('Another')) - Number(b.output.includes('Another')),
    );
    expect([first?.code, second?.code]).toEqual([0, 0]);
    expect(first?.output.match(/^\[.*: /gm)?.toSorted()).toEqual([
      '[1/2] Library: ',
      '[2/2] Kernel and pages: ',
    ]);
    expect(first?.output).toMatch(/^\[1\/2\] Library …\n.*\nEverything is set up.\n$/s);
    expect(second?.output).toMatch(
      /^Another set-up works in this folder \(process \d+\); waiting for it\.\nEverything is set up.\n$/,
    );
  });
});

describe('When a source changes', () => {
  it('an error in it is told by file and line, and what was compiled before stays', async () => {
    const source = path.join(project.root, 'src', 'mistaken.ts');
    const compiled = path.join(project.dist, 'index.js');
    const before = lstatSync(compiled).ctimeMs;
    writeFileSync(source, "export const one: number = 'one';\n");
    const { code, output } = await setUp(project.root);
    expect(code).toBe(1);
    expect(output).toMatch(
      / {2}\| src\/mistaken\.ts\(1,14\): error TS2322: .*\nCorrect what the compiler found in src\.\n/,
    );
    expect(output).not.toMatch(/^ +at /m);
    expect(lstatSync(compiled).ctimeMs).toBe(before);
    remove(source);
  });

  it('the library is compiled again, and what is left of a deleted source goes', async () => {
    const leftovers = ['deleted.js', 'deleted.js.map', 'deleted.d.ts'].map((name) =>
      path.join(project.dist, name),
    );
    for (const file of leftovers) writeFileSync(file, '');
    appendFileSync(path.join(project.root, 'src', 'index.ts'), '// changed\n');
    const { output } = await setUpWell(project.root);
    expect(output).toContain('[1/1] Library: ');
    expect(leftovers.filter((file) => existsSync(file))).toEqual([]);
  });
});

it('A project that was moved gets an environment of its own path, and keeps the rest', async () => {
  const moved = `${project.root}, moved`;
  renameSync(project.root, moved);
  project = projectPaths(moved);
  const { output } = await interrupt((said) => said.includes('TensorFlow: '), 'SIGTERM');
  expect(output).toMatch(/^\[1\/5\] Python environment …\n/);
  expect(readFileSync(path.join(project.bin, 'pip'), 'utf8')).toContain(moved);
  expect(isStamped('library')).toBe(true);
});
