// A model and an optimiser of the caller's, as they were before somebody trained with them.
import { fieldsOf, keepStates, learningRateOf, setLearningRate, tf, variableOf } from '../backend';
import { flattenLayers } from '../hooks';

/** The variables that an optimiser keeps: its own, and one for each weight in lists of { variable }. */
function variablesOf(optimizer: tf.Optimizer): tf.Variable[] {
  const held = Object.values(optimizer).flat() as unknown[];
  return held
    .map((one) => (one instanceof tf.Tensor ? one : (one as { variable?: unknown } | null)?.variable))
    .filter((one): one is tf.Variable => one instanceof tf.Variable);
}

/** A copy of what lists hold: tfjs's optimisers add to theirs. */
const copied = (value: unknown): unknown =>
  Array.isArray(value) ? [...(value as unknown[])] : value instanceof Map ? new Map(value) : value;

/**
 * Keeps an optimiser as it is now: its learning rate, its count of steps, and its moments.
 *
 * @returns what puts it back, and frees what it has made since; to be called once
 */
export function snapshotOptimizer(optimizer: tf.Optimizer): () => void {
  const rate = learningRateOf(optimizer);
  const names = new Set(Object.keys(optimizer));
  const fields = Object.entries(optimizer)
    .filter(([, value]) => !(value instanceof tf.Tensor))
    .map(([name, value]) => [name, copied(value)] as const);
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
 * Keeps a model's weights and states as they are now.
 *
 * @returns what puts them back; to be called once
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
