import { activationNameOf, isActivationLayer, isProbability, traitsOf } from '../../../activations';
import { formatNumber } from '../../../format';
import type { Cause, Remedy } from '../../finding';
import type { Rule } from '../../rule';
import { receivedBy, ROUNDING } from '../../start/gradient-stop';
import type { Start, StartPass } from '../../start/start';
import { isSeen, overStarts } from './draws';

/** The place where the gradient ends, and the reason. */
interface Stop {
  readonly layer: string | null;
  readonly cause: Cause;
  /** The reason, as the end of a sentence. */
  readonly because: string;
  readonly remedy: Remedy;
  /** The size of the gradient that the place receives, and of the one that it passes on. */
  readonly received: number;
  readonly passed: number;
}

/** The place where the gradient of a pass ends; null where it ends at none. */
function stopOf({ plan, links }: Start, pass: StartPass): Stop | null {
  const outputs = plan.outputs.map(({ name }) => name);
  const isOutput = (layer: string): boolean => layer === links.at(-1)?.layer || outputs.includes(layer);
  // A skip carries the gradient past a layer that ends it.
  const reachesFirst = (pass.measures.find(({ dz }) => dz !== null)?.dz?.norm ?? 0) > 0;
  const atActivation = pass.measures
    .toReversed()
    .find(
      ({ activation, da, dz }) =>
        da &&
        dz &&
        da.rms > 0 &&
        dz.rms <= ROUNDING * receivedBy(activation, da.rms, pass.loss, pass.rows.length),
    );
  if (atActivation && (!reachesFirst || pass.measures.at(-1) === atActivation || atActivation.dz!.rms > 0)) {
    const { layer, activation, da, dz } = atActivation;
    return activationStop(layer, activation ?? 'its activation', isOutput(layer), da!.rms, dz!.rms);
  }
  const stop = pass.gradientStop;
  if (!stop) return null;
  const { received, passed } = stop;
  if (stop.layer === null) return lossStop(plan.outputs);
  const { name } = stop.layer;
  if (isMoved(pass, name)) return null;
  const own = pass.measures.find(({ layer }) => layer === name);
  if (own?.W?.rms === 0) {
    return {
      layer: name,
      cause: 'bad-initialization',
      because: 'its weights are all 0, and so is their gradient',
      remedy: {
        text: "Draw the weights at random, such as with kernelInitializer 'heNormal'.",
        code: "tf.layers.dense({ units, kernelInitializer: 'heNormal' })",
        fixes: ['initializer'],
      },
      received,
      passed,
    };
  }
  if (isActivationLayer(stop.layer))
    return activationStop(name, activationNameOf(stop.layer) ?? 'linear', isOutput(name), received, passed);
  return {
    layer: name,
    cause: 'zero-derivative-op',
    because: `${stop.layer.getClassName()} has the derivative 0: it rounds, compares, takes signs or indices, clips, or stops the gradient`,
    remedy: {
      text: `Write ${name} with operations that have a derivative, such as a sigmoid in place of a step, or pass the gradient straight through.`,
      code: 'tf.customGrad((x, save) => ({ value: tf.round(x), gradFunc: (dy) => dy }))',
    },
    received,
    passed,
  };
}

/** Whether zeros end the gradient that the first step moves: those of a last layer, or of a skip's scale. */
function isMoved({ layers }: StartPass, layer: string): boolean {
  const rows = layers.objects().filter((row) => row.layer === layer);
  return rows.some(
    ({ quantity, weight, norm }) =>
      weight !== null && norm === 0 && rows.some((row) => row.quantity === `dL/d${quantity}` && row.norm > 0),
  );
}

function activationStop(
  layer: string,
  activation: string,
  isOutput: boolean,
  received: number,
  passed: number,
): Stop {
  const at = { layer, received, passed };
  if (traitsOf(activation)?.isRectified) {
    return {
      ...at,
      cause: isOutput ? 'dead-output' : 'dying-relu',
      because: `every unit's ${activation} is 0 for every example, and its derivative with it`,
      remedy: isOutput
        ? {
            text: 'Use no activation for numbers, a sigmoid or a softmax for classes.',
            code: 'tf.layers.dense({ units })',
            fixes: ['output'],
          }
        : {
            text: 'Use a leaky ReLU, more units, or other weights: scale the inputs to mean 0, and start the biases at 0 or above.',
            code: 'tf.layers.leakyReLU({ alpha: 0.01 })',
            fixes: ['activation', 'initializer'],
          },
    };
  }
  if (activation === 'softmax') {
    return {
      ...at,
      cause: 'zero-derivative-op',
      because: 'its softmax is at its limits, or has one unit: it does not change with its input',
      remedy: {
        text: 'Use a sigmoid for one unit; for several, scale the logits down.',
        code: null,
        fixes: isOutput ? ['output'] : [],
      },
    };
  }
  return {
    ...at,
    cause: isOutput ? 'output-activation-mismatch-loss' : 'saturating-hidden-activation',
    because: `every value is where ${activation} is flat`,
    remedy: {
      text: 'Scale inputs and weights so that the pre-activations are near 0, normalise them, or use an activation without flat ends.',
      code: 'tf.layers.batchNormalization()',
      fixes: isOutput ? ['output', 'scale x'] : ['scale x', 'initializer'],
    },
  };
}

/** The named losses that clip probabilities to [1e-7, 1 - 1e-7], beyond which their derivative is 0. */
const CLIPPED = /crossentropy/i;

function lossStop([output]: Start['plan']['outputs']): Stop {
  const activation = output?.activation ?? null;
  const name = output?.lossName ?? 'the loss';
  const isClipped = CLIPPED.test(name) && name !== 'crossEntropy';
  const givesOthers = isClipped && !isProbability(activation);
  return {
    layer: null,
    cause: !givesOthers
      ? 'zero-derivative-op'
      : activation === null
        ? 'logits-into-probability-loss'
        : 'output-activation-mismatch-loss',
    because: isClipped
      ? `${name} clips the outputs to [1e-7, 1 − 1e-7], and every one of them is beyond`
      : `${name} does not change with the outputs`,
    remedy: {
      text: givesOthers
        ? 'Give the loss probabilities: a sigmoid for one unit, a softmax for several.'
        : 'Scale inputs and weights so that the outputs are not at their limits, or give logits to a loss that takes them.',
      code: givesOthers
        ? `tf.layers.dense({ units, activation: '${output?.units === 1 ? 'sigmoid' : 'softmax'}' })`
        : null,
      fixes: givesOthers ? ['output'] : ['scale x', 'initializer'],
    },
    received: 0,
    passed: 0,
  };
}

/** No gradient reaches the first layers: zero, or the rounding of zero. */
export const zeroGradient: Rule<Start> = {
  name: 'zero-gradient',
  cause: 'zero-derivative-op',
  summary: 'the gradient is zero, or zero to rounding, from a layer back',
  source: 'arithmetic: the resolution of float32 is 6e-8 of what comes in',
  notebook: null,
  inspect(start) {
    const { first: stop, share, isInWeights } = overStarts(start, (pass) => stopOf(start, pass));
    if (stop === null) return [];
    const { layer, cause, because, remedy, received, passed } = stop;
    const value = received === 0 ? 0 : passed / received;
    const among =
      start.passes.length > 1 ? `, in ${formatNumber(100 * share, 2)} % of the draws of the weights` : '';
    return [
      {
        severity: isSeen(isInWeights, share) ? 'error' : 'warning',
        confidence: share,
        cause,
        layer,
        evidence: {
          quantity:
            layer === null
              ? 'gradient of the loss'
              : `gradient that ${layer} passes on, as a share of what it receives`,
          value,
          threshold: ROUNDING,
          basis: 'arithmetic: float32 resolves 6e-8 of what comes in; below 1e-6 is rounding',
        },
        problem: `The gradient is ${value === 0 ? 'zero' : 'zero to rounding'} from ${layer ?? 'the loss'} back${among}: ${because}.`,
        meaning:
          'No weight before that place gets an update, however long the training and however large the rate.',
        remedy,
      },
    ];
  },
};
