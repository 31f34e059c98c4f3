// Private parts of tfjs's layers and models.
import { tf } from '../tensorflow';

/** tfjs's LayerVariable, which it does not export. */
export type LayerVariable = tf.layers.Layer['weights'][number];

/** The variable of a weight. `read` is declared to give a tensor; it throws once the weight is disposed. */
export const variableOf = (weight: LayerVariable): tf.Variable => weight.read() as unknown as tf.Variable;

/** Whether a weight's variable is disposed. */
export const isDisposedWeight = (weight: LayerVariable): boolean =>
  (weight as unknown as { val: tf.Variable }).val.isDisposed;

/** The trainable weights that a layer has itself, without those of layers inside it. */
export const ownTrainableWeights = (layer: tf.layers.Layer): readonly LayerVariable[] =>
  (layer as unknown as { _trainableWeights: LayerVariable[] })._trainableWeights;

/** The fields of an object by name: a layer's settings, an optimiser's moments. */
export const fieldsOf = (object: object): Record<string, unknown> => object as Record<string, unknown>;

/** Layers inside another one: of a model, a Bidirectional, another wrapper, a recurrent layer, a stack of cells. */
export interface NestedLayers {
  readonly layers?: tf.layers.Layer[];
  readonly forwardLayer?: tf.layers.Layer;
  readonly backwardLayer?: tf.layers.Layer;
  readonly layer?: tf.layers.Layer;
  readonly cell?: tf.layers.Layer;
  readonly cells?: tf.layers.Layer[];
}

/** The layers that a layer holds, each kind under the name that tfjs has for it. */
export const nestedLayers = (layer: tf.layers.Layer): NestedLayers => layer as NestedLayers;

/** Settings that tfjs's layer classes keep as fields; each class has some of them. */
export interface LayerSettings {
  readonly stateful?: boolean;
  readonly goBackwards?: boolean;
  readonly dataFormat?: string;
  /** Whether a batch normalisation has a scale and a centre. */
  readonly scale?: boolean;
  readonly center?: boolean;
}

export const layerSettings = (layer: tf.layers.Layer): LayerSettings => layer;

/** A recurrent cell's `call`: inputs and states to outputs and states. */
export type CellCall = (inputs: tf.Tensor[], kwargs: Record<string, unknown>) => tf.Tensor[];

/** The `call` of a recurrent cell, bound; tfjs declares a layer's more general one. */
export const cellCallOf = (cell: tf.layers.Layer): CellCall => cell.call.bind(cell) as CellCall;

/** The output tensors of a model that is used as a layer; undefined for other layers. */
export const outputsOf = (layer: tf.layers.Layer): readonly tf.SymbolicTensor[] | undefined =>
  (layer as unknown as { outputs?: tf.SymbolicTensor[] }).outputs;

/** A loss or metric function of a compiled model. */
export type LossFunction = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/** The fields of a model that `compile` and `fit` write. */
export interface CompiledFields {
  optimizer: tf.Optimizer;
  lossFunctions?: LossFunction[];
  /** The loss as it was given to `compile`. */
  readonly loss?: unknown;
  readonly collectedTrainableWeights?: LayerVariable[];
  /** True while `fit` runs. */
  isTraining?: boolean;
}

export const compiledFields = (model: tf.LayersModel): CompiledFields => model as unknown as CompiledFields;

/** The model that does the work: a Sequential wraps one, which has what `compile` gave it. */
export const innerModel = (model: tf.LayersModel): tf.LayersModel =>
  (model as { model?: tf.LayersModel }).model ?? model;

/** The inner model, made where a Sequential has none yet; tfjs makes it at the first call, and sets the variables' flags. */
export function builtModel(model: tf.LayersModel): tf.LayersModel {
  const sequential = model as unknown as { model?: tf.LayersModel; build(): void };
  if (model.getClassName() === 'Sequential' && sequential.model === undefined) sequential.build();
  return innerModel(model);
}

/** The penalties of the layers' regularisers, as scalars. */
export const regularizationLosses = (model: tf.LayersModel): tf.Scalar[] =>
  (model as unknown as { calculateLosses(): tf.Scalar[] }).calculateLosses();

/** The names by which fit knows a loss, besides 'meanSquaredError'. */
export const KERAS_LOSSES = [
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
] as const;

/** tfjs's loss of a name: tfjs looks names up when a model is compiled, and nowhere else in public. */
export function kerasLoss(name: string): LossFunction {
  const probe = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
  try {
    probe.compile({ optimizer: 'sgd', loss: name });
    return compiledFields(innerModel(probe)).lossFunctions![0]!;
  } finally {
    probe.optimizer.dispose();
    probe.dispose();
  }
}
