// What `observe` should show of a network, before it is built.
import { table, type ColumnTable } from '../arquero';
import { checkKeys, nonNegative, invalidArgument } from '../errors';
import { checkedMlp, checkedResidual, type MlpSpec, type NetworkSpec, type ResidualSpec } from '../networks';
import { predictMlp } from './mlp';
import { predictResidual } from './residual';
import type { LayerPrediction } from './prediction';

export interface LayersOptions {
  /** The norm of dL/dz at the logits, from which the others follow: as measured, or 1. Default 1. */
  readonly last?: number;
  /** The mean square of the inputs. Default 1, as `datasets.randomBatch` has it. */
  readonly inputPower?: number;
}

function predictLayers(where: string, spec: NetworkSpec, power: number): LayerPrediction[] {
  const input = { meanSquare: power, variance: power };
  const has = (key: string): boolean => typeof spec === 'object' && spec !== null && key in spec;
  if (has('hidden')) return predictMlp(where, checkedMlp(where, spec as MlpSpec), input);
  if (has('blocks')) return predictResidual(where, checkedResidual(where, spec as ResidualSpec), input);
  throw invalidArgument(where, 'spec', 'a spec of mlp or residual', spec);
}

/**
 * What the layers of a network should show at its start: a row a layer with weights, the logits last, as `observe` counts them.
 *
 * `depth` counts from 1; `q` is the mean square of z; `value` the norm of dL/dz; `ratio` what that norm is multiplied by on the
 * way back from the next layer (NaN at the logits); `stream`, of a residual network, the mean square of what flows past its
 * branches once the layer's part is added. They are expectations over initialisations (√ of the mean of the square)
 * in the limit of wide layers, and with batch norm of large batches. A network of finite width is off by about
 * √(depth / width): a few per cent, and more where it is deeper than wide.
 *
 * Schoenholz et al. 2017, sections 2 and 4, layer by layer, with the fans of each layer (He et al. 2015, eq. 8 and 13).
 * Batch norm: Yang et al. 2019. Residual: De and Smith 2020; Yang and Schoenholz 2017.
 *
 * @param spec of mlp, without skip and dropout, or of residual, with variant 'preActivation' and without fixup
 * @param options what it starts from, at either end
 * @throws {TypeError | RangeError} when the spec is not right, or has a part that this theory does not cover
 * @example show(charts.gradientFlow(observe(mlp(spec), x, y).layers, { theory: theory.layers(spec, { last: 0.17 }) }));
 */
export function layers(spec: MlpSpec | ResidualSpec, options: LayersOptions = {}): ColumnTable {
  const where = 'theory.layers';
  checkKeys(where, 'options', options, ['last', 'inputPower']);
  const last = nonNegative(where, 'last', options.last ?? 1);
  const stages = predictLayers(where, spec, nonNegative(where, 'inputPower', options.inputPower ?? 1));
  const next = [...stages.slice(1).map(({ squaredGradient: gradient }) => gradient), NaN];
  const streams = 'blocks' in spec ? { stream: stages.map(({ stream }) => stream) } : {};
  return table({
    depth: stages.map((_, i) => i + 1),
    q: stages.map(({ q }) => q),
    ...streams,
    ratio: stages.map(({ squaredGradient: gradient }, i) => Math.sqrt(gradient / next[i])),
    value: stages.map(({ squaredGradient: gradient }) => last * Math.sqrt(gradient)),
  });
}

/**
 * What each layer on the way back multiplies the norm of dL/dz by: the geometric mean from the last hidden layer to the first;
 * of a residual network, from the end of its last block to the stem, a block at a time. Below 1 gradients vanish.
 *
 * √χ₁ at the mean square that each layer has. Of a batch-normalised one, √(E[φ'²] / Var[φ]), whatever σ_w² is: for a ReLU
 * √(π / (π - 1)) = 1.211 (Yang et al. 2019). By Poincaré's inequality that is above 1 for every activation that is not linear.
 *
 * @param spec of mlp or residual, as in `layers`
 * @param options the mean square of the inputs
 * @throws {TypeError | RangeError} as `layers`, and when there are fewer than two hidden layers
 * @example theory.gradientRatio({ inputs: 100, hidden: Array(20).fill(100), outputs: 10, activation: 'sigmoid' }) // 0.14
 */
export function gradientRatio(
  spec: MlpSpec | ResidualSpec,
  options: Pick<LayersOptions, 'inputPower'> = {},
): number {
  const where = 'theory.gradientRatio';
  checkKeys(where, 'options', options, ['inputPower']);
  const stages = predictLayers(where, spec, nonNegative(where, 'inputPower', options.inputPower ?? 1));
  const steps = 'blocks' in spec ? spec.blocks : stages.length - 2;
  if (steps < 1)
    throw new RangeError(`${where}: hidden must have at least two layers; got ${stages.length - 1}`);
  // The last stage is the logits. The gradient at the last layer of a block is the one at the block's end.
  return Math.sqrt(stages[0].squaredGradient / stages.at(-2)!.squaredGradient) ** (1 / steps);
}
