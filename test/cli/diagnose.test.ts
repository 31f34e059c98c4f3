// The command `vanishing-gradients diagnose`, as a CI job runs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../../src';

const command = path.join(import.meta.dirname, '../../dist/cli/main.js');
let folder: string;

/** Runs the command in the folder of the models. */
function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return { code: status, out: stdout, err: stderr };
}

async function save(name: string, ...layers: tf.layers.Layer[]): Promise<void> {
  const model = tf.sequential({ layers });
  await model.save(`file://${path.join(folder, name)}`);
  model.dispose();
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'diagnose-'));
  const hidden = () => tf.layers.dense({ units: 16, activation: 'relu', inputShape: [2] });
  await save('softmax', hidden(), tf.layers.dense({ units: 1, activation: 'softmax' }));
  await save('sigmoid', hidden(), tf.layers.dense({ units: 1, activation: 'sigmoid' }));
  // Two classes on either side of a line.
  const rows = Array.from({ length: 200 }, (_, i) => {
    const [a, b] = [Math.sin(3 * i), Math.cos(7 * i)];
    return `${a},${b},${a + b > 0 ? 'yes' : 'no'}`;
  });
  writeFileSync(path.join(folder, 'data.csv'), `a,b,label\n${rows.join('\n')}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const learning = ['--loss', 'binaryCrossentropy', '--optimizer', 'adam', '--learning-rate', '0.01'];

describe('vanishing-gradients diagnose', () => {
  it('ends with 1 on a network that will not train, and says why', () => {
    const { code, out } = run('diagnose', 'softmax/model.json', '--data', 'data.csv', ...learning);
    expect(code).toBe(1);
    expect(out).toMatch(/softmax over one unit/);
  });

  it('ends with 0 on a network that trains', () => {
    const { code, out, err } = run('diagnose', 'sigmoid/model.json', '--data', 'data.csv', ...learning);
    expect(err).toBe('');
    expect({ code, out }).toMatchObject({ code: 0 });
  });

  it('writes SARIF for a CI system, with the rule, the level and the model', () => {
    const { code } = run(
      ...['diagnose', 'softmax/model.json', '--data', 'data.csv', '--until', 'plan', ...learning],
      ...['--format', 'sarif', '--output', 'log.sarif', '--fail-on', 'never'],
    );
    expect(code).toBe(0);
    const { version, runs } = JSON.parse(readFileSync(path.join(folder, 'log.sarif'), 'utf8')) as {
      version: string;
      runs: { results: unknown[] }[];
    };
    expect(version).toBe('2.1.0');
    expect(runs[0]!.results[0]).toMatchObject({
      ruleId: 'softmax-on-one-unit',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'softmax/model.json' } } }],
    });
  });

  it.each([
    [['diagnose'], /takes one model; got 0/],
    [['diagnose', 'softmax/model.json'], /needs --data FILE/],
    [['diagnose', 'none.json', '--data', 'data.csv'], /there is no file none\.json/],
    [['diagnose', 'data.csv', '--data', 'data.csv'], /no model that tf\.loadLayersModel can load/],
    [
      ['diagnose', 'softmax/model.json', '--data', 'data.csv', '--target', 'c'],
      /no column 'c'; it has a, b, label/,
    ],
    [
      ['diagnose', 'softmax/model.json', '--data', 'data.csv', '--target', 'a'],
      /column 'label' must be numbers/,
    ],
    [
      ['diagnose', 'softmax/model.json', '--data', 'data.csv', '--seeds', 'few'],
      /--seeds takes a number; got 'few'/,
    ],
    [
      ['diagnose', 'softmax/model.json', '--data', 'data.csv', '--fail-on', 'all'],
      /takes error, warning, never/,
    ],
    [['diagnose', 'softmax/model.json', '--data', 'data.csv', '--loss', 'mse'], /loss 'mse' is not one of/],
    [['cure'], /there is no command 'cure'/],
  ])('ends with 2 and a sentence for %j', (args, message) => {
    const { code, out, err } = run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
