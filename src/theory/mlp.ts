// Predictions for the layers of an mlp.
import { activations } from '../activations';
import type { CheckedMlp } from '../networks';
import { initialVariances } from './initial-variances';
import type { ActivationFunction } from './field';
import { activationMoments, divisorOf, normalized, denseForward, type Moments } from './signal';
import type { LayerPrediction } from './prediction';

/** Activation and normalisation, between a hidden layer's pre-activation and the next layer's weights. */
interface ActivationStage {
  readonly output: Moments;
  /** The factor on the mean square of the gradient in the backward pass. */
  readonly slope: number;
}

function activationStage(spec: CheckedMlp, phi: ActivationFunction, z: Moments): ActivationStage {
  const { normalization: kind, normalizationPosition: position } = spec;
  if (position === 'before') {
    const { slope, ...output } = activationMoments(phi, normalized(kind, z));
    return { output, slope: slope / divisorOf(kind, z) };
  }
  const a = activationMoments(phi, z.meanSquare);
  // The mean of activations over the units is that over the examples: layer norm subtracts the same as batch norm.
  const divisor = divisorOf(kind === 'layer' ? 'batch' : kind, a);
  const meanSquare = kind === 'rms' || kind === 'none' ? a.meanSquare / divisor : 1;
  return { output: { meanSquare, variance: a.variance / divisor }, slope: a.slope / divisor };
}

/**
 * Predicts the layers of an mlp from the input on, the logits last.
 *
 * In the backward pass from a layer to the one before, the mean square of the gradient is multiplied by σ_w² of the layer and by
 * the mean square slope between the two pre-activations. The parts that a normalisation subtracts from the gradient are of the
 * order of 1 / batch size, or 1 / width, and are left out.
 */
export function predictMlp(where: string, spec: CheckedMlp, input: Moments): LayerPrediction[] {
  if (spec.skip > 0)
    throw new RangeError(`${where}: an mlp with skip has no theory here; give a residual spec`);
  if (spec.dropout > 0) throw new RangeError(`${where}: dropout has no theory here; got ${spec.dropout}`);
  const phi = activations[spec.activation];
  const widths = [...spec.hidden, spec.outputs];
  const layers: { z: Moments; slope: number; weightVariance: number }[] = [];
  let a = input;
  let width = spec.inputs;
  for (const units of widths) {
    const variances = initialVariances(where, spec, width, units);
    const z = denseForward(variances, a);
    const { output, slope } = activationStage(spec, phi, z);
    layers.push({ z, slope, weightVariance: variances.weightVariance });
    [a, width] = [output, units];
  }
  const predictions: LayerPrediction[] = [];
  let squaredGradient = 1;
  let weightVariance: number | null = null; // of the next layer
  for (const layer of layers.toReversed()) {
    if (weightVariance !== null) squaredGradient = squaredGradient * weightVariance * layer.slope;
    predictions.unshift({ q: layer.z.meanSquare, stream: NaN, squaredGradient });
    ({ weightVariance } = layer);
  }
  return predictions;
}
