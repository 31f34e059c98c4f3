// The subject that a network is before any fix: as it is given, with a config that builds it anew where tfjs can.
import { keepStates, scope, tf } from '../../backend';
import { flattenLayers } from '../../hooks';
import type { NetworkSpec } from '../../networks';
import type { CheckedOptimizer, Clipping, OptimizerSpec } from '../../training';
import { configOf, disposeModel, modelOf, type ModelConfig } from './model-config';
import type { Subject } from './subject';

/** A network as it was given, and what it is trained with. */
export interface Given {
  readonly model: tf.LayersModel | null;
  readonly spec: NetworkSpec | null;
  readonly x: tf.Tensor;
  readonly loss: Subject['loss'];
  readonly optimizer: CheckedOptimizer;
  /** The optimiser as the caller named it; undefined for that which the model was compiled with. */
  readonly given: OptimizerSpec | undefined;
  /** The clipping of the training. Default: none. */
  readonly clip?: Partial<Clipping>;
}

/** The subject of a network as it is. */
export async function subjectOf({
  model,
  spec,
  x,
  loss,
  optimizer,
  given,
  clip = {},
}: Given): Promise<Subject> {
  return {
    ...{ spec, loss, relabel: null, weights: [], theory: null, rateFactor: 1, clip },
    config: model && (await usableConfig(model, x)),
    scaling: { x: false, y: false },
    optimizer: given ?? (optimizer.isOwned ? 'sgd' : optimizer.create()),
  };
}

/** The number of rows on which a model and its copy are compared, and how far apart their outputs may be. */
const [COMPARED_ROWS, TOLERANCE] = [4, 1e-4];

/** The config of a model that builds it anew: null where tfjs can't, or builds something else. */
async function usableConfig(model: tf.LayersModel, x: tf.Tensor): Promise<ModelConfig | null> {
  const config = model.inputs.length === 1 && model.outputs.length === 1 ? configOf(model) : null;
  if (config === null) return null;
  let copy: tf.LayersModel | null = null;
  const restoreStates = keepStates(flattenLayers(model));
  try {
    copy = await modelOf(config, model, 1);
    const other = copy;
    const isSame = scope(() => {
      model.resetStates(); // a copy starts without states
      const rows = x.slice(0, Math.min(COMPARED_ROWS, x.shape[0]));
      const [own, its] = [model, other].map((one) => one.predict(rows) as tf.Tensor);
      // A network whose outputs are NaN has a copy whose outputs are NaN.
      const distance = tf.max(tf.abs(tf.sub(own!, its!))).dataSync<'float32'>()[0]!;
      return !(distance > TOLERANCE * Math.max(1, tf.max(tf.abs(own!)).dataSync<'float32'>()[0]!));
    });
    return isSame ? config : null;
  } catch {
    return null; // a layer of a class that tfjs does not know
  } finally {
    if (copy) disposeModel(copy);
    restoreStates();
  }
}
