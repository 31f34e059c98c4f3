// Predictions of what `observe` measures in a network at initialisation.
import { table, type ColumnTable } from '../arquero';
import { itemAt } from '../arrays';
import { invalidArgument } from '../errors';
import { checkedMlp, checkedResidual, type MlpSpec, type NetworkSpec, type ResidualSpec } from '../networks';
import { checkOptions, option, type Schema } from '../option-schema';
import { predictMlp } from './mlp';
import { predictResidual } from './residual';
import type { LayerPrediction } from './prediction';

/** Options of `theory.layers`: the sizes at either end of the network. */
export interface LayersOptions {
  /** The norm of dL/dz at the logits, such as a measured one, to which the other norms are relative; at least 0. Default 1. */
  readonly last?: number;
  /** The mean square of the inputs, at least 0. Default 1, that of `datasets.randomBatch`. */
  readonly inputPower?: number;
}

const SCHEMA = {
  last: option.nonNegative({ default: 1 }),
  inputPower: option.nonNegative({ default: 1 }),
} satisfies Schema<LayersOptions>;

function predictLayers(where: string, spec: NetworkSpec, power: number): LayerPrediction[] {
  const input = { meanSquare: power, variance: power };
  const has = (key: string): boolean => typeof spec === 'object' && spec !== null && key in spec;
  if (has('hidden')) return predictMlp(where, checkedMlp(where, spec as MlpSpec), input);
  if (has('blocks')) return predictResidual(where, checkedResidual(where, spec as ResidualSpec), input);
  throw invalidArgument(where, 'spec', 'a spec of mlp or residual', spec);
}

/**
 * Predicts the layers of a network at initialisation, as `observe` counts them (Schoenholz et al. 2017, sections 2 and 4, with the
 * fans of each layer, He et al. 2015, eq. 8 and 13; with batch norm Yang et al. 2019; for residual networks De and Smith 2020, Yang
 * and Schoenholz 2017).
 *
 * The values are expectations over initialisations (√ of the mean of the square) in the limit of wide layers, and with batch norm
 * of large batches. A network of finite width differs by about √(depth / width): a few per cent, and more when it is deeper than
 * wide.
 *
 * @param spec of mlp, without skip and dropout, or of residual, with variant 'preActivation' and without fixup
 * @param options the mean square of the inputs, and the norm of dL/dz at the logits
 * @returns a row per layer with weights, the logits last: `depth`, from 1; `q`, the mean square of z; `ratio`, the factor on the
 * norm of dL/dz in the backward pass from the next layer (NaN at the logits); `value`, that norm; for a residual network `stream`,
 * the mean square of the residual stream after the layer's part is added
 * @throws {TypeError} when the spec is of neither kind, or lacks an option; when an option is unknown or of a wrong type
 * @throws {RangeError} when an option is out of its range, or the spec has a part that this theory does not cover
 * @example
 * const spec = { inputs: 100, hidden: Array(20).fill(100), outputs: 10, activation: 'tanh' };
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 100, classes: 10 });
 * charts.gradientFlow(observe(mlp(spec), x, y).layers, { theory: theory.layers(spec, { last: 0.17 }) });
 */
export function layers(spec: MlpSpec | ResidualSpec, options: LayersOptions = {}): ColumnTable {
  const where = 'theory.layers';
  const { last, inputPower } = checkOptions(where, 'options', options, SCHEMA);
  const predictions = predictLayers(where, spec, inputPower);
  const streams = 'blocks' in spec ? { stream: predictions.map(({ stream }) => stream) } : {};
  return table({
    depth: predictions.map((_, i) => i + 1),
    q: predictions.map(({ q }) => q),
    ...streams,
    ratio: predictions.map(({ squaredGradient }, i) =>
      Math.sqrt(squaredGradient / (predictions[i + 1]?.squaredGradient ?? NaN)),
    ),
    value: predictions.map(({ squaredGradient }) => last * Math.sqrt(squaredGradient)),
  });
}

/**
 * Predicts the factor on the norm of dL/dz per layer in the backward pass: the geometric mean from the last hidden layer to the
 * first; for a residual network per block, from the end of its last block to the stem. Below 1 gradients vanish.
 *
 * It is √χ₁ at the mean square of each layer; with batch norm √(E[φ'²] / Var[φ]), whatever σ_w² is: for a ReLU
 * √(π / (π - 1)) = 1.211 (Yang et al. 2019). By Poincaré's inequality that is above 1 for every activation that is not linear.
 *
 * @param spec of mlp or residual, as in `layers`
 * @param options the mean square of the inputs
 * @returns the factor, at least 0, without unit
 * @throws {TypeError} as `layers`
 * @throws {RangeError} as `layers`, and when the spec has fewer than two hidden layers
 * @example theory.gradientRatio({ inputs: 100, hidden: Array(20).fill(100), outputs: 10, activation: 'sigmoid' }) // 0.14
 */
export function gradientRatio(
  spec: MlpSpec | ResidualSpec,
  options: Pick<LayersOptions, 'inputPower'> = {},
): number {
  const where = 'theory.gradientRatio';
  const { inputPower } = checkOptions(where, 'options', options, { inputPower: SCHEMA.inputPower });
  const predictions = predictLayers(where, spec, inputPower);
  const steps = 'blocks' in spec ? spec.blocks : predictions.length - 2;
  if (steps < 1)
    throw new RangeError(`${where}: hidden must have at least two layers; got ${predictions.length - 1}`);
  // The last prediction is of the logits. The gradient at the last layer of a block is the one at the block's end.
  const [first, last] = [itemAt(predictions, 0), itemAt(predictions, predictions.length - 2)];
  return Math.sqrt(first.squaredGradient / last.squaredGradient) ** (1 / steps);
}
