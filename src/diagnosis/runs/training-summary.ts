// The short trainings of a diagnosis in a line: from where the loss goes to where, beside what a constant reaches.
import { median } from '../../math';
import { lossOf } from './evaluation';
import type { Runs } from './runs';

/** The short trainings of a network as it is. */
export interface TrainingSummary {
  /** The loss on the sample before the first step, the median over the runs. */
  readonly from: number;
  /** The same after the last step; NaN where most runs end at a loss or gradient that is no number. */
  readonly to: number;
  /** The steps of a run; the median of those that ran, where they ended early. */
  readonly steps: number;
  /** The number of steps that the network is to be trained for; null where that is not known. */
  readonly planned: number | null;
  /** The loss of the best constant output on the same rows; null where it is not known. */
  readonly constant: number | null;
  /** The origin of that number, such as 'ln 10'; null where it has no short name. */
  readonly constantName: string | null;
  /** The number of runs, each from another draw of the weights. */
  readonly runs: number;
}

/** The summary of runs; null where there are none. */
export function trainingSummary({ runs, baseline, plan }: Runs): TrainingSummary | null {
  if (runs.length === 0) return null;
  const hasEnded = 2 * runs.filter(({ stopped }) => stopped !== null).length >= runs.length;
  const ran = runs.filter(({ stopped }) => (stopped !== null) === hasEnded);
  return {
    from: median(runs.map(({ before }) => lossOf(before))),
    to: hasEnded ? NaN : median(ran.map(({ after }) => lossOf(after))),
    steps: Math.round(median(ran.map(({ history }) => history.length))),
    planned: plan.steps,
    constant: baseline?.constant ?? null,
    constantName: baseline?.name ?? null,
    runs: runs.length,
  };
}
