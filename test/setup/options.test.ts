import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { HELP, parseOptions } from '../../scripts/setup/options.mjs';
import { copyProject, remove, setUp } from './project.js';

it('takes a route to TensorFlow in both spellings', () => {
  expect(parseOptions(['--native=wheel']).native).toBe('wheel');
  expect(parseOptions(['--native', 'prebuilt']).native).toBe('prebuilt');
  expect(parseOptions([]).native).toBeUndefined();
});

it.each([
  [['--natve=wheel'], "Unknown option '--natve'."],
  [['wheel'], "Unexpected argument 'wheel'."],
  [['--native=source'], "--native takes prebuilt or wheel, not 'source'."],
  [['--native'], "Option '--native <value>' argument missing."],
  [['--verbose=yes'], "Option '--verbose' does not take an argument."],
])('ends with exit code 2 for %j, says what is wrong and what can be said', async (args, message) => {
  const { code, output } = await setUp(paths.root, args);
  expect(code).toBe(2);
  expect(output).toBe(`${message}\n\n${HELP}\n`);
});

it('prints its help, and does nothing else', async () => {
  expect(await setUp(paths.root, ['--help'])).toMatchObject({ code: 0, output: `${HELP}\n` });
});

const bare = copyProject();
afterAll(() => {
  remove(path.dirname(bare));
});

it.each(['setup', 'start', 'notebooks', 'test', 'exercises'])(
  'npm run %s begins where no package is installed: it is what installs them',
  (command) => {
    const program = path.join('scripts', `${command}.mjs`);
    const { status, stderr } = spawnSync(process.execPath, [program, '--help'], {
      cwd: bare,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  },
);
