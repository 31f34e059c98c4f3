// Products of TensorFlow on the main thread while signals come: oneDNN uses the heap as a stack in them, and the frame of a handler
// would overwrite what lies below. Without protection, these programs end by "corrupted size vs. prev_size" within seconds.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAddon } from '../../src/backend/addon';

const root = join(import.meta.dirname, '..', '..');

/** Sums of gradients of a network that is wide enough, forty times. */
const PROGRAM = `
const { tf } = require('./dist/index.js');
const { Worker } = require('node:worker_threads');
let handled = 0;
process.on('SIGWINCH', () => handled++);
const signalling = process.argv[1] === 'signals' && new Worker(
  'setInterval(() => { for (let i = 0; i < 50; i++) process.kill(process.pid, "SIGWINCH"); }, 1)', { eval: true });
const model = tf.sequential();
for (let i = 0; i < 6; i++)
  model.add(tf.layers.dense({ units: 300, inputShape: [300], kernelInitializer: tf.initializers.heNormal({ seed: i + 1 }) }));
const x = tf.randomNormal([64, 300], 0, 1, 'float32', 1);
async function main() {
  const sums = [];
  for (let i = 0; i < 40; i++) {
    sums.push(tf.tidy(() => {
      const { grads } = tf.variableGrads(() => tf.mean(tf.square(model.apply(x))));
      return Object.values(grads).reduce((sum, grad) => sum + grad.sum().dataSync()[0], 0);
    }));
    await new Promise(setImmediate);
  }
  if (signalling) await signalling.terminate();
  console.log(JSON.stringify({ sums, handled: handled > 0 }));
}
main();
`;

const run = (argument: string): unknown =>
  JSON.parse(execFileSync(process.execPath, ['-e', PROGRAM, argument], { cwd: root, encoding: 'utf8' }));

test('the addon is there to protect the main thread', () => {
  expect(openAddon()).toBeTypeOf('object');
});

const calm = run('calm') as { sums: number[] };

test('signals reach their handlers, and change no number', () => {
  expect(run('signals')).toEqual({ sums: calm.sums, handled: true });
});

test('the profiler of Node, which works by signals, changes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  const args = ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=100', '-e', PROGRAM, 'calm'];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toEqual(calm);
  expect(readdirSync(folder)).toHaveLength(1);
  rmSync(folder, { recursive: true });
});

test.each(['SIGTERM', 'SIGINT'])('%s without a handler ends the process', (signal) => {
  const code = `require('./dist/index.js'); process.kill(process.pid, '${signal}'); setTimeout(() => {}, 10_000);`;
  expect(spawnSync(process.execPath, ['-e', code], { cwd: root }).signal).toBe(signal);
});

test('a child process blocks no signal', () => {
  const code = `require('./dist/index.js');
    console.log(require('node:child_process').execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' }));`;
  const status = execFileSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' });
  if (process.platform === 'linux') expect(/SigBlk:\s*(\w+)/.exec(status)?.[1]).toMatch(/^0+$/);
});
