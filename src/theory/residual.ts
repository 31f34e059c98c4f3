// What the layers of a residual network should show.
import { activations } from '../activations';
import type { CheckedResidual } from '../networks';
import { initialVariances, type LayerVariances } from './initial-variances';
import { activationMoments, divisorOf, normalized, denseForward, type Moments } from './signal';
import type { LayerPrediction } from './prediction';

/**
 * The layers of a pre-activation residual network from the stem on, the logits last.
 *
 * What a block computes is added to what it got, and is independent of it, so that the mean squares add up: forward, and of the
 * gradient on its way back (De and Smith 2020, section 3, for the forward pass).
 */
export function predictResidual(where: string, spec: CheckedResidual, input: Moments): LayerPrediction[] {
  const { branch, variant, width, blocks, layersPerBlock, outputs } = spec;
  if (variant !== 'preActivation') {
    throw new RangeError(`${where}: variant '${variant}' has no theory here; give 'preActivation'`);
  }
  if (branch === 'fixup')
    throw new RangeError(`${where}: branch 'fixup' sends no gradient back from its logits`);
  const draw = (from: number, to: number): LayerVariances => initialVariances(where, spec, from, to);
  const within = draw(width, width);
  const none: LayerVariances = { weightVariance: 0, biasVariance: 0 };

  const stem = denseForward(draw(spec.inputs, width), input);
  const forward: Block[] = [];
  let stream = stem;
  for (let b = 0; b < blocks; b++) {
    const draws = Array.from({ length: layersPerBlock }, (_, i) =>
      i === layersPerBlock - 1 && branch === 'zero' ? none : within,
    );
    const layers = branchLayers(spec, draws, stream);
    const open = branch !== 'skipInit';
    const [before, last] = [stream, layers.at(-1)!.z];
    if (open)
      stream = { meanSquare: before.meanSquare + last.meanSquare, variance: before.variance + last.variance };
    forward.push({ layers, open, before: before.meanSquare, after: stream.meanSquare });
  }
  const end = branchLayers(spec, [draw(width, outputs)], stream)[0];

  const back: LayerPrediction[] = [{ q: end.z.meanSquare, stream: stream.meanSquare, squaredGradient: 1 }];
  let gradient = end.factor; // of the stream
  for (const { layers, open, before, after } of forward.toReversed()) {
    let inBranch = open ? gradient : 0;
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
  /** Whether the branch counts at all at the start. */
  readonly open: boolean;
  /** The stream's mean square on either side. */
  readonly before: number;
  readonly after: number;
}

interface BranchLayer {
  readonly z: Moments;
  /** What the layer, with the activation and the normalisation before it, multiplies the gradient's mean square by. */
  readonly factor: number;
}

/** Normalisation, activation and weights, once a layer. */
function branchLayers(spec: CheckedResidual, draws: readonly LayerVariances[], from: Moments): BranchLayer[] {
  const kind = spec.normalization;
  let input = from;
  return draws.map((draw) => {
    const { slope, ...a } = activationMoments(activations[spec.activation], normalized(kind, input));
    const factor = (draw.weightVariance * slope) / divisorOf(kind, input);
    input = denseForward(draw, a);
    return { z: input, factor };
  });
}
