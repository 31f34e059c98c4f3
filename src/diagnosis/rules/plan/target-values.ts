import type { Evidence, Remedy, Symptom } from '../../finding';
import { areIndices } from '../../../hooks';
import { headRemedy } from '../../plan/head';
import { LOSS_KINDS, type TakesTargets } from '../../plan/loss-kinds';
import { rowSums } from '../../plan/targets';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** y holds values that the loss is not made for. */
export const targetValues: Rule<Plan> = {
  name: 'target-values',
  cause: 'labels-do-not-fit-output',
  summary: 'y holds values that the loss is not made for',
  source: 'the definitions of the losses',
  notebook: null,
  inspect: (plan) =>
    plan.outputs.flatMap((output) => {
      const { loss, tensor, shape } = output;
      if (loss === null || tensor.dtype === 'string' || tensor.dtype === 'complex64') return [];
      const { targets } = LOSS_KINDS[loss];
      const isIndexForm = areIndices(tensor.shape, shape);
      const takes = targets === 'classes' ? (isIndexForm ? 'indices' : 'distribution') : targets;
      return CHECKS[takes]?.(plan, output) ?? [];
    }),
};

/** Whether targets are two values: labels, whatever the numbers are. */
const areTwoLabels = ({ distinct }: OutputPlan['target']): boolean => distinct === 2;

type Check = (plan: Plan, output: OutputPlan) => readonly Symptom[];

/** Rounding of targets that were computed. */
const ROUNDING = 1e-6;
const MOST_PLACES = 10;

const CHECKS: Partial<Record<TakesTargets, Check>> = {
  probabilities: (plan, output) =>
    symptom(plan, output, (value) => value < -ROUNDING || value > 1 + ROUNDING, {
      isNumbers:
        (output.encoding === 'numbers' || output.encoding === 'constant') && !areTwoLabels(output.target),
      ...twoValues(output),
      quantity: 'share of targets outside 0 to 1',
      basis: `${String(output.loss)} takes y as a probability: beyond 0 to 1 it has no least value`,
      problem: (count, of) =>
        `${count} of ${of} targets lie outside 0 to 1, and ${lossWords(output)} takes probabilities`,
      meaning:
        output.loss === 'binaryHinge'
          ? 'The loss makes signs of 0 and 1; other targets weigh and turn it at random.'
          : 'For such a target the loss falls without end as the output goes to 0 or 1: it becomes negative, and the weights run away.',
    }),
  indices: (plan, output) => indices(plan, output),
  distribution: (plan, output) => distribution(plan, output),
  signs: (plan, output) =>
    symptom(plan, output, (value) => Math.abs(Math.abs(value) - 1) > ROUNDING, {
      isNumbers: output.encoding === 'numbers',
      quantity: 'share of targets other than -1 and 1',
      basis: `${String(output.loss)} = max(0, 1 - y p): a target of 0 costs 1 whatever the output is`,
      problem: (count, of) =>
        `${count} of ${of} targets are neither -1 nor 1, and ${lossWords(output)} takes these two`,
      meaning:
        'A target of 0 has no gradient: only the examples of class 1 teach, and every output goes to 1.',
      ...(output.encoding === 'binary' || output.encoding === 'oneHot' || output.encoding === 'multiLabel'
        ? {
            remedy: {
              text: 'Write the classes as -1 and 1.',
              code: 'const targets = y.toFloat().mul(2).sub(1);',
            },
          }
        : {}),
    }),
  nonNegative: (plan, output) =>
    symptom(plan, output, (value) => value < 0, {
      isNumbers: true,
      quantity: 'share of negative targets',
      basis:
        output.loss === 'poisson'
          ? 'poisson = p - y log p: for y < 0 it falls without end as p goes to 0'
          : 'tfjs sets negative targets to 0 before the logarithm',
      problem: (count, of) =>
        `${count} of ${of} targets are negative, and ${lossWords(output)} is made for counts and amounts`,
      meaning:
        output.loss === 'poisson'
          ? 'For a negative target the loss falls without end as the output goes to 0.'
          : 'The loss can’t see how negative they are.',
    }),
  nonZero: (plan, output) =>
    symptom(plan, output, (value) => value === 0, {
      isNumbers: true,
      quantity: 'share of targets that are 0',
      basis: 'the error is divided by |y|, which tfjs keeps at 1e-7 or above',
      problem: (count, of) => `${count} of ${of} targets are 0, and ${lossWords(output)} divides by them`,
      meaning: 'An error at a target of 0 counts ten million times: all that is learned is to give 0.',
    }),
};

/** The remedy for two classes in other numbers than 0 and 1, such as -1 and 1, or 0 and 255. */
const twoValues = ({ target }: OutputPlan): { readonly remedy?: Remedy } => {
  const { min, max } = target;
  return areTwoLabels(target)
    ? {
        remedy: {
          text: `Write the two values ${min} and ${max} as 0 and 1.`,
          code: `const targets = y.toFloat().${min < 0 ? `add(${-min})` : `sub(${min})`}.div(${max - min});`,
        },
      }
    : {};
};

/** The loss in a sentence. */
const lossWords = ({ lossName, loss }: OutputPlan): string =>
  lossName ?? `the loss function (${String(loss)})`;

interface Words {
  readonly isNumbers: boolean;
  readonly quantity: string;
  readonly basis: string;
  readonly problem: (count: number, of: number) => string;
  readonly meaning: string;
  readonly remedy?: Remedy;
}

function symptom(
  plan: Plan,
  output: OutputPlan,
  isBad: (value: number) => boolean,
  { isNumbers, quantity, basis, problem, meaning, remedy = headRemedy(plan, output) }: Words,
): readonly Symptom[] {
  const { values, rows } = output.target;
  const size = rows === 0 ? 1 : values.length / rows;
  const [places, columns] = [new Set<number>(), new Set<number>()];
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value) || !isBad(value)) continue;
    count++;
    if (places.size < MOST_PLACES) places.add(Math.floor(i / size));
    if (columns.size < MOST_PLACES) columns.add(i % size);
  }
  if (count === 0) return [];
  const evidence: Evidence = { quantity, value: count / values.length, threshold: 0, basis };
  return [
    {
      severity: 'error',
      confidence: 1,
      layer: output.name,
      cause: isNumbers ? 'wrong-loss-for-task' : 'labels-do-not-fit-output',
      rows: [...places],
      columns: [...columns],
      evidence,
      problem: problem(count, values.length),
      meaning,
      remedy,
    },
  ];
}

function indices(plan: Plan, output: OutputPlan): readonly Symptom[] {
  const { units, target, encoding } = output;
  // One-hot rows are the shape's fault.
  if (units === null || units === 1 || target.rowShape.length >= output.shape.length) return [];
  if (target.rowShape.length === output.shape.length - 1 && target.rowShape.at(-1) !== 1) return [];
  const isFromOne = target.isWhole && target.min === 1 && target.max === units;
  const isWhole = encoding === 'indices' || target.isWhole;
  const remedy: Remedy = isFromOne
    ? { text: 'Count the classes from 0.', code: 'const targets = y.toFloat().sub(1);' }
    : target.isWhole && target.min >= 0
      ? {
          text: `Give the output ${target.max + 1} units, one for each class from 0 to ${target.max}.`,
          code: `tf.layers.dense({ units: ${target.max + 1}, activation: 'softmax' }) // in the place of ${output.replaced}`,
        }
      : headRemedy(plan, output);
  return symptom(plan, output, (value) => !Number.isInteger(value) || value < 0 || value >= units, {
    isNumbers: !isWhole,
    quantity: 'share of targets that are no index of a unit',
    basis: `the output has ${units} units, with the indices 0 to ${units - 1}`,
    problem: (count, of) =>
      `${count} of ${of} class indices are none of 0 to ${units - 1}, and ${output.name} has ${units} units (y goes from ${target.min} to ${target.max})`,
    meaning:
      'tfjs makes a row of zeros of an index that no unit has: such an example costs nothing and teaches nothing.',
    remedy,
  });
}

function distribution(plan: Plan, output: OutputPlan): readonly Symptom[] {
  const { target, units, name, encoding } = output;
  const width = target.rowShape.at(-1) ?? 1;
  if (width < 2 || width !== units || encoding === 'oneHot' || encoding === 'distribution') return [];
  const sums = rowSums(target, width);
  const bad = sums.flatMap((sum, row) => (Math.abs(sum - 1) < 1e-3 ? [] : [row]));
  const isEmpty = (row: number): boolean => sums[row] === 0;
  const empty = bad.filter(isEmpty).length;
  const areFlags = target.isWhole && target.min >= 0 && target.max <= 1;
  if (bad.length === 0 && target.min >= 0) return [];
  const isAllEmpty = empty === sums.length;
  const isOnlyEmpty = areFlags && empty === bad.length;
  return [
    {
      severity: areFlags && !isAllEmpty ? 'warning' : 'error',
      confidence: 1,
      layer: name,
      cause: areFlags && isOnlyEmpty ? 'labels-do-not-fit-output' : 'wrong-loss-for-task',
      rows: bad.slice(0, MOST_PLACES),
      evidence: {
        quantity: 'share of rows of y that do not sum to 1',
        value: bad.length / sums.length,
        threshold: 0,
        basis: `${String(output.loss)} takes a distribution over the classes in each row`,
      },
      problem: `${bad.length} of ${sums.length} rows of y do not sum to 1, and ${lossWords(output)} takes a distribution over the classes`,
      meaning: isOnlyEmpty
        ? 'A row of zeros names no class: it costs nothing and teaches nothing.'
        : areFlags
          ? 'Several labels of one example share a probability of 1 between them: none of them can be predicted with certainty.'
          : 'The loss of such a row has no least value at y: it is not made for numbers.',
      remedy: isOnlyEmpty
        ? { text: 'Leave out the rows without a label, or look at how the labels are made.', code: null }
        : headRemedy(plan, output),
    },
  ];
}
