// Tests that leave no tensor behind.
import { afterAll, afterEach, beforeEach, expect } from 'vitest';
import { tf } from '../src/backend';

/**
 * Expects of each test of a file that it leaves no tensor behind.
 *
 * @returns a function that marks a tensor, a model or the like to be disposed of after the test, and returns it
 */
export function expectNoLeaks(): <T extends { dispose(): unknown }>(resource: T) => T {
  let before = 0;
  const resources: { dispose(): unknown }[] = [];
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    for (const resource of resources.splice(0)) resource.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
  return (resource) => {
    resources.push(resource);
    return resource;
  };
}

/** Expects of each test of a file that it leaves no tensor behind but those of a scope, which ends after the test. */
export function expectNoLeaksInScopes(): void {
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
    expect(tf.memory().numTensors).toBe(before);
  });
}

/**
 * Expects of a file that its models leave no tensor behind, also models within models, of which tfjs's own dispose leaves the
 * weights.
 *
 * @param others the tensors that the file makes for all of its tests
 * @returns a function that marks a model to be disposed of after the test, and returns it
 */
export function expectNoLeakedModels(...others: tf.Tensor[]): <M extends tf.LayersModel>(model: M) => M {
  const before = tf.memory().numTensors - others.length;
  const models: tf.LayersModel[] = [];
  afterEach(() => {
    for (const model of models.splice(0)) tf.dispose(model.weights.map((weight) => weight.read()));
  });
  afterAll(() => {
    tf.dispose(others);
    expect(tf.memory().numTensors).toBe(before);
  });
  return (model) => {
    models.push(model);
    return model;
  };
}

/** Disposes, after each test of a file, of the variables that the test has made: the weights of its models. */
export function disposeNewVariables(): void {
  const registered = (): tf.Variable[] => Object.values(tf.engine().registeredVariables);
  let before: Set<tf.Variable>;
  beforeEach(() => {
    before = new Set(registered());
  });
  afterEach(() => {
    tf.dispose(registered().filter((variable) => !before.has(variable)));
  });
}
