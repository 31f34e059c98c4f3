import type { Symptom } from '../../finding';
import { headRemedy } from '../../plan/head';
import { LOSS_KINDS } from '../../plan/loss-kinds';
import { rowSums } from '../../plan/targets';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { ValueRange } from '../../plan/output-range';
import type { Rule } from '../../rule';

/** An output that can't take the values of its targets, such as a sigmoid for numbers beyond 0 to 1. */
export const targetsBeyondOutput: Rule<Plan> = {
  name: 'targets-beyond-output',
  cause: 'labels-do-not-fit-output',
  summary: 'the targets lie outside the range of the output’s activation',
  source: 'arithmetic: the least mean squared error of an output that is kept to its range',
  notebook: null,
  inspect: (plan) =>
    plan.outputs.flatMap((output) => {
      const symptom = symptomOf(plan, output);
      return symptom === null ? [] : [symptom];
    }),
};

/** A part of the variance that is small beside what a fit leaves anyway. */
const LEAST_SHARE = 0.01;
/** Nine tenths of the variance out of reach: the best output is hardly better than a constant. */
const ERROR_SHARE = 0.9;
const MOST_PLACES = 10;

function symptomOf(plan: Plan, output: OutputPlan): Symptom | null {
  const { range, loss, target, activation, encoding, name } = output;
  if (range === null || (range.min === -Infinity && range.max === Infinity)) return null;
  // Beside an unknown loss only numbers can be said to be meant as values of the output.
  if (loss === null ? encoding !== 'numbers' : !LOSS_KINDS[loss].isRegression && loss !== 'poisson')
    return null;
  const { residual, variance, rows } = outOfReach(output, range);
  const share = residual === 0 ? 0 : residual / variance;
  if (!(share >= LEAST_SHARE)) return null;
  const [from, to] = [target.min, target.max].map(shown);
  const what = activation === null ? name : `${name}, a ${activation},`;
  const between =
    range.max === Infinity ? `is never below ${range.min}` : `stays from ${range.min} to ${range.max}`;
  const sum = range.sumsToOne ? ', with a sum of 1 in each row' : '';
  const lost = share >= 1 ? 'more than their variance' : `${(100 * share).toFixed(0)} % of their variance`;
  return {
    severity: share >= ERROR_SHARE ? 'error' : 'warning',
    confidence: loss === null ? 0.6 : 1,
    layer: name,
    rows,
    evidence: {
      quantity: 'mean square of the targets beyond the output’s range, per variance of the targets',
      value: share,
      threshold: LEAST_SHARE,
      basis:
        'arithmetic: the error that is left where the output is the nearest value that it can take; 1 is that of a constant',
    },
    problem: `${what} ${between}${sum}, and the targets go from ${from!} to ${to!}`,
    meaning: `The nearest values that the output can take leave an error of ${lost}, whatever the layers before it learn; at the end of its range the activation is flat, and the gradient goes to 0.`,
    remedy: headRemedy(plan, output),
  };
}

const shown = (value: number): string => String(Number(value.toPrecision(4)));

/** The mean squared distance of the targets from the values that the output can take, beside their variance. */
function outOfReach(
  { target, units }: OutputPlan,
  { min, max, sumsToOne }: ValueRange,
): { residual: number; variance: number; rows: number[] } {
  const { values, columns } = target;
  const size = target.rows === 0 ? 1 : values.length / target.rows;
  const rows = new Set<number>();
  let squares = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const beyond = Math.max(min - value, value - max, 0);
    squares += beyond * beyond;
    count++;
    if (beyond > 0 && rows.size < MOST_PLACES) rows.add(Math.floor(i / size));
  }
  const width = target.rowShape.at(-1) ?? 1;
  if (sumsToOne && width > 1 && width === units) {
    // The nearest point of the plane on which rows sum to 1.
    const offPlane = rowSums(target, width).reduce((sum, one) => sum + (one - 1) ** 2 / width, 0);
    squares = Math.max(squares, Number.isFinite(offPlane) ? offPlane : 0);
  }
  const variance =
    columns.reduce((sum, { std }) => sum + (Number.isFinite(std) ? std * std : 0), 0) / columns.length;
  return { residual: count === 0 ? 0 : squares / count, variance, rows: [...rows] };
}
