import type { Remedy, Severity, Symptom } from '../../finding';
import { headFor, headRemedy } from '../../plan/head';
import { optimizerCode } from '../../plan/optimizer-code';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import type { ValueRange } from '../../plan/output-range';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** An activation of the output whose values are not those that the loss is made for. */
export const outputAgainstLoss: Rule<Plan> = {
  name: 'output-against-loss',
  cause: 'output-activation-mismatch-loss',
  summary: 'the output’s activation gives other values than the loss is made for',
  source: 'the definitions of the losses, and tfjs’s clipping to [1e-7, 1 - 1e-7], with gradient 0 beyond',
  notebook: null,
  inspect: (plan) =>
    plan.outputs.flatMap((output) => {
      const { loss, range } = output;
      if (loss === null || range === null) return [];
      const mismatch = MISMATCHES[LOSS_KINDS[loss].output]?.(output, range) ?? null;
      return mismatch === null ? [] : [symptomOf(plan, output, range, mismatch)];
    }),
};

interface Mismatch {
  readonly severity: Severity;
  readonly confidence: number;
  readonly takes: string;
  readonly meaning: string;
}

type Check = (output: OutputPlan, range: ValueRange) => Mismatch | null;

const isWithin = ({ min, max }: ValueRange, from: number, to: number): boolean => min >= from && max <= to;

const error = (takes: string, meaning: string): Mismatch => ({
  severity: 'error',
  confidence: 1,
  takes,
  meaning,
});

function outsideProbabilities({ activation }: OutputPlan, range: ValueRange, takes: string): Mismatch | null {
  // Another rule has outputs without activation.
  if (activation === null && range.min === -Infinity && range.max === Infinity) return null;
  const isRectified = range.min === 0;
  return error(
    takes,
    isRectified
      ? 'An output of 0 is clipped, with gradient 0: an example whose outputs start at 0 stays there, and one above 1 can’t come back. Some starts are stuck at once, in others a row of zeros gives NaN.'
      : 'An output below 0 or above 1 is clipped, with gradient 0: the examples that are most wrong teach nothing.',
  );
}

const MISMATCHES: Partial<Record<(typeof LOSS_KINDS)[keyof typeof LOSS_KINDS]['output'], Check>> = {
  probabilities: (output, range) =>
    isWithin(range, 0, 1) ? null : outsideProbabilities(output, range, 'probabilities from 0 to 1'),
  distribution(output, range) {
    if (range.sumsToOne || output.units === 1) return null;
    const takes = 'probabilities that sum to 1';
    if (!isWithin(range, 0, 1)) {
      // tfjs divides by the sum of a row, so that any numbers above 0 will do; a ReLU gives 0.
      const isPositive = output.activation === 'softplus' && output.loss === 'categoricalCrossentropy';
      return isPositive ? null : outsideProbabilities(output, range, takes);
    }
    return {
      severity: 'warning',
      confidence: 0.7,
      takes,
      meaning:
        output.loss === 'kullbackLeiblerDivergence'
          ? 'Nothing keeps the outputs from all going to 1, where this loss is least: the classes compete for nothing.'
          : 'tfjs divides by the sum of each row, so that it may train; but the outputs are no probabilities of exclusive classes, a saturated unit has no gradient, and with all outputs near 0 the sum is rounding.',
    };
  },
  positive(output, range) {
    if (range.min >= 0) return null;
    if (output.loss === 'poisson')
      return error('numbers above 0', 'The logarithm of an output below 0 is NaN, and so is the loss.');
    return {
      severity: 'warning',
      confidence: 0.8,
      takes: 'numbers of at least 0',
      meaning: 'Outputs below 0 are set to 0 before the logarithm: their gradient is 0.',
    };
  },
  logits: rectifiedLogits,
  binaryLogits: rectifiedLogits,
  numbers(output, range) {
    const isSigned = output.loss !== null && LOSS_KINDS[output.loss].targets === 'signs';
    const isHinge = isSigned || output.loss === 'binaryHinge';
    if (!isHinge || range.min < 0) return null;
    return {
      severity: 'warning',
      confidence: 0.9,
      takes: 'scores below and above 0',
      meaning: 'An output that is never negative is on the wrong side for every example of the other class.',
    };
  },
};

/** Logits that are never negative; a bound on both sides is another rule's. */
function rectifiedLogits(output: OutputPlan, range: ValueRange): Mismatch | null {
  if (range.min < 0 || range.max !== Infinity) return null;
  return {
    severity: 'warning',
    confidence: 0.8,
    takes: 'logits of either sign',
    meaning:
      output.loss === 'sigmoidCrossEntropy'
        ? 'No probability below 0.5 can be given, and a unit at 0 has no gradient.'
        : 'A class whose unit is at 0 for all examples gets no gradient any more.',
  };
}

function symptomOf(
  plan: Plan,
  output: OutputPlan,
  range: ValueRange,
  { severity, confidence, takes, meaning }: Mismatch,
): Symptom {
  const { name, activation, lossName, loss, units } = output;
  const gives = `values from ${range.min === -Infinity ? '-∞' : range.min} to ${range.max === Infinity ? '∞' : range.max}`;
  return {
    severity,
    confidence,
    layer: name,
    evidence: {
      quantity: range.min < 0 ? 'least value of the output' : 'largest value of the output',
      value: range.min < 0 ? range.min : range.max,
      threshold: range.min < 0 ? 0 : 1,
      basis: `the activation gives ${gives}, and the loss takes ${takes}`,
    },
    problem: `${name} ends in ${activation === null ? 'no activation' : `a ${activation}`} (${gives}), and ${lossName ?? String(loss)} takes ${takes}`,
    meaning,
    remedy: remedyOf(plan, output, units ?? 1),
  };
}

function remedyOf(plan: Plan, output: OutputPlan, units: number): Remedy {
  const { loss, name } = output;
  const { isRegression } = LOSS_KINDS[headFor(output).loss];
  const takes = LOSS_KINDS[loss!].output;
  if (takes === 'positive' || takes === 'numbers' || takes === 'logits' || takes === 'binaryLogits') {
    const activation = takes === 'positive' ? ", activation: 'softplus'" : '';
    return {
      text:
        activation === ''
          ? 'Leave out the activation of the output.'
          : 'Give the output a softplus, which is above 0 and never flat.',
      code: `tf.layers.dense({ units: ${units}${activation} }) // in the place of ${name}`,
      fixes: ['output'],
    };
  }
  if (isRegression) return headRemedy(plan, output);
  if (takes === 'probabilities' && output.encoding === 'oneHot' && units > 1)
    return {
      text: "Give the output a softmax, and train with 'categoricalCrossentropy'.",
      code: `tf.layers.dense({ units: ${units}, activation: 'softmax' }) // in the place of ${name}\nmodel.compile({ optimizer: ${optimizerCode(plan.optimizer)}, loss: 'categoricalCrossentropy' });`,
      fixes: ['output'],
    };
  const activation = takes === 'probabilities' ? 'sigmoid' : 'softmax';
  return {
    text: `Give the output a ${activation}.`,
    code: `tf.layers.dense({ units: ${units}, activation: '${activation}' }) // in the place of ${name}`,
    fixes: ['output'],
  };
}
