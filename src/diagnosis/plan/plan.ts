// The plan of a training: all that is known before any pass, of layers, losses, shapes, and the values of x and y.
import { isActivationLayer } from '../../activations';
import { itemAt } from '../../arrays';
import type { tf } from '../../backend';
import {
  compiledLosses,
  flattenLayers,
  outputActivation,
  type Data,
  type Loss,
  type LossFunction,
  type LossName,
} from '../../hooks';
import type { NameOf } from '../../errors';
import { NO_CLIPPING, type Clipping } from '../../training';
import { meanClassWeight } from './classes';
import { summarizeData, type DataSummary } from './columns';
import { maskValueOf } from './first-layers';
import { layerCallsOf, type LayerCall, type LayerCalls } from './layer-calls';
import { identifyLoss } from './identify-loss';
import { knownLoss, type KnownLoss } from './loss-kinds';
import { valueRange, type ValueRange } from './output-range';
import { encodingOf, type TargetEncoding } from './targets';

/** An input of the model beside its data. */
export interface InputPlan {
  readonly name: string;
  /** The shape that the model takes; null for an open size. */
  readonly shape: readonly (number | null)[];
  readonly tensor: tf.Tensor;
  readonly data: DataSummary;
}

/** An output of the model beside its loss and its targets. */
export interface OutputPlan {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  /** The layers that a new output layer replaces, as words: the output, with the layer before it where it only activates that. */
  readonly replaced: string;
  /** The size of the last axis; null where it is open. */
  readonly units: number | null;
  /** The activation that the output comes from, such as 'softmax'; null for none. */
  readonly activation: string | null;
  /** The name of the loss: tfjs's, or 'crossEntropy' (on logits); null for a function. */
  readonly lossName: string | null;
  /** The loss, also of a function that its values tell; null for one that is not known. */
  readonly loss: KnownLoss | null;
  /** The values that the output can take whatever the weights are; null where that is not known. */
  readonly range: ValueRange | null;
  /** The mean over the rows of the weights of their classes; 1 without such weights. */
  readonly lossWeight: number;
  readonly tensor: tf.Tensor;
  readonly target: DataSummary;
  readonly encoding: TargetEncoding;
}

/** The optimiser that the network is trained with. */
export interface OptimizerPlan {
  /** The name, as in specs, or tfjs's name of the class. */
  readonly name: string;
  readonly learningRate: number;
  /** The factor of the former update in each update; 0 where there is none. */
  readonly momentum: number;
  /** The number that is added to a denominator; null where there is none, or it is not an option. */
  readonly epsilon: number | null;
  /** The settings in tfjs's names, such as beta1; none where its class is not of tfjs. */
  config(): Readonly<Record<string, unknown>>;
}

/** The number of steps that is assumed where the caller does not say it. */
export const DEFAULT_STEPS = 1000;

/** The facts that are known before any pass. */
export interface Plan {
  readonly model: tf.LayersModel;
  /** Every layer that holds no other, in the order of the forward pass. */
  readonly layers: readonly tf.layers.Layer[];
  /** The uses of these layers in the forward pass. */
  readonly calls: LayerCalls;
  readonly inputs: readonly InputPlan[];
  readonly outputs: readonly OutputPlan[];
  readonly rows: number;
  readonly batchSize: number;
  /** The number of steps that the caller trains for; null where it is not known. */
  readonly steps: number | null;
  readonly optimizer: OptimizerPlan;
  /** The clipping of gradients; none where it is not given. */
  readonly clip: Clipping;
  /** Whether a loss was given or compiled; else cross-entropy on logits is assumed. */
  readonly isLossGiven: boolean;
  /** The names of the metrics that the model was compiled with. */
  readonly metrics: readonly string[];
  /** The loss and the data after the checks of `train`; null where training refuses them. */
  readonly checked: { readonly loss: Loss; readonly data: Data } | null;
  /** The reason why training refuses model, loss or data, in a sentence; null where it does not. */
  readonly refusal: string | null;
}

/** The options of a diagnosis that the plan depends on. */
export interface PlanOptions {
  readonly loss?: NameOf<LossName> | LossFunction | undefined;
  readonly batchSize: number;
  readonly steps: number | null;
  readonly optimizer: OptimizerPlan;
  /** Default: no clipping. */
  readonly clip?: Clipping;
}

/**
 * Makes the plan of a training.
 *
 * @param x the inputs, in the model's order
 * @param y the targets, in the order of the outputs
 */
export function makePlan(
  model: tf.LayersModel,
  x: readonly tf.Tensor[],
  y: readonly tf.Tensor[],
  check: () => { readonly loss: Loss; readonly data: Data },
  { loss, batchSize, steps, optimizer, clip = NO_CLIPPING }: PlanOptions,
): Plan {
  const losses = lossesOf(model, loss);
  const { checked, refusal } = attempt(check);
  const calls = layerCallsOf(model);
  return {
    model,
    layers: flattenLayers(model),
    calls,
    inputs: model.inputs.map(({ sourceLayer: { name }, shape }, i) => {
      const tensor = itemAt(x, i);
      return { name, shape, tensor, data: summarizeData(tensor, maskValueOf(calls, name)) };
    }),
    outputs: model.outputs.map((output, i) => {
      const tensor = itemAt(y, i);
      const activation = outputActivation(model, i);
      const isAssumable = model.outputs.length === 1 && activation !== 'softmax' && output.shape.at(-1) !== 1;
      const { name: lossName, fn } = losses?.[i] ?? { name: isAssumable ? 'crossEntropy' : null, fn: null };
      const known = fn === null ? knownLoss(lossName) : identifyLoss(fn, output.shape);
      const target = summarizeData(tensor);
      const encoding = encodingOf(target, known, output.shape.length);
      return {
        name: output.sourceLayer.name,
        shape: output.shape,
        replaced: replacedBy(calls.outputs[i]),
        units: output.shape.at(-1) ?? null,
        activation,
        lossName,
        loss: known,
        range: valueRange(output),
        lossWeight: meanClassWeight({ target, encoding }, checked?.loss.outputs?.[i]?.classWeight),
        tensor,
        target,
        encoding,
      };
    }),
    rows: itemAt(itemAt(x, 0).shape, 0),
    batchSize,
    steps,
    optimizer,
    clip,
    isLossGiven: losses !== null,
    metrics: metricsOf(model),
    checked,
    refusal,
  };
}

type OutputLossFunction = (y: tf.Tensor, output: tf.Tensor) => tf.Tensor;

/** The loss of each output, its name or a function; null where none is given. */
function lossesOf(
  model: tf.LayersModel,
  loss: PlanOptions['loss'],
): readonly { readonly name: string | null; readonly fn: OutputLossFunction | null }[] | null {
  if (typeof loss === 'string') return model.outputs.map(() => ({ name: loss, fn: null }));
  // A function of several outputs mixes them.
  if (loss !== undefined)
    return model.outputs.map((_, __, { length }) => ({ name: null, fn: length === 1 ? loss : null }));
  const compiled = compiledLosses(model);
  return compiled?.map(({ name, loss: fn }) => ({ name, fn: name === null ? fn : null })) ?? null;
}

function attempt<T>(check: () => T): { checked: T | null; refusal: string | null } {
  try {
    return { checked: check(), refusal: null };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    return { checked: null, refusal: error.message };
  }
}

function metricsOf(model: tf.LayersModel): string[] {
  const { metrics } = model as { metrics?: unknown };
  return [metrics].flat().filter((name): name is string => typeof name === 'string');
}

/** The names of an output layer and of the layer that it activates, where it does nothing else. */
function replacedBy(output: LayerCall | undefined): string {
  const names: string[] = [];
  for (
    let call = output;
    call !== undefined;
    call = isActivationLayer(call.layer) ? call.inputs[0] : undefined
  )
    names.unshift(call.layer.name);
  return names.join(' and ');
}
