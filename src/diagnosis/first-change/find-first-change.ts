// The search for a first change: combinations of fixes on a copy, trained shortly, until one halves the loss.
import { median } from '../../math';
import type { CheckedOptimizer, OptimizerSpec } from '../../training';
import type { Finding } from '../finding';
import type { FixName } from '../fix-names';
import type { Plan } from '../plan/plan';
import { restOfWay } from '../runs/baseline';
import { lossAtEnd } from '../runs/outcome';
import type { Runs } from '../runs/runs';
import { candidateOf, type Candidate } from '../what-if/candidates';
import { factsOf } from '../what-if/facts';
import { FIXES } from '../what-if/fixes';
import { measure, type Measurement } from '../what-if/measure';
import type { Subject } from '../what-if/subject';
import { subjectOf } from '../what-if/subject-of';
import { combinationsOf, withFurther } from './combinations';
import type { FirstChange } from './first-change';
import { changeLengths, MISSES } from './lengths';

/** A diagnosis so far, and what the network is trained with. */
export interface Diagnosed {
  readonly plan: Plan;
  readonly findings: readonly Finding[];
  /** The short trainings of the network as it is; null where training refuses it. */
  readonly runs: Runs | null;
  readonly loss: Subject['loss'];
  readonly optimizer: CheckedOptimizer;
  /** The optimiser as the caller named it. */
  readonly given: OptimizerSpec | undefined;
  readonly onStep: (step: number, steps: number) => void;
}

/** Whether a finding says that the data have nothing to learn in them, or can't be used: no change of the network helps. */
const isOfData = ({ severity, cause, look, remedy }: Finding): boolean =>
  severity === 'error' && cause === 'data-mistake' && look === 'plan' && remedy.fixes.length === 0;

/** A change that leaves more than this share of the loss is none to report. */
const HELPS = 0.9;
/** The steps of a trial in which a change that helps at all shows it. */
const ENOUGH_STEPS = 100;

/**
 * Finds the least change out of the findings, and of what else may stand in the way, that takes the loss under half of where the
 * network leaves it, in five of five seeds; else the one that takes it lowest. Where steps take too long, the change is that which the errors
 * ask for together, and is not measured. Null where nothing is wrong, where none helps, and for several inputs or outputs.
 */
export async function findFirstChange(diagnosed: Diagnosed): Promise<FirstChange | null> {
  const { plan, findings, runs, loss, optimizer, given, onStep } = diagnosed;
  const { model, batchSize } = plan;
  const [x, y] = [plan.inputs, plan.outputs].map((ends) => (ends.length === 1 ? ends[0]!.tensor : null));
  const isFaulty = findings.some(({ severity }) => severity !== 'info') && !findings.some(isOfData);
  const { changes, steps: affordable, seeds } = changeLengths(plan);
  // As many steps as without the change: more of them are a change as well.
  const steps = Math.min(affordable, runs?.steps ?? affordable);
  const reference = referenceOf(runs, steps);
  // One that learns, and comes less than half of the way in as many steps, may want a change as well.
  const doesLearn =
    findings.some(({ rule, confidence }) => rule === 'learns' && confidence === 1) &&
    !((reference.rest ?? 0) > 1 / 2);
  if (!x || !y || !isFaulty || doesLearn) return null;
  const { suggested, further } = combinationsOf(findings);
  const base = await subjectOf({ model, spec: null, x, loss, optimizer, given, clip: plan.clip });
  const facts = factsOf(plan, null, x);
  const candidateFor = (fixes: readonly FixName[]): Candidate | null =>
    candidateOf(
      fixes.map((name) => FIXES.find((fix) => fix.name === name)!),
      base,
      facts,
    );
  const former = plan.outputs[0]?.lossName ?? null;
  if (changes === 0 || runs?.runs.length === 0)
    return notMeasured(suggested.map(candidateFor), reference, former);
  const tried = new Map<string, FirstChange>();
  /** The change as it is measured; null where there is none, or nothing is left to spend. */
  const attempt = async (fixes: readonly FixName[]): Promise<FirstChange | null> => {
    const candidate = tried.size < changes ? candidateFor(fixes) : null;
    if (candidate === null || tried.has(candidate.change)) return null;
    const goesOn = (done: readonly Measurement[]): boolean =>
      done.filter((run) => !isHalved(run, reference)).length < MISSES;
    const experiment = { model, x, y, batchSize, steps };
    const measured = await measure(experiment, candidate.subject, seeds, () => undefined, goesOn);
    const change = changeOf(candidate, measured, reference, steps, former);
    tried.set(candidate.change, change);
    onStep(tried.size, changes);
    return change;
  };
  // Stricter than four of five: of several changes that are tried, one gets there by chance.
  const cures = (change: FirstChange | null): boolean => change?.halved === seeds.length;
  const best = (): FirstChange | undefined =>
    [...tried.values()].sort((p, q) => q.halved - p.halved || p.share! - q.share!)[0];
  // With little to spend, the whole of what was found comes first.
  for (const fixes of changes > suggested.length ? suggested : suggested.toReversed()) {
    const change = await attempt(fixes);
    if (cures(change)) return change;
  }
  const core = best()?.fixes ?? [];
  for (const more of further) {
    const change = await attempt(withFurther(core, more));
    if (cures(change)) return change;
  }
  // In a few steps chance decides between changes, and one that does not help yet may help later.
  const whole = candidateFor(suggested.at(-1) ?? []);
  const isShort = affordable < ENOUGH_STEPS;
  const found = (isShort && whole ? tried.get(whole.change) : undefined) ?? best();
  // A change with which training ends early, or is refused as well, is none.
  if (!found || !Number.isFinite(found.after)) return null;
  return found.share! < HELPS || isShort ? found : null;
}

/** The change of a candidate, beside the name of the former loss. */
function whatOf(
  { fix, change, subject }: Candidate,
  former: string | null,
): Pick<FirstChange, 'fixes' | 'change' | 'loss'> {
  const loss = typeof subject.loss === 'string' && subject.loss !== former ? subject.loss : null;
  return { fixes: fix.split(' and ') as FixName[], change, loss };
}

function changeOf(
  candidate: Candidate,
  measured: readonly Measurement[],
  reference: Reference,
  steps: number,
  former: string | null,
): FirstChange {
  const rests = measured.map(({ rest }) => rest).filter((rest) => rest !== null);
  return {
    ...whatOf(candidate, former),
    before: reference.loss,
    after: median(measured.map(({ loss }) => loss)),
    rest: rests.length < measured.length ? null : median(rests),
    share: median(measured.map((run) => shareOf(run, reference))),
    halved: measured.filter((run) => isHalved(run, reference)).length,
    seeds: measured.length,
    steps,
  };
}

/** The largest of some changes without a measurement; null for none. */
function notMeasured(
  candidates: readonly (Candidate | null)[],
  { loss }: Reference,
  former: string | null,
): FirstChange | null {
  const candidate = candidates.filter((one) => one !== null).at(-1);
  if (!candidate) return null;
  const nothing = { after: null, rest: null, share: null, halved: 0, seeds: 0, steps: 0 };
  return { ...whatOf(candidate, former), before: loss, ...nothing };
}

/** The end of the runs without a change. */
interface Reference {
  readonly loss: number | null;
  readonly rest: number | null;
  /** The loss that another one is held against: that of the start, where a run ends early. */
  readonly stuck: number | null;
}

/** The mean loss of the last tenth of as many steps, the median over the runs. */
function referenceOf(runs: Runs | null, steps: number): Reference {
  if (runs === null || runs.runs.length === 0) return { loss: null, rest: null, stuck: null };
  const { baseline } = runs;
  const ends = runs.runs.map(({ history, stopped }) => {
    const mean = lossAtEnd(
      history.map((row) => row.loss),
      steps,
    );
    return stopped !== null || !Number.isFinite(mean) ? Infinity : mean;
  });
  const loss = median(ends);
  const stuck = Number.isFinite(loss) ? loss : runs.runs[0]!.before.inference.loss;
  if (!baseline) return { loss, rest: null, stuck };
  return { loss, stuck, rest: restOfWay(loss, baseline) };
}

const isHalved = (run: Measurement, reference: Reference): boolean => shareOf(run, reference) < 1 / 2;

/** The loss as a share of where the network leaves it without a change, which counts as no worse than the best constant. */
function shareOf({ loss, rest }: Measurement, reference: Reference): number {
  if (rest !== null) return rest / Math.min(1, reference.rest ?? 1);
  return reference.stuck === null ? Infinity : loss / reference.stuck;
}
