import { activationNameOf } from '../../../activations';
import { itemAt } from '../../../arrays';
import { valueRange, type ValueRange } from '../../plan/output-range';
import type { Symptom } from '../../finding';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** Logits that are squashed before the softmax or the sigmoid: a softmax twice, or a sigmoid or tanh before it. */
export const squashedLogits: Rule<Plan> = {
  name: 'squashed-logits',
  cause: 'softmax-twice',
  summary: 'the logits are bounded, as where a softmax is applied twice',
  source: 'arithmetic: with logits from a to b the largest of K probabilities is e^(b-a) / (e^(b-a) + K - 1)',
  notebook: null,
  inspect: (plan) =>
    plan.outputs.flatMap((output) => {
      const found = insideModel(output, plan) ?? intoLoss(output);
      return found === null ? [] : [symptomOf(plan, output, found)];
    }),
};

interface Squashed {
  /** The layer that squashes the logits. */
  readonly by: string;
  readonly isSoftmax: boolean;
  readonly range: ValueRange;
  /** The softmax or the loss that takes the logits. */
  readonly into: string;
  readonly isLoss: boolean;
  readonly units: number;
}

const isBounded = (range: ValueRange | null): range is ValueRange =>
  range !== null && Number.isFinite(range.min) && Number.isFinite(range.max);

/** Spans above this leave probabilities of 0.99 in reach of two classes; below, none: ln(0.99 / 0.01) = 4.6. */
const WIDE = 4.6;

/** A softmax layer of its own whose input is bounded. */
function insideModel({ name, units, activation }: OutputPlan, { model, outputs }: Plan): Squashed | null {
  if (activation !== 'softmax' || units === null || units < 2) return null;
  const index = outputs.findIndex((output) => output.name === name);
  const { sourceLayer, nodeIndex } = itemAt(model.outputs, index);
  const className = sourceLayer.getClassName();
  if (activationNameOf(sourceLayer) !== 'softmax' || (className !== 'Activation' && className !== 'Softmax'))
    return null;
  const [before] = itemAt(sourceLayer.inboundNodes, nodeIndex).inputTensors;
  const range = before === undefined ? null : valueRange(before);
  if (before === undefined || !isBounded(range) || range.max - range.min >= WIDE) return null;
  const { name: by } = before.sourceLayer;
  return { by, isSoftmax: range.sumsToOne, range, into: `the softmax ${name}`, isLoss: false, units };
}

/** An output that is squashed, into a loss that takes logits. */
function intoLoss({ loss, lossName, range, activation, units, name }: OutputPlan): Squashed | null {
  if (loss === null || units === null || !isBounded(range) || range.max - range.min >= WIDE) return null;
  const takes = LOSS_KINDS[loss].output;
  if (takes !== 'logits' && takes !== 'binaryLogits') return null;
  if (takes === 'logits' && units < 2) return null;
  return {
    by: activation === null ? name : `${name}, a ${activation},`,
    isSoftmax: range.sumsToOne,
    range,
    into: lossName ?? `the loss function (${loss})`,
    isLoss: true,
    units: takes === 'logits' ? units : 1,
  };
}

function symptomOf(plan: Plan, output: OutputPlan, found: Squashed): Symptom {
  const { by, isSoftmax, range, into, isLoss, units } = found;
  const span = range.max - range.min;
  const most = units === 1 ? 1 / (1 + Math.exp(-range.max)) : Math.exp(span) / (Math.exp(span) + units - 1);
  const refused = isLoss && isSoftmax && plan.checked === null;
  const least = -Math.log(most);
  const sigmoidInto = isLoss && output.loss === 'sigmoidCrossEntropy';
  const loss = sigmoidInto
    ? 'binaryCrossentropy'
    : output.encoding === 'oneHot' || output.encoding === 'distribution'
      ? 'categoricalCrossentropy'
      : 'sparseCategoricalCrossentropy';
  return {
    severity: refused ? 'error' : 'warning',
    confidence: 1,
    layer: output.name,
    cause: isSoftmax ? 'softmax-twice' : 'output-activation-mismatch-loss',
    evidence: {
      quantity: 'largest probability that can be given',
      value: most,
      threshold: 0.99,
      basis: 'arithmetic: e^(b-a) / (e^(b-a) + K - 1) for logits from a to b and K classes',
    },
    problem: `${by} gives values from ${range.min} to ${range.max}, and ${into} takes logits: no class gets a probability above ${most.toFixed(2)}`,
    meaning:
      units === 1
        ? `The loss of an example of class 1 is not below ${least.toFixed(2)}, and the gradient passes two derivatives that are small where the output is sure.`
        : `${isSoftmax ? 'A softmax of a softmax' : 'A softmax of bounded logits'} is nearly even: the loss stays above ${least.toFixed(2)}, where guessing has ${Math.log(units).toFixed(2)}. The gradient passes two derivatives that are small where the output is sure.`,
    remedy: isLoss
      ? {
          text: `Leave out the activation of the output, since the loss has its own, or train with '${loss}', which takes probabilities.`,
          code: `tf.layers.dense({ units: ${output.units ?? units} }) // in the place of ${output.replaced}: logits`,
          fixes: ['output'],
        }
      : {
          text: `Leave out the activation before ${into}.`,
          code: `tf.layers.dense({ units: ${units} }) // in the place of ${by}`,
        },
  };
}
