// Snapshots of a model and an optimiser, which put them back after a training.
import { fieldsOf, keepStates, learningRateOf, setLearningRate, tf, variableOf } from '../backend';
import { flattenLayers } from '../hooks';

/** The variables of an optimiser: its own, and one per weight in lists of { variable }. */
function variablesOf(optimizer: tf.Optimizer): tf.Variable[] {
  const held = Object.values(optimizer).flat() as unknown[];
  return held
    .map((one) => (one instanceof tf.Tensor ? one : (one as { variable?: unknown } | null)?.variable))
    .filter((one): one is tf.Variable => one instanceof tf.Variable);
}

/** A shallow copy of a list or a map, which tfjs's optimisers add to. */
const copyOf = (value: unknown): unknown =>
  Array.isArray(value) ? [...(value as unknown[])] : value instanceof Map ? new Map(value) : value;

/**
 * Copies the state of an optimiser: its learning rate, its count of steps, and its moments.
 *
 * @returns a function that restores the state, and disposes of variables made since; to be called once
 */
export function snapshotOptimizer(optimizer: tf.Optimizer): () => void {
  const rate = learningRateOf(optimizer);
  const names = new Set(Object.keys(optimizer));
  const fields = Object.entries(optimizer)
    .filter(([, value]) => !(value instanceof tf.Tensor))
    .map(([name, value]) => [name, copyOf(value)] as const);
  const variables = variablesOf(optimizer).map((variable) => ({ variable, was: tf.keep(variable.clone()) }));
  return () => {
    setLearningRate(optimizer, rate);
    const known = new Set(variables.map(({ variable }) => variable));
    const made = variablesOf(optimizer).filter((variable) => !known.has(variable));
    for (const name of Object.keys(optimizer)) if (!names.has(name)) Reflect.deleteProperty(optimizer, name);
    for (const [name, value] of fields) fieldsOf(optimizer)[name] = value;
    for (const { variable, was } of variables) {
      if (!variable.isDisposed) variable.assign(was);
      was.dispose();
    }
    tf.dispose(made);
  };
}

/**
 * Copies a model's weights and states.
 *
 * @returns a function that restores them; to be called once
 */
export function snapshotModel(model: tf.LayersModel): () => void {
  const weights = model.weights.map((weight) => {
    const variable = variableOf(weight);
    return { variable, was: tf.keep(variable.clone()) };
  });
  const states = keepStates(flattenLayers(model));
  return () => {
    for (const { variable, was } of weights) {
      variable.assign(was);
      was.dispose();
    }
    states();
  };
}
