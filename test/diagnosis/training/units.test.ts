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
  const network = (rate: number) =>
    compiled([dense(16, 2, { activation: 'relu' }), dense(1)], tf.train.sgd(rate));
  const data = () => {
    const { x, y } = line();
    return { x, y: tf.sub(y, 30) };
  };

  it('die where the first updates push all of them below 0', async () => {
    const { 'dying-units': finding } = await trainingFindings(network(1), data(), { steps: 20 });
    expect(finding === undefined || finding.cause === 'dying-relu').toBe(true);
  });

  it('do not die at a small rate', async () => {
    const { 'dying-units': finding } = await trainingFindings(network(0.001), data(), { steps: 20 });
    expect(finding).toBeUndefined();
  });
});

describe('a loss', () => {
  it('below 0 tells of labels beyond 1', async () => {
    const { x, y } = halves();
    const model = compiled([dense(1, 2, { activation: 'sigmoid' })], tf.train.sgd(1), 'binaryCrossentropy');
    const found = await trainingFindings(model, { x, y: tf.add(y, 1) }, { steps: 100 });
    const finding = found['falling-negative-loss'];
    // The plan may know already, so that no step is run.
    expect(finding === undefined || finding.cause === 'labels-do-not-fit-output').toBe(true);
  });

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
