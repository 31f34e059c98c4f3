// Units and outputs that die, losses that stand still or run away.
import { describe, expect, it } from 'vitest';
import { diagnose, tf } from '../../../src';
import { compiled, dense, halves, line, normal, trainingFindings } from './networks';

const below = tf.initializers.constant({ value: -10 });

describe('an output that is a ReLU', () => {
  it('is dead where its bias keeps it below 0 for every row, and the loss stands still', async () => {
    const model = compiled([dense(1, 2, { activation: 'relu', biasInitializer: below })], 'sgd');
    const found = await trainingFindings(model, line(), { steps: 20 });
    expect(found['output-dies']).toMatchObject({ severity: 'error', cause: 'dead-output' });
    expect(found['constant-loss']).toMatchObject({ severity: 'error' });
  });

  it('is not named where it is above 0 for some rows', async () => {
    const { x, y } = line();
    const model = compiled([dense(1, 2, { activation: 'relu' })], 'sgd');
    const found = await trainingFindings(model, { x, y: tf.relu(y) }, { steps: 20 });
    expect(found['output-dies']).toBeUndefined();
  });
});

describe('hidden ReLUs', () => {
  /** All weights and inputs are above 0, so that every unit is alive at the start. */
  const network = (rate: number) => {
    const positive = tf.initializers.randomUniform({ minval: 0.5, maxval: 1, seed: 1 });
    return compiled(
      [
        dense(16, 1, { activation: 'relu', kernelInitializer: positive }),
        dense(1, undefined, { kernelInitializer: positive }),
      ],
      tf.train.sgd(rate),
    );
  };
  const data = () => {
    const x = tf.linspace(1, 2, 64).reshape([64, 1]);
    return { x, y: tf.sub(x, 30) };
  };

  it('die where the first update pushes all of them below 0', async () => {
    // dL/da of a unit is at least 2 · 30 · 0.5 = 30, so that the first step lowers z by at least 0.1 · 30 · (1 + E[x] x) = 3 + 4.5 x,
    // and z = w x is at most x.
    const { 'dying-units': finding } = await trainingFindings(network(0.1), data(), { steps: 20 });
    expect(finding).toMatchObject({ severity: 'error', cause: 'dying-relu', evidence: { value: 1 } });
  });

  it('of two layers are one finding', async () => {
    const positive = tf.initializers.randomUniform({ minval: 0.5, maxval: 1, seed: 1 });
    const hidden = (inputs?: number) =>
      dense(16, inputs, { activation: 'relu', kernelInitializer: positive });
    const model = compiled(
      [hidden(1), hidden(), dense(1, undefined, { kernelInitializer: positive })],
      tf.train.sgd(1),
    );
    const { findings } = await diagnose(model, data(), { steps: 20 });
    const dying = findings.filter(({ rule }) => rule === 'dying-units');
    expect(dying).toHaveLength(1);
    expect(dying[0]!.problem).toContain('1 other layer loses at least half of its units as well');
  });

  it('are a note where half of them die and the others carry what there is to learn', async () => {
    // At x from 1 to 2 the output is 0.5 (12 · 0.1 + 4 · 0.5) x = 1.6 x, where y is 0.5 x. dL/dz of each unit is 0.5 · 2 · 1.1 x, so that
    // the first step at the rate 0.05 lowers each weight by 0.05 · 1.1 E[x²] = 0.13: below 0 for twelve, to 0.37 for four.
    const layer = dense(16, 1, { activation: 'relu' });
    const output = dense(1, undefined, { kernelInitializer: tf.initializers.constant({ value: 0.5 }) });
    const model = compiled([layer, output], tf.train.sgd(0.05));
    const weights = Array.from({ length: 16 }, (_, i) => (i < 12 ? 0.1 : 0.5));
    layer.setWeights([tf.tensor2d([weights]), tf.zeros([16])]);
    const x = tf.linspace(1, 2, 64).reshape([64, 1]);
    const { findings } = await diagnose(
      model,
      { x, y: tf.mul(x, 0.5) },
      { steps: 60, seeds: 1, batchSize: 64 },
    );
    const dying = findings.filter(({ rule }) => rule === 'dying-units');
    expect(dying.map(({ severity, evidence }) => [severity, evidence.value])).toEqual([['info', 0.75]]);
  });

  it('do not die at a small rate', async () => {
    const { 'dying-units': finding } = await trainingFindings(network(1e-5), data(), { steps: 20 });
    expect(finding).toBeUndefined();
  });
});

describe('a loss', () => {
  it('that is not finite names the step and the place', async () => {
    const model = compiled([dense(8, 2), dense(8), dense(1)], tf.train.sgd(100));
    const found = await trainingFindings(model, line(), { steps: 60 });
    expect(found['non-finite']).toMatchObject({ severity: 'error', explainedBy: 'learning-rate-large' });
    expect(found['non-finite']!.problem).toMatch(/^At step \d+/);
  });

  it('stays at that of the best constant where x says nothing about y and the network can not learn rows by heart', async () => {
    const y = normal([256, 1], 2);
    const found = await trainingFindings(
      compiled([dense(1, 1)], tf.train.sgd(0.1)),
      { x: normal([256, 1]), y },
      { steps: 200 },
    );
    expect(found['stuck-at-constant']).toMatchObject({ severity: 'error' });
    expect(found.learns).toBeUndefined();
  });
});

describe('a gradient', () => {
  it.each([
    // The error of a linear fit changes by the factor 1 - 2 η λ at each step, λ about 1: 199 times up, or a fifth down.
    [100, true],
    [0.1, false],
  ])('of a linear fit at the rate %d explodes: %s', async (rate, explodes) => {
    const model = compiled([dense(1, 2)], tf.train.sgd(rate));
    const found = await trainingFindings(model, line(), { steps: 40 });
    expect('exploding-steps' in found).toBe(explodes);
  });

  it.each([
    ['below the epsilon of the optimiser', tf.train.adam(0.01), [1e-7]],
    ['above the epsilon of the optimiser', { name: 'adam', epsilon: 1e-8 } as const, []],
  ])('%s is noted where it is below', async (_, optimizer, thresholds) => {
    const { x, y } = line();
    // -2 E[x xᵀ] (2, -1) s has the root mean square 2 √2.5 s = 8e-8, above the smallest number of float16.
    const model = compiled([dense(1, 2, { kernelInitializer: 'zeros' })], 'sgd');
    const { findings } = await diagnose(model, { x, y: tf.mul(y, 2.6e-8) }, { optimizer, steps: 5 });
    const notes = findings.filter(({ rule }) => rule === 'small-gradients');
    expect(notes.map(({ evidence }) => evidence.threshold)).toEqual(thresholds);
  });
});

describe('the layers near the input', () => {
  it.each([
    // √χ₁ of a sigmoid is at most a quarter of σ_w (Schoenholz et al. 2017): 4^-8 of the gradient reaches the first of 9 layers.
    ['sigmoid', 'glorotNormal', true],
    ['relu', 'heNormal', false],
  ] as const)('of a deep network of %s from %s stay as they are: %s', async (activation, name, stays) => {
    const hidden = Array.from({ length: 8 }, (_, i) =>
      dense(16, i === 0 ? 2 : undefined, {
        activation,
        kernelInitializer: tf.initializers[name]({ seed: i + 1 }),
      }),
    );
    const model = compiled([...hidden, dense(1)], tf.train.sgd(0.01));
    const found = await trainingFindings(model, line(), { steps: 60 });
    expect('uneven-updates' in found).toBe(stays);
  });
});

describe('a network that learns', () => {
  it('leaves no error standing that the plan or the start inferred', async () => {
    const model = compiled(
      [dense(8, 2, { activation: 'relu' }), dense(1, undefined, { activation: 'sigmoid' })],
      'adam',
      'binaryCrossentropy',
    );
    const { findings } = await diagnose(model, halves(), { steps: 400 });
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(findings.map(({ rule }) => rule)).toContain('learns');
  });
});
