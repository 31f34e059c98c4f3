// The parts of a report, the same in every format.
import { formatNumber } from '../../format';
import type { Finding, SkippedLook } from '../finding';
import type { FirstChange } from '../first-change/first-change';
import type { TrainingSummary } from '../runs/training-summary';
import { ruledOut } from './ruled-out';

/** The content of a report. */
export interface Reported {
  /** The findings in the order in which they are to be read. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedLook[];
  readonly firstChange: FirstChange | null;
  readonly training: TrainingSummary | null;
}

/** A finding that nothing explains, with those that it explains. */
export interface RootSection {
  readonly finding: Finding;
  readonly effects: readonly Finding[];
  /** The number of a former root whose change makes this one's too, from 1; null for none. */
  readonly sameAs: number | null;
}

/** The parts of a report. */
export interface Sections {
  readonly roots: readonly RootSection[];
  readonly notes: readonly Finding[];
  readonly skipped: readonly SkippedLook[];
}

/** Divides findings into roots with their effects, and notes. */
export function sectionsOf({ findings, skipped }: Reported): Sections {
  const roots: { finding: Finding; effects: Finding[] }[] = [];
  for (const finding of findings.filter(({ severity }) => severity !== 'info')) {
    if (finding.explainedBy === null) roots.push({ finding, effects: [] });
    else {
      const own = roots.find((root) => root.finding.rule === finding.explainedBy) ?? roots.at(-1);
      own?.effects.push(finding); // an effect of an effect stands behind the root of both
    }
  }
  const includes = (former: Finding['remedy'], own: Finding['remedy']): boolean =>
    own.fixes.length > 0
      ? own.fixes.every((fix) => former.fixes.includes(fix))
      : former.text === own.text && former.code === own.code;
  const numbered = roots.map((root, i) => {
    const former = roots.findIndex(({ finding }) => includes(finding.remedy, root.finding.remedy));
    return { ...root, sameAs: former < i ? former + 1 : null };
  });
  return { roots: numbered, notes: findings.filter(({ severity }) => severity === 'info'), skipped };
}

/** The result in a sentence. */
export function headlineOf(reported: Reported): string {
  const { roots } = sectionsOf(reported);
  const [first] = roots;
  const count = (severity: string): number =>
    roots.filter(({ finding, effects }) => [finding, ...effects].some((one) => one.severity === severity))
      .length;
  if (first === undefined) {
    if (reported.skipped.length > 0)
      return 'Nothing was found so far that keeps this network from training; not every look was taken.';
    return isHardlyBetter(reported.training)
      ? `No fault was found, but after ${reported.training!.steps} steps this network is hardly better than a constant: train for longer to tell.`
      : 'Nothing was found that keeps this network from training.';
  }
  const [errors, all] = [count('error'), roots.length];
  const others = all === 1 ? '' : `, and ${all - 1} more ${all === 2 ? 'thing' : 'things'} to look at`;
  const rest = `${first.finding.rule}${others}.`;
  if (errors > 0) return `This network will not train as it is: ${rest}`;
  if (isHardlyBetter(reported.training))
    return `This network is hardly better than a constant after ${reported.training!.steps} steps, most likely because of ${rest}`;
  if (first.finding.cause === 'data-mistake' && reported.training !== null)
    return `This network trains, but on data that do not look right: ${rest}`;
  // A network that was not trained is not said to train.
  return reported.training === null
    ? `This network may train less well than it could: ${rest}`
    : `This network trains, but not as well as it could: ${rest}`;
}

/** Whether the short trainings end less than a tenth below the loss of the best constant, the share from which a network has learned, or above it. */
export const isHardlyBetter = (training: TrainingSummary | null): boolean =>
  training?.constant != null && !(training.to < 0.9 * training.constant);

/** The looks that were not taken as sentences, one a reason. */
export function skippedSentences(skipped: readonly SkippedLook[]): string[] {
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const looks = skipped.filter((one) => one.reason === reason).map(({ look }) => look);
    const subject =
      looks.length === 1 ? `The ${looks.join('')} look was` : `The looks at ${looks.join(' and ')} were`;
    return sentence(`${subject} not taken: ${reason}`);
  });
}

/** A sentence with its full stop. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** The way of the loss in the short trainings, a sentence; null where none was run. */
export function trainingSentence({ training }: Reported): string | null {
  if (training === null) return null;
  const { from, to, steps, planned, constant, constantName, runs } = training;
  const length =
    planned !== null && planned > steps
      ? `${steps} of ${planned} steps`
      : `${steps} ${steps === 1 ? 'step' : 'steps'}`;
  const draws = runs === 1 ? 'one draw of the weights' : `median of ${runs} draws of the weights`;
  const name = constantName === null ? '' : ` (${constantName})`;
  const guess = constant === null ? '' : `; the best constant output has ${formatNumber(constant)}${name}`;
  return `Training: loss ${formatNumber(from)} -> ${formatNumber(to)} in ${length} (${draws})${guess}.`;
}

/** The subjects in which no fault was found, a sentence; null where there is none. */
export function ruledOutSentence({ findings, skipped }: Reported): string | null {
  const names = ruledOut(findings, skipped);
  return names.length === 0 ? null : `No fault found in: ${names.join('; ')}.`;
}

/** The first change: what to do, and what it was measured to bring. */
export function firstChangeWords(change: FirstChange): { readonly what: string; readonly brought: string } {
  const { before, after, steps, seeds, halved } = change;
  if (after === null)
    return { what: change.change, brought: 'not tried: by its arithmetic, it would take too long' };
  const end = `${formatNumber(after)}${change.loss === null ? '' : ` of ${change.loss}`}`;
  const way =
    before === null
      ? `training refuses the network as it is; the loss is ${end} after ${steps} steps`
      : `loss ${Number.isFinite(before) ? formatNumber(before) : 'NaN'} -> ${end} in ${steps} steps`;
  const miss = halved === seeds ? '' : `, below half in ${halved}`;
  return { what: change.change, brought: `${way} (${seeds} seeds${miss})` };
}
