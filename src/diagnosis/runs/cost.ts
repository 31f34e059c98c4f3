// The arithmetic cost of a training step: how long the runs of a diagnosis may be, without a clock.
import { fieldsOf, nestedLayers, type tf } from '../../backend';
import { containerLayers, flattenLayers } from '../../hooks';
import type { Plan } from '../plan/plan';

/**
 * Rough seconds of one core by kind of work: products of matrices and kernels, element-wise passes, the dispatch of an op from
 * JavaScript and in a graph, and the trace of one. They were set by hand so that whole diagnoses stay in their budget, and were not
 * measured one by one.
 */
const SECONDS = { multiplication: 6e-11, element: 3e-9, op: 6e-5, node: 1.5e-6, trace: 5e-4 };
/**
 * How many times longer the products of a convolution in three dimensions take, by its stride. Measured: tfjs-node's gradient of one with
 * a stride takes 60 ns a product and input channel, whatever the number of channels.
 */
const SLOWER_3D = { dense: 12, strided: 600 };
/** Ops of a layer in a forward pass, a backward pass and an update; of a recurrent layer at each time step. */
const OPS = { layer: 25, time: 45 };

/** The work of a step on one batch, in seconds of one core by the rates above. */
export interface StepCost {
  readonly eager: number;
  /** As a graph; Infinity where a layer draws random numbers, which a graph can't. */
  readonly graph: number;
  /** To trace the graph. */
  readonly trace: number;
}

/** The cost of a training step, and of a pass over one row. */
export function stepCost({ model, batchSize }: Pick<Plan, 'model' | 'batchSize'>): StepCost & {
  readonly row: number;
} {
  const layers = flattenLayers(model);
  const wrappers = new Map(containerLayers(model).flatMap(wrappedBy));
  const work = layers.map((layer) => workOf(layer, wrappers.get(layer)));
  const sum = (of: (one: Work) => number): number => work.reduce((total, one) => total + of(one), 0);
  const row =
    SECONDS.multiplication * sum((one) => one.multiplications) + SECONDS.element * sum((one) => one.elements);
  const update = 10 * SECONDS.multiplication * sum((one) => one.parameters);
  const ops = sum((one) => one.ops);
  const arithmetic = 3 * batchSize * row + update;
  return {
    row: 3 * row,
    eager: arithmetic + SECONDS.op * ops,
    graph: layers.some(drawsRandomNumbers) ? Infinity : arithmetic + SECONDS.node * ops,
    trace: SECONDS.trace * ops,
  };
}

interface Work {
  /** The multiplications of a forward pass for one row. */
  readonly multiplications: number;
  readonly elements: number;
  readonly parameters: number;
  readonly ops: number;
}

/**
 * The work of a layer, from its weights and shapes.
 *
 * @param wrapper the layer that calls it, where it has no place of its own in the model
 */
function workOf(layer: tf.layers.Layer, wrapper: tf.layers.Layer | undefined): Work {
  const parameters = layer.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const placed = wrapper ?? layer;
  const sizes = shapeOf(placed.inboundNodes[0]?.outputTensors).slice(1);
  const isRecurrent = 'cell' in layer;
  // A recurrent layer calls its cell once a time step, and TimeDistributed its layer.
  const runs = isRecurrent || wrapper?.getClassName() === 'TimeDistributed' ? timeSteps(placed) : 1;
  // Every weight is used at each place of a feature map, or at each step of a sequence; an embedding's only where it is looked up.
  const places = isRecurrent ? runs : sizeOf(sizes.slice(0, -1));
  const isLookUp = layer.getClassName() === 'Embedding';
  return {
    multiplications: isLookUp ? 0 : parameters * places * slownessOf(layer),
    elements: isRecurrent ? runs * 8 * (sizes.at(-1) ?? 1) : sizeOf(sizes),
    parameters,
    ops: (isRecurrent ? OPS.time : OPS.layer) * runs,
  };
}

/** How many times longer the products of a layer take than those of a matrix. */
function slownessOf(layer: tf.layers.Layer): number {
  if (layer.getClassName() !== 'Conv3D') return 1;
  const { strides } = fieldsOf(layer);
  const isStrided = Array.isArray(strides) && strides.some((stride) => stride > 1);
  const channels = layer.weights[0]?.shape.at(-2) ?? 1;
  return isStrided ? Math.max(SLOWER_3D.dense, SLOWER_3D.strided / channels) : SLOWER_3D.dense;
}

/** The layers that a wrapper calls in place of their own, each with the wrapper. */
function wrappedBy(wrapper: tf.layers.Layer): [tf.layers.Layer, tf.layers.Layer][] {
  const { layer, forwardLayer, backwardLayer } = nestedLayers(wrapper);
  return [layer, forwardLayer, backwardLayer].flatMap((one): [tf.layers.Layer, tf.layers.Layer][] =>
    one ? [[one, wrapper]] : [],
  );
}

/** The product of sizes; those that the model leaves open count as 1. */
const sizeOf = (shape: readonly (number | null)[]): number =>
  shape.reduce<number>((product, size) => product * (size ?? 1), 1);

const shapeOf = (tensors: readonly tf.SymbolicTensor[] | undefined): readonly (number | null)[] =>
  tensors?.[0]?.shape ?? [];

const timeSteps = (layer: tf.layers.Layer): number => shapeOf(layer.inboundNodes[0]?.inputTensors)[1] ?? 1;

/** Whether a layer draws random numbers in training, such as a dropout's mask. */
function drawsRandomNumbers(layer: tf.layers.Layer): boolean {
  // The dropout of a recurrent layer is its cells'.
  const { cell } = nestedLayers(layer);
  if (cell) return (nestedLayers(cell).cells ?? [cell]).some(drawsRandomNumbers);
  if (!/Dropout|Noise|Cell$/.test(layer.getClassName())) return false;
  const { rate, stddev, dropout, recurrentDropout } = fieldsOf(layer);
  return [rate, stddev, dropout, recurrentDropout].some((one) => typeof one === 'number' && one > 0);
}

/** The lengths of the runs, and how their steps are run. */
export interface RunLengths {
  /** The steps of a run; 0 where even two cost too much. */
  readonly steps: number;
  /** The steps that one more run may go on for, to see what comes later. */
  readonly longer: number;
  /** Whether to use graphs: true where their trace pays. */
  readonly compiled: boolean;
  /** The rows that the model is evaluated on before and after a run. */
  readonly sampleRows: number;
  /** Whether the steps are so costly that one run of a few is all: enough to see numbers overflow, and for little else. */
  readonly areFew: boolean;
}

/** A run of fewer steps than the least tells of explosions only, unless no more are planned. */
const [LEAST_STEPS, FEW_STEPS, MOST_STEPS, MOST_LONGER] = [10, 2, 400, 2000];
/**
 * Seconds by the rates above: of a run, of one for which the least steps take more, of the only run where even these take too long,
 * of the run that goes on, and of an evaluation.
 */
const BUDGET = { run: 0.7, least: 2, only: 6, longer: 1.5, evaluation: 0.15 };
/** About how many runs there are: draws of the weights, and other rates. */
export const RUNS = 5;

/** The lengths of the runs: as many steps as the caller trains for, but no more than the budget has. */
export function runLengths(plan: Pick<Plan, 'model' | 'batchSize' | 'steps' | 'rows'>): RunLengths {
  const cost = stepCost(plan);
  const planned = plan.steps ?? Infinity;
  const stepsFor = (perStep: number, seconds: number): number => Math.floor(seconds / perStep);
  const graphSteps = Math.min(MOST_STEPS, stepsFor(cost.graph, BUDGET.run));
  const eagerSteps = Math.min(MOST_STEPS, stepsFor(cost.eager, BUDGET.run));
  // The graph is traced once for all runs.
  const total = Math.min(planned, graphSteps) * RUNS;
  const isCompiled = cost.graph < Infinity && cost.trace + total * cost.graph < total * cost.eager;
  const least = Math.min(LEAST_STEPS, planned);
  const perStep = isCompiled ? cost.graph : cost.eager;
  const areFew = least * perStep > BUDGET.least;
  const few = Math.min(least, stepsFor(cost.eager, BUDGET.only));
  const affordable = areFew
    ? few < Math.min(FEW_STEPS, planned)
      ? 0
      : few
    : Math.max(least, isCompiled ? graphSteps : eagerSteps);
  return {
    steps: Math.min(planned, affordable),
    longer: areFew ? 0 : Math.min(MOST_LONGER, stepsFor(perStep, BUDGET.longer)),
    compiled: isCompiled && !areFew,
    sampleRows: Math.max(
      Math.min(plan.rows, plan.batchSize, 32),
      Math.min(plan.rows, 256, stepsFor(cost.row, BUDGET.evaluation)),
    ),
    areFew,
  };
}
