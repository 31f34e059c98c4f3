import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { share } from '../../runs/outcome';
import type { Run, Runs } from '../../runs/runs';

/** The rounding of float32, relative: a change below some of it is none. */
const ROUNDING = 4 * 2 ** -23;

/** A loss that does not move at all: no gradient reaches a weight, or only rounding does. */
export const constantLoss: Rule<Runs> = {
  name: 'constant-loss',
  cause: 'vanishing-gradient',
  summary: 'the loss does not move at all',
  source: 'arithmetic: a change of the loss below the rounding of float32',
  notebook: null,
  inspect: ({ runs, steps, plan }) => {
    const stands = share(runs, isConstant);
    if (runs.length === 0 || stands === 0 || plan.optimizer.learningRate === 0) return [];
    const first = runs.find(isConstant)!;
    const norm = Math.max(...first.history.map(({ gradientNorm }) => gradientNorm));
    const isZero = norm === 0;
    const fixed = first.after.inference.loss;
    return [
      {
        severity: stands >= 0.5 ? 'error' : 'warning',
        confidence: 0.7 * stands,
        layer: null,
        evidence: {
          quantity: 'largest change of the loss, relative',
          value: changeOf(first),
          threshold: ROUNDING,
          basis: 'the rounding of float32',
        },
        problem: `The loss is ${formatNumber(fixed)} before and after ${steps} steps${isZero ? ', and the gradient is exactly 0' : ''}${stands < 1 ? `, in ${formatNumber(100 * stands)} % of the runs` : ''}`,
        meaning: isZero
          ? 'No weight gets a gradient: an operation on the way has derivative 0, or every unit of a layer is dead or clipped.'
          : 'The updates change no output: the loss is clipped, or the output does not depend on the weights that move.',
        remedy: {
          text: 'Find the layer from which on the gradient is 0: observe(model, x, y) shows it layer by layer.',
          code: 'show(charts.gradientFlow(observe(model, x, y).layers));',
        },
      },
    ];
  },
};

const changeOf = ({ before, after }: Run): number =>
  Math.max(
    ...(['inference', 'training'] as const).map((mode) => {
      const [from, to] = [before[mode].loss, after[mode].loss];
      return from === to ? 0 : Math.abs(to - from) / Math.max(Math.abs(from), Number.MIN_VALUE);
    }),
  );

const isConstant = (run: Run): boolean => run.stopped === null && changeOf(run) <= ROUNDING;
