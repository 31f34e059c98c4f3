import { traitsOf } from '../../../activations';
import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { share } from '../../runs/outcome';
import type { Run, Runs } from '../../runs/runs';

/** The share of an output's values that are 0 for every row, from which it counts as dead. */
const DEAD = 0.999;

/** An output ReLU whose units are 0 for every row has no gradient any more. */
export const outputDies: Rule<Runs> = {
  name: 'output-dies',
  cause: 'dead-output',
  summary: 'a ReLU at the output is 0 for every example after some steps',
  source: 'arithmetic: the derivative of ReLU is 0 below 0',
  notebook: '05b-dead-units',
  inspect: ({ runs, plan, sample }) =>
    plan.outputs.flatMap(({ name, activation }, i) => {
      if (!traitsOf(activation)?.isRectified) return [];
      const deadShare = share(runs, (run) => deadUnits(run, i, sample.length) > 0);
      const worst = Math.max(0, ...runs.map((run) => deadUnits(run, i, sample.length)));
      if (deadShare === 0) return [];
      const isAll = worst >= DEAD;
      return [
        {
          severity: isAll && deadShare > 0.5 ? 'error' : 'warning',
          confidence: 0.5 + deadShare / 2,
          layer: name,
          evidence: {
            quantity: 'share of output units that are 0 for every row',
            value: worst,
            threshold: 0,
            basis: 'arithmetic: the derivative of ReLU is 0 below 0',
          },
          problem: `${formatNumber(100 * worst)} % of the units of ${name}, a ReLU, are 0 for all ${sample.length} rows, in ${formatNumber(100 * deadShare)} % of the runs`,
          meaning:
            'Below 0 a ReLU has no gradient: a unit that is 0 for every example stays so, and can give no other output.',
          remedy: {
            fixes: ['output'],
            text: "Take the ReLU off the output: no activation for numbers, 'softmax' or 'sigmoid' for classes.",
            code: `tf.layers.dense({ units: ${plan.outputs[i]!.units ?? 1} })`,
          },
        },
      ];
    }),
};

/** The share of an output's columns that are 0 for every row after a run. */
function deadUnits({ after }: Run, output: number, rows: number): number {
  const values = after.inference.outputs[output];
  if (!values || values.length === 0) return 0;
  const width = values.length / rows;
  let dead = 0;
  for (let column = 0; column < width; column++) {
    let row = 0;
    while (row < rows && values[row * width + column] === 0) row++;
    if (row === rows) dead++;
  }
  return dead / width;
}
