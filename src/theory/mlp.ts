// What the layers of an mlp should show.
import { activations } from '../activations';
import type { CheckedMlp } from '../networks';
import { initialVariances } from './initial-variances';
import type { ActivationFunction } from './field';
import { activationMoments, divisorOf, normalized, denseForward, type Moments } from './signal';
import type { LayerPrediction } from './prediction';

/** What a hidden layer does between its own pre-activation and the next layer's weights. */
interface ActivationStage {
  readonly output: Moments;
  /** What it multiplies the mean square of a gradient by, on its way back. */
  readonly slope: number;
}

function activationStage(spec: CheckedMlp, curve: ActivationFunction, z: Moments): ActivationStage {
  const { normalization: kind, normalizationPosition: position } = spec;
  if (position === 'before') {
    const { slope, ...output } = activationMoments(curve, normalized(kind, z));
    return { output, slope: slope / divisorOf(kind, z) };
  }
  const a = activationMoments(curve, z.meanSquare);
  // The mean of activations over the units is that over the examples: layer norm takes away what batch norm does.
  const divisor = divisorOf(kind === 'layer' ? 'batch' : kind, a);
  const power = kind === 'rms' || kind === 'none' ? a.meanSquare / divisor : 1;
  return { output: { meanSquare: power, variance: a.variance / divisor }, slope: a.slope / divisor };
}

/**
 * The layers of an mlp from the input on, the logits last.
 *
 * A gradient on its way back from a layer to the one before is multiplied by σ_w² of the layer, and by the slope of what lies
 * between the two pre-activations. (That a normalisation also takes parts out of the gradient counts for one part in the size
 * of the batch, or of the layer: for nothing, here.)
 */
export function predictMlp(where: string, spec: CheckedMlp, input: Moments): LayerPrediction[] {
  if (spec.skip > 0)
    throw new RangeError(`${where}: an mlp with skip has no theory here; give a residual spec`);
  if (spec.dropout > 0) throw new RangeError(`${where}: dropout has no theory here; got ${spec.dropout}`);
  const curve = activations[spec.activation];
  const widths = [spec.inputs, ...spec.hidden, spec.outputs];
  const draws = widths.slice(1).map((units, i) => initialVariances(where, spec, widths[i], units));
  const sizes: Moments[] = [];
  const slopes: number[] = [];
  let a = input;
  for (const draw of draws) {
    const z = denseForward(draw, a);
    const { output, slope } = activationStage(spec, curve, z);
    sizes.push(z);
    slopes.push(slope);
    a = output;
  }
  const gradients = [1];
  for (let l = draws.length - 1; l > 0; l--) {
    gradients.unshift(gradients[0] * draws[l].weightVariance * slopes[l - 1]);
  }
  return sizes.map(({ meanSquare: power }, i) => ({ q: power, stream: NaN, squaredGradient: gradients[i] }));
}
