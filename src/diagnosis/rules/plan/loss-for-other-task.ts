import type { Severity, Symptom } from '../../finding';
import { headRemedy } from '../../plan/head';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import { rowSums } from '../../plan/targets';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A loss that trains, and is made for another task. */
export const lossForOtherTask: Rule<Plan> = {
  name: 'loss-for-other-task',
  cause: 'wrong-loss-for-task',
  summary: 'the loss is made for another task than that of the targets',
  source: 'the least values of the losses, and their gradients before the activation',
  notebook: null,
  inspect: (plan) =>
    plan.outputs.flatMap((output) => {
      const mismatch = mismatchOf(output);
      return mismatch === null ? [] : [symptomOf(plan, output, mismatch)];
    }),
};

interface Mismatch {
  readonly severity: Severity;
  readonly confidence: number;
  readonly made: string;
  readonly meaning: string;
  readonly basis: string;
}

const warning = (confidence: number, made: string, meaning: string, basis: string): Mismatch => ({
  severity: 'warning',
  confidence,
  made,
  meaning,
  basis,
});

const SOFTENED = 10;

const CLASSES = ['binary', 'oneHot', 'signs'];

function mismatchOf(output: OutputPlan): Mismatch | null {
  const { loss, encoding, activation, units, range } = output;
  if (loss === null || units === null) return null;
  const areExclusive = encoding === 'oneHot' && units > 1;
  const areClasses = CLASSES.includes(encoding);
  const isSquashed = range !== null && Number.isFinite(range.max - range.min);
  if (loss === 'binaryCrossentropy' || loss === 'sigmoidCrossEntropy') {
    if (areExclusive) return binaryOnClasses(units, activation === 'softmax');
    // Few distinct values are softened labels.
    const areNumbers = encoding === 'numbers' && units === 1 && output.target.distinct > SOFTENED;
    return areNumbers && output.target.min >= 0 && output.target.max <= 1
      ? {
          ...warning(
            0.5,
            'probabilities',
            'It trains, with a loss whose least value is not 0 but the entropy of the targets.',
            'the cross-entropy of y with itself',
          ),
          severity: 'info',
        }
      : null;
  }
  if (loss === 'poisson' && (areClasses || encoding === 'multiLabel'))
    return warning(
      0.7,
      'counts',
      'Of classes it has its least value at their probabilities too, but hardly punishes a probability that is too high.',
      'p - y log p: for y = 0 the gradient is 1, however sure the output is',
    );
  if (loss === 'meanAbsoluteError' && areClasses)
    return warning(
      units > 2 ? 0.7 : 0.5,
      'numbers',
      'Its least value is at the median of the targets: an output of 0 wherever no class is more likely than not.',
      'the median of 0 and 1',
    );
  if (LOSS_KINDS[loss].isRegression && areClasses && isSquashed)
    return warning(
      0.4,
      'numbers',
      `The error is multiplied by the derivative of the ${activation ?? 'activation'}: an output that is sure and wrong has hardly any gradient, where cross-entropy has its largest.`,
      'dL/dz = (a - y) φ′(z), against a - y with cross-entropy',
    );
  if (loss === 'cosineProximity' && encoding === 'numbers' && !haveOneSize(output))
    return warning(
      0.7,
      'directions',
      'It sees the direction of a row only: the sizes of the outputs are not learned.',
      'cos(y, c p) = cos(y, p) for every c > 0',
    );
  return null;
}

/** Whether all rows of y have about the same size, so that their directions are all that they hold. */
function haveOneSize({ target }: OutputPlan): boolean {
  const width = target.rowShape.at(-1) ?? 1;
  const squares = rowSums({ values: Array.from(target.values, (value) => value * value) }, width);
  const sizes = squares.map(Math.sqrt);
  return Math.max(...sizes) - Math.min(...sizes) <= 0.01 * Math.max(...sizes);
}

/** Binary cross-entropy over K exclusive classes: with two, each unit is the other's mirror, and nothing is lost. */
function binaryOnClasses(units: number, isSoftmax: boolean): Mismatch {
  const meaning = isSoftmax
    ? 'It trains; but each unit is judged as if the others did not exist, and the loss and its accuracy look good at once, since most of the K values are 0.'
    : `It trains; but the ${units} sigmoids are ${units} separate answers, mostly “no”: they need not sum to 1, and binary accuracy is ${(1 - 1 / units).toFixed(2)} for an output of zeros.`;
  const basis = 'the sum over K units of their own cross-entropies';
  const made = 'labels that don’t exclude each other';
  return units > 2
    ? warning(0.6, made, meaning, basis)
    : { ...warning(0.3, made, meaning, basis), severity: 'info' };
}

function symptomOf(
  plan: Plan,
  output: OutputPlan,
  { severity, confidence, made, meaning, basis }: Mismatch,
): Symptom {
  const { name, loss, lossName, units, encoding } = output;
  const words: Readonly<Record<string, string>> = {
    binary: 'two classes, 0 and 1',
    oneHot: `one of ${units ?? 0} classes`,
    signs: 'two classes, -1 and 1',
    multiLabel: 'labels',
  };
  return {
    severity,
    confidence,
    layer: name,
    evidence: {
      quantity: 'distinct values of y',
      value: output.target.distinct,
      threshold: null,
      basis: `arithmetic: ${basis}`,
    },
    problem: `y holds ${words[encoding] ?? 'numbers'}, and ${lossName ?? String(loss)} is made for ${made}`,
    meaning,
    remedy: headRemedy(plan, output),
  };
}
