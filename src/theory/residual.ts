// Predictions for the layers of a residual network.
import { activations } from '../activations';
import type { CheckedResidual } from '../networks';
import { itemAt } from '../arrays';
import { initialVariances, type LayerVariances } from './initial-variances';
import { activationMoments, divisorOf, normalized, denseForward, type Moments } from './signal';
import type { LayerPrediction } from './prediction';

/**
 * Predicts the layers of a pre-activation residual network from the stem on, the logits last.
 *
 * A block adds a branch to its input. The two are independent, so that their mean squares add up, as do those of their gradients
 * in the backward pass (De and Smith 2020, section 3, for the forward pass).
 */
export function predictResidual(where: string, spec: CheckedResidual, input: Moments): LayerPrediction[] {
  const { branch, variant, width, blocks, layersPerBlock, outputs } = spec;
  if (variant !== 'preActivation') {
    throw new RangeError(`${where}: variant '${variant}' has no theory here; give 'preActivation'`);
  }
  if (branch === 'fixup')
    throw new RangeError(`${where}: branch 'fixup' sends no gradient back from its logits`);
  const variancesOf = (from: number, to: number): LayerVariances => initialVariances(where, spec, from, to);
  const within = variancesOf(width, width);
  const none: LayerVariances = { weightVariance: 0, biasVariance: 0 };

  const stem = denseForward(variancesOf(spec.inputs, width), input);
  const forward: Block[] = [];
  let stream = stem;
  for (let b = 0; b < blocks; b++) {
    const variances = Array.from({ length: layersPerBlock }, (_, i) =>
      i === layersPerBlock - 1 && branch === 'zero' ? none : within,
    );
    const layers = branchLayers(spec, variances, stream);
    const isActive = branch !== 'skipInit';
    const [before, last] = [stream, layers.at(-1)!.z];
    if (isActive)
      stream = { meanSquare: before.meanSquare + last.meanSquare, variance: before.variance + last.variance };
    forward.push({ layers, isActive, before: before.meanSquare, after: stream.meanSquare });
  }
  const logits = itemAt(branchLayers(spec, [variancesOf(width, outputs)], stream), 0);

  const back: LayerPrediction[] = [{ q: logits.z.meanSquare, stream: stream.meanSquare, squaredGradient: 1 }];
  let gradient = logits.factor; // of the residual stream
  for (const { layers, isActive, before, after } of forward.toReversed()) {
    let inBranch = isActive ? gradient : 0;
    for (const { z, factor } of layers.toReversed()) {
      back.unshift({
        q: z.meanSquare,
        stream: z === layers.at(-1)!.z ? after : before,
        squaredGradient: inBranch,
      });
      inBranch *= factor;
    }
    gradient += inBranch;
  }
  return [{ q: stem.meanSquare, stream: stem.meanSquare, squaredGradient: gradient }, ...back];
}

interface Block {
  readonly layers: readonly BranchLayer[];
  /** Whether the branch contributes at initialisation. */
  readonly isActive: boolean;
  /** The mean square of the residual stream before and after the block. */
  readonly before: number;
  readonly after: number;
}

interface BranchLayer {
  readonly z: Moments;
  /** The factor of the layer, with its activation and normalisation, on the mean square of the gradient. */
  readonly factor: number;
}

/** The layers of a branch: normalisation, activation and weights each. */
function branchLayers(
  spec: CheckedResidual,
  variances: readonly LayerVariances[],
  from: Moments,
): BranchLayer[] {
  const kind = spec.normalization;
  let input = from;
  return variances.map((own) => {
    const { slope, ...a } = activationMoments(activations[spec.activation], normalized(kind, input));
    const factor = (own.weightVariance * slope) / divisorOf(kind, input);
    input = denseForward(own, a);
    return { z: input, factor };
  });
}
