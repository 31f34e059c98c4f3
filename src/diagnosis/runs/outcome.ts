// The outcomes of runs, as the rules of the training judge them.
import type { Finding } from '../finding';
import { lossOf, type Evaluation } from './evaluation';
import { BY_CHANCE } from './held-out';
import type { Run, Runs } from './runs';

/** The score from which a network has learned, and that up to which it knows no more than a constant. */
export const [LEARNED, KNOWS_NOTHING] = [0.1, 0.02];

/** The share of the way from the best constant's loss to a perfect one: R² for a mean squared error. NaN where it is not known. */
export function scoreOf(evaluation: Evaluation, baseline: Runs['baseline']): number {
  if (!baseline) return NaN;
  const loss = lossOf(evaluation);
  if (!Number.isFinite(loss)) return -Infinity;
  return (baseline.constant - loss) / (baseline.constant - baseline.perfect);
}

/** The score below which more than half of the way is left. */
export const HALFWAY = 0.5;

/** The score from which a network has got most of the way: what is left matters less than what it is tested on. */
export const MOST = 0.75;

/** Whether an evaluation shows that something is learned, and leaves more than half of the way to a perfect loss. */
export const isHalfway = (end: Evaluation, baseline: Runs['baseline']): boolean => {
  const score = scoreOf(end, baseline);
  return score >= LEARNED && score < HALFWAY;
};

/** Whether an evaluation leaves less than half of what another one leaves of the way to a perfect loss. */
export const halves = (evaluation: Evaluation, other: Evaluation, baseline: Runs['baseline']): boolean =>
  1 - scoreOf(evaluation, baseline) < (1 - scoreOf(other, baseline)) / 2;

/** Whether the same is true of rows that neither a trial nor the runs were trained on, as far as that is known. */
export function halvesForOthers(trial: Run, { runs, baseline }: Pick<Runs, 'runs' | 'baseline'>): boolean {
  const own = runs.find(({ heldOut }) => heldOut !== null)?.heldOut;
  return !own || !trial.heldOut || halves(trial.heldOut.evaluation, own.evaluation, baseline);
}

/** The evaluation at the planned end of a run of so many steps, or of one that went on to it; null where it did not get there. */
export function plannedEnd(
  plan: Runs['plan'],
  { after, later, stopped }: Run,
  steps: number,
): Evaluation | null {
  if (stopped !== null || plan.steps === null) return null;
  if (plan.steps <= steps) return after;
  return later?.steps === plan.steps ? later.evaluation : null;
}

/** Another training beside the caller's at its planned end. */
export interface Further {
  readonly first: Run;
  readonly end: Evaluation;
  /** The score of the caller's, and of the other. */
  readonly own: number;
  readonly other: number;
  readonly severity: 'error' | 'warning';
}

/** How much further another training gets; null where it does not learn, or not on held-out rows, or the caller's end is not known. */
export function getsFurther(all: Runs, run: Run): Further | null {
  const { baseline, plan, steps } = all;
  const first = all.runs[0];
  const end = first ? plannedEnd(plan, first, steps) : null;
  if (!first || end === null || !halvesForOthers(run, all)) return null;
  const [own, other] = [scoreOf(end, baseline), scoreOf(run.after, baseline)];
  if (!(other >= LEARNED)) return null;
  return { first, end, own, other, severity: knowsNothing(all) ? 'error' : 'warning' };
}

/** The run that went on; null where none did. */
export function continued({
  runs,
}: Pick<Runs, 'runs'>): (Run & { readonly later: NonNullable<Run['later']> }) | null {
  const run = runs.find(({ later }) => later !== null);
  return run?.later ? { ...run, later: run.later } : null;
}

/** The mean of the last tenth of so many losses, one a step. */
export function lossAtEnd(losses: readonly number[], steps: number): number {
  const tail = losses.slice(0, steps).slice(-Math.max(1, Math.floor(steps / 10)));
  return tail.reduce((sum, one) => sum + one, 0) / tail.length;
}

/** The scores of the runs at the caller's rate at their ends. */
export const scoresOf = ({ runs, baseline }: Runs): number[] =>
  runs.map(({ after }) => scoreOf(after, baseline));

/** The share of runs of which something holds. */
export const share = (runs: readonly Run[], holds: (run: Run) => boolean): number =>
  runs.filter(holds).length / Math.max(1, runs.length);

/** Whether the runs are as long as the training that is planned. */
export const isWhole = ({ plan, steps }: Pick<Runs, 'plan' | 'steps'>): boolean =>
  plan.steps !== null && plan.steps <= steps;

/** Whether every run ends no better than the best constant. */
export const knowsNothing = (runs: Runs): boolean =>
  runs.runs.length > 0 && scoresOf(runs).every((score) => score <= KNOWS_NOTHING);

/** Whether nothing that the runs at any rate learn holds for rows that were held out: outputs there are no better than a constant. */
export function holdsForNone(all: Runs): boolean {
  const held = [...all.runs, ...all.trials].flatMap(({ heldOut }) => heldOut ?? []);
  return (
    held.length > 0 &&
    scoresOf(all).every((score) => score < LEARNED) &&
    held.every(
      (one) =>
        scoreOf(one.evaluation, all.baseline) <= KNOWS_NOTHING && !(one.unseen.deviations >= BY_CHANCE),
    )
  );
}

/** Whether a run changed any weight. */
export const moves = ({ movements, stopped }: Run): boolean =>
  stopped !== null || movements.some(({ ratio }) => ratio > 0);

/** Whether a run ends above its start and above the best constant, or does not end. */
export function diverges({ before, after, stopped }: Run, baseline: Runs['baseline']): boolean {
  if (stopped) return true;
  const loss = lossOf(after);
  return !(loss <= lossOf(before)) && scoreOf(after, baseline) < 0;
}

/** Whether a run ends at a lower loss than another one, or ends at all where that does not. */
export const endsLower = (run: Run, other: Run): boolean =>
  run.stopped === null && (other.stopped !== null || lossOf(run.after) < lossOf(other.after));

/** The evidence of a score. */
export const scoreEvidence = (value: number, threshold: number): Finding['evidence'] => ({
  quantity: 'score by the loss, 0 for the best constant output and 1 for a perfect one',
  value,
  threshold,
  basis: 'both losses follow from y alone; for a squared error the score is R²',
});
