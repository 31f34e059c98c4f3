import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import { lossOf } from '../../runs/evaluation';
import type { Runs } from '../../runs/runs';

/** The standard deviations of chance beyond which outputs go against y. */
const AGAINST = -3;

/** A loss that falls while the outputs go away from y: its sign is wrong, or y and output count in opposite ways. */
export const awayFromTargets: Rule<Runs> = {
  name: 'away-from-targets',
  cause: 'wrong-loss-for-task',
  summary: 'a loss of the caller’s own falls, and the outputs go against y, on rows that were held out',
  source: 'chance: the permutation test of Hoeffding 1951',
  notebook: null,
  inspect: ({ runs, steps }) => {
    const hit = runs.find(
      ({ heldOut, stopped, before, after }) =>
        stopped === null &&
        heldOut?.way != null &&
        heldOut.unseen.deviations < AGAINST &&
        // Outputs of random weights may go with y or against it: it is the training that moves them away.
        heldOut.way.deviations < AGAINST &&
        lossOf(after) < lossOf(before),
    );
    if (!hit) return [];
    const { rows, unseen } = hit.heldOut!;
    return [
      {
        severity: 'error',
        confidence: 0.8,
        layer: null,
        evidence: {
          quantity: 'association of outputs and targets on held-out rows, in standard deviations of chance',
          value: unseen.deviations,
          threshold: AGAINST,
          basis: 'permutation test: shuffled rows of y give less than 3 either way',
        },
        problem: `The loss falls from ${formatNumber(lossOf(hit.before))} to ${formatNumber(lossOf(hit.after))} in ${steps} steps, and outputs and y have a correlation of ${formatNumber(unseen.correlation, 2)} on ${rows} rows that were held out: the more y is, the less the output`,
        meaning:
          'What the training lowers is not the error: a minus sign is missing before a logarithm or a likelihood, or the labels count the other way round.',
        remedy: {
          text: 'Put the minus sign before the log-likelihood, or use the loss of that name, which has it.',
          code: "model.compile({ optimizer, loss: 'categoricalCrossentropy' });",
        },
      },
    ];
  },
};
