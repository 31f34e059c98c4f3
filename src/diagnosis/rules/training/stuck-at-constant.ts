import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import {
  holdsForNone,
  isWhole,
  KNOWS_NOTHING,
  knowsNothing,
  moves,
  scoreEvidence,
  scoresOf,
} from '../../runs/outcome';
import { rateThatLearns } from '../../runs/rates';
import { lossOf } from '../../runs/evaluation';
import type { Runs } from '../../runs/runs';
import { trainingSummary } from '../../runs/training-summary';
import { improvesLater } from './ends-early';

/** The network ends no better than a constant, from every draw, and no other rate or length does better. */
export const stuckAtConstant: Rule<Runs> = {
  name: 'stuck-at-constant',
  cause: 'data-mistake',
  summary: 'the loss ends no lower than that of the best constant output',
  source: 'the best constant output, whose loss follows from y alone',
  notebook: null,
  inspect: (runs) => {
    if (!(knowsNothing(runs) || holdsForNone(runs)) || runs.runs.some(({ stopped }) => stopped !== null))
      return [];
    if (!runs.runs.some(moves) || rateThatLearns(runs) !== null) return [];
    const { baseline, steps, plan, runs: all } = runs;
    const { from, to } = trainingSummary(runs)!;
    const best = Math.max(...scoresOf(runs));
    // One that is still on its way, with steps to come, has not ended anywhere.
    const isOnItsWay = !isWhole(runs) && all.some(falls);
    if (isOnItsWay || improvesLater(runs)) return [];
    const isShort = plan.steps !== null && steps < plan.steps / 4;
    const constant = `${formatNumber(baseline!.constant)}${baseline!.name === null ? '' : ` (${baseline!.name})`}`;
    const heldOut = all.find((run) => run.heldOut)?.heldOut;
    // Held-out rows tell of a network that learns a little of those that it is trained on.
    const others =
      knowsNothing(runs) || !heldOut
        ? ''
        : `, and ${formatNumber(lossOf(heldOut.evaluation))} on ${heldOut.rows} rows that were held out`;
    const length =
      plan.steps === null || isWhole(runs) ? `${steps} steps` : `${steps} of ${plan.steps} steps`;
    return [
      {
        severity: isWhole(runs) ? 'error' : isShort ? 'info' : 'warning',
        confidence: isWhole(runs) ? 0.6 : 0.4,
        layer: null,
        evidence: scoreEvidence(best, KNOWS_NOTHING),
        problem: `After ${length} the loss is ${formatNumber(to)} (${formatNumber(from)} at the start)${others}; an output that ignores x reaches ${constant}`,
        meaning:
          'The network tells the examples apart no better than a constant does, though its weights move. Either x, as the network gets it, says nothing about y, or something before the output lets nothing through.',
        remedy: {
          text: 'Check that rows of x and y belong together, and try to overfit eight rows: a network that can train fits them.',
          code: 'const eight = { x: x.slice(0, 8), y: y.slice(0, 8) };\nawait model.fit(eight.x, eight.y, { epochs: 500, verbose: 0 });',
        },
      },
    ];
  },
};

/** Whether the loss at the end of a run is still falling: the last quarter's mean is below that of the quarter before by 2 %. */
function falls({ history }: Runs['runs'][number]): boolean {
  const quarter = Math.floor(history.length / 4);
  if (quarter < 2) return true;
  const mean = (from: number, to: number): number =>
    history.slice(from, to).reduce((sum, one) => sum + one.loss, 0) / (to - from);
  const [late, last] = [
    mean(-2 * quarter + history.length, history.length - quarter),
    mean(history.length - quarter, history.length),
  ];
  return last < late - 0.02 * Math.abs(late);
}
