// The parts of a report, the same in every format.
import type { Finding, Look } from '../finding';

/** A look that was not taken, and why. */
export interface SkippedLook {
  /** The look. */
  readonly look: Look;
  /** The reason, a clause. */
  readonly reason: string;
}

/** The content of a report. */
export interface Reported {
  /** The findings in the order in which they are to be read. */
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedLook[];
}

/** A finding that nothing explains, with those that it explains. */
export interface RootSection {
  readonly finding: Finding;
  readonly effects: readonly Finding[];
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
  return { roots, notes: findings.filter(({ severity }) => severity === 'info'), skipped };
}

/** The result in a sentence. */
export function headlineOf(reported: Reported): string {
  const { roots } = sectionsOf(reported);
  const [first] = roots;
  const count = (severity: string): number =>
    roots.filter(({ finding, effects }) => [finding, ...effects].some((one) => one.severity === severity))
      .length;
  if (first === undefined)
    return reported.skipped.length === 0
      ? 'Nothing was found that keeps this network from training.'
      : 'Nothing was found so far that keeps this network from training; not every look was taken.';
  const [errors, all] = [count('error'), roots.length];
  const others = all === 1 ? '' : `, and ${all - 1} more ${all === 2 ? 'thing' : 'things'} to look at`;
  return errors > 0
    ? `This network will not train as it is: ${first.finding.rule}${others}.`
    : `This network trains, but not as well as it could: ${first.finding.rule}${others}.`;
}

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
