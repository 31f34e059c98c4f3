// TensorFlow.js in cells: it starts quietly, and an interrupt in the middle of training leaves it in order.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import settings from '../../src/tensorflow-environment.json';
import { paths } from './support/environment';
import { Kernel, sleep } from './support/kernel';

let kernel: Kernel;
beforeAll(async () => {
  kernel = await Kernel.start({ folder: paths.notebooks });
});
afterAll(() => kernel.shutdown());

test('TensorFlow starts without a word on standard error', async () => {
  const { reply, stderr, result } = await kernel.execute(
    'import * as tf from "@tensorflow/tfjs-node"; tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).arraySync()',
  );
  expect(reply.status).toBe('ok');
  expect(result).toBe('[ [ 2, 2 ], [ 2, 2 ] ]');
  expect(stderr).toBe('');
  expect(kernel.log).toBe('');
});

test('a cell that imports TensorFlow.js itself gets every setting of TensorFlow that the library makes', async () => {
  for (const [name, { value }] of Object.entries(settings))
    expect((await kernel.execute(`process.env.${name}`)).result, name).toBe(`'${value}'`);
});

test('no handler of a signal runs on the main thread, whose products of TensorFlow it would corrupt', async () => {
  const blocked = async (status: string) =>
    (await kernel.execute(`/SigBlk:\\s*(\\w+)/.exec(${status})![1]`)).result;
  await kernel.execute('import { readFileSync } from "fs"; import { execSync } from "child_process";');
  expect(await blocked('readFileSync("/proc/self/status", "utf8")')).toMatch(/[1-9a-f]/);
  expect(await blocked('execSync("cat /proc/self/status", { encoding: "utf8" })')).toMatch(/^'0+'$/);
});

test('a tensor of one rank is a tensor, and none of another rank', async () => {
  const evalueOf = async (code: string) => (await kernel.execute(code)).error?.evalue;
  expect(await evalueOf('const flat = tf.tensor1d([1, 2]); const any: tf.Tensor = flat;')).toBeUndefined();
  expect(await evalueOf('const list: tf.Tensor[] = [flat, tf.scalar(1)];')).toBeUndefined();
  for (const wrong of ['const m: tf.Tensor2D = flat;', 'const s: tf.Scalar = any;'])
    expect(await evalueOf(wrong)).toMatch(/TS2322: Type '/);
  expect(await evalueOf('const v: tf.Variable<tf.Rank.R2> = tf.variable(flat);')).toMatch(/TS2322/);
});

describe('after training was interrupted', () => {
  beforeAll(async () => {
    await kernel.execute(
      [
        'import * as tf from "@tensorflow/tfjs-node";',
        'const w = tf.variable(tf.ones([64, 64])), x = tf.ones([64, 64]); let steps = 0;',
        'const loss = () => tf.mean(tf.square(tf.matMul(x, w))) as tf.Scalar;',
        'const step = () => tf.tidy(() => { const { value, grads } = tf.variableGrads(loss, [w]); steps++; return value.dataSync()[0]; });',
        'const model = tf.sequential({ layers: [tf.layers.dense({ units: 64, inputShape: [64] })] });',
        'model.compile({ optimizer: "sgd", loss: "meanSquaredError" });',
        'const before = tf.memory().numTensors;',
      ].join('\n'),
    );
  });

  async function interrupt(code: string): Promise<void> {
    const id = await kernel.sendEndless(`console.log("go"); ${code}`);
    await sleep(500);
    await kernel.interrupt();
    expect((await kernel.executed(id)).reply.ename).toBe('Interrupted');
  }

  let interrupts = 0;
  test.each([
    'for (;;) step();',
    'await null; for (;;) step();',
    'for (;;) { step(); await tf.nextFrame(); }',
  ])('in %s gradients are computed, and tensors are disposed', async (code) => {
    for (let i = 0; i < 3; i++) {
      await interrupt(code);
      interrupts++;
      const { result, error } = await kernel.execute(
        '[tf.tidy(() => tf.variableGrads(loss, [w]).grads[w.name].sum().dataSync()[0] > 0), step() > 0]',
      );
      expect(error).toBeUndefined();
      expect(result).toBe('[ true, true ]');
      // One tensor each may have been cut off while it was made or disposed; a step has about ten.
      const left = Number((await kernel.execute('tf.memory().numTensors - before')).result);
      expect(Math.abs(left)).toBeLessThanOrEqual(interrupts);
    }
    const { result, error } = await kernel.execute(
      'const state: any = tf.engine().state; [state.scopeStack.length, state.gradientDepth, state.kernelDepth, state.activeTape]',
    );
    expect(error).toBeUndefined();
    expect(result).toBe('[ 0, 0, 0, null ]');
  });

  test('in fit the model can be trained again', async () => {
    await interrupt('await model.fit(x, x, { epochs: 1e6, verbose: 0 });');
    const { result, error } = await kernel.execute(
      '(await model.fit(x, x, { epochs: 2, verbose: 0 })).epoch.length',
    );
    expect(error).toBeUndefined();
    expect(result).toBe('2');
  });
});

describe('after compiling was interrupted', () => {
  test('the tape, variables and random numbers are as before, and the function can be compiled', async () => {
    await kernel.execute(
      [
        'import { compile, tf as TF } from "vanishing-gradients";',
        'const v = TF.variable(TF.scalar(1)); const flag = { wait: true };',
        'const twice = compile((u: any) => { v.assign(TF.add(v, 1)); while (flag.wait) Date.now(); return TF.mul(u, 2); });',
      ].join('\n'),
    );
    const id = await kernel.sendEndless('console.log("go"); twice(TF.scalar(3));');
    await sleep(500);
    await kernel.interrupt();
    expect((await kernel.executed(id)).reply.ename).toBe('Interrupted');
    const { result, error } = await kernel.execute(
      'flag.wait = false; [v.dataSync()[0], TF.randomNormal([1]).size, TF.grad((u) => TF.square(u))(TF.scalar(3)).dataSync()[0], twice(TF.scalar(3)).dataSync()[0], v.dataSync()[0]]',
    );
    expect(error).toBeUndefined();
    expect(result).toBe('[ 1, 1, 6, 6, 2 ]');
  });
});
