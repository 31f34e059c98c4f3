// The parts of a report, the same in every format.
import { formatNumber } from '../../format';
import type { DiagnosisJson } from '../diagnosis-json';
import type { Finding, SkippedLook } from '../finding';
import type { FirstChange } from '../first-change/first-change';
import type { TrainingSummary } from '../runs/training-summary';
import { ruledOut } from './ruled-out';

/** A finding that nothing explains, with those that it explains. */
export interface RootSection {
  readonly finding: Finding;
  readonly effects: readonly Finding[];
  /** The number of a former root whose change makes this one's too, from 1; null for none. */
  readonly sameAs: number | null;
}

/** The parts of a report, sentences where they are text. */
export interface Sections {
  /** The result. */
  readonly headline: string;
  /** Whether nothing is wrong. */
  readonly isWell: boolean;
  /** The way of the loss in the short trainings; null where none was run. */
  readonly training: string | null;
  /** The first change: what to do, and what it was measured to bring; null where there is none. */
  readonly firstChange: { readonly what: string; readonly brought: string } | null;
  readonly roots: readonly RootSection[];
  /** Other measurements. */
  readonly notes: readonly string[];
  /** The subjects in which no fault was found; null where there is none. */
  readonly ruledOut: string | null;
  /** The looks that were not taken, one a reason. */
  readonly skipped: readonly string[];
}

/** Divides the content of a diagnosis into the parts of a report. */
export function sectionsOf(reported: DiagnosisJson): Sections {
  const { findings, skipped, firstChange, training } = reported;
  const roots = rootsOf(findings);
  return {
    headline: headlineOf(reported, roots),
    isWell: roots.length === 0 && !isHardlyBetter(training),
    training: training === null ? null : trainingSentence(training),
    firstChange: firstChange === null ? null : firstChangeWords(firstChange),
    roots,
    notes: findings.filter(({ severity }) => severity === 'info').map(({ problem }) => sentence(problem)),
    ruledOut: ruledOutSentence(findings, skipped),
    skipped: skippedSentences(skipped),
  };
}

/** The roots with their effects. */
function rootsOf(findings: readonly Finding[]): RootSection[] {
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
  return roots.map((root, i) => {
    const former = roots.findIndex(({ finding }) => includes(finding.remedy, root.finding.remedy));
    return { ...root, sameAs: former < i ? former + 1 : null };
  });
}

/** The result in a sentence. */
function headlineOf(reported: DiagnosisJson, roots: readonly RootSection[]): string {
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
const isHardlyBetter = (training: TrainingSummary | null): boolean =>
  training?.constant != null && !(training.to < 0.9 * training.constant);

/** The looks that were not taken as sentences, one a reason. */
function skippedSentences(skipped: readonly SkippedLook[]): string[] {
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

/** The way of the loss in the short trainings, a sentence. */
function trainingSentence(training: TrainingSummary): string {
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
function ruledOutSentence(findings: readonly Finding[], skipped: readonly SkippedLook[]): string | null {
  const names = ruledOut(findings, skipped);
  return names.length === 0 ? null : `No fault found in: ${names.join('; ')}.`;
}

function firstChangeWords(change: FirstChange): NonNullable<Sections['firstChange']> {
  const { before, after, steps, seeds, halved } = change;
  if (after === null)
    return { what: change.change, brought: 'not tried: by its arithmetic, it would take too long' };
  const end = `${formatNumber(after)}${change.loss === null ? '' : ` of ${change.loss}`}`;
  const way =
    before === null
      ? `training refuses the network as it is; the loss is ${end} after ${steps} steps`
      : `after ${steps} steps the loss is ${end}, and ${Number.isFinite(before) ? formatNumber(before) : 'NaN'} without it`;
  const miss = halved === seeds ? '' : `, below half in ${halved}`;
  return { what: change.change, brought: `${way} (${seeds} seeds${miss})` };
}

/** The evidence of a finding as a sentence: the value, on which side of its threshold it is, and how sure the finding is. */
export function evidenceText({ evidence, confidence }: Pick<Finding, 'evidence' | 'confidence'>): string {
  const { quantity, value, threshold, basis } = evidence;
  const side = threshold === null || !(value <= threshold) ? 'above' : value < threshold ? 'below' : 'at';
  const limit = threshold === null || Number.isNaN(value) ? '' : `, ${side} ${formatNumber(threshold)}`;
  return `${quantity}: ${formatNumber(value)}${limit} (${basis}); confidence ${Math.round(100 * confidence)} %.`;
}
