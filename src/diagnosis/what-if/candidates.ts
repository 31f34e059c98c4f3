// The candidates of whatIf: the fixes that apply to a network, alone and together.
import { invalidArgument } from '../../errors';
import type { Diagnosis } from '../diagnosis';
import { FIX_NAMES, type FixName } from '../fix-names';
import { FIXES, PAIRS } from './fixes';
import type { Facts, Fix, Subject } from './subject';

/** A subject with the part of its row that is known before it is measured. */
export interface Candidate {
  readonly fix: string;
  readonly change: string;
  readonly notebook: string | null;
  readonly subject: Subject;
}

/** The fixes to try, alone or together. */
export function checkFixes(where: string, name: string, fixes: unknown): readonly (readonly Fix[])[] {
  const groups = isDiagnosis(fixes) ? groupsOf(fixes) : fixes;
  const named = Array.isArray(groups)
    ? groups.map((group: unknown) => [group].flat().map((one) => FIXES.find((fix) => fix.name === one)))
    : [];
  const checked = named.map((group) => group.filter((fix) => fix !== undefined));
  const isRight = checked.every((group, i) => group.length > 0 && group.length === named[i]!.length);
  if (!Array.isArray(groups) || !isRight)
    throw invalidArgument(where, name, `a diagnosis, or an array of ${FIX_NAMES.join(', ')}`, fixes);
  const alone = checked.filter((group) => group.length === 1).map(([fix]) => fix!);
  return [...checked, ...PAIRS.filter((pair) => pair.every((fix) => alone.includes(fix)))];
}

const isDiagnosis = (value: unknown): value is Pick<Diagnosis, 'findings'> =>
  Array.isArray((value as Partial<Diagnosis> | null)?.findings);

/** The fixes of the findings' remedies, each group once. */
const groupsOf = ({ findings }: Pick<Diagnosis, 'findings'>): readonly (readonly FixName[])[] => {
  const groups = new Map(findings.map(({ remedy: { fixes } }) => [fixes.join(), fixes]));
  return [...groups.values()].filter(({ length }) => length > 0);
};

/** The network as it is, and what it becomes by the fixes that apply to it. */
export function candidatesOf(
  base: Subject,
  facts: Facts,
  asked: readonly (readonly Fix[])[] | undefined,
): Candidate[] {
  const groups = asked ?? [...FIXES.map((fix) => [fix]), ...PAIRS];
  const candidates: Candidate[] = [{ fix: 'none', change: '', notebook: null, subject: base }];
  for (const group of groups) {
    const candidate = candidateOf(group, base, facts);
    if (candidate && candidates.every(({ fix }) => fix !== candidate.fix)) candidates.push(candidate);
  }
  return candidates;
}

const isRate = (change: string): boolean => change.startsWith('learningRate');

/** Fixes one after the other as a candidate; those that do not apply are left out, and null is given where none does. */
export function candidateOf(fixes: readonly Fix[], base: Subject, facts: Facts): Candidate | null {
  let [subject, known] = [base, facts];
  const applied: { readonly fix: Fix; readonly change: string }[] = [];
  for (const fix of fixes) {
    const result = fix.apply(subject, known);
    if (result === null) continue;
    ({ subject } = result);
    applied.push({ fix, change: result.change });
    const { activation, evenLayers, learningRate } = { ...known, ...result };
    known = { ...known, activation, evenLayers, learningRate };
  }
  if (applied.length === 0) return null;
  return {
    fix: applied.map(({ fix }) => fix.name).join(' and '),
    // A rate that is changed several times is named once, as it ends.
    change: applied
      .filter(
        ({ change }, i) => !isRate(change) || applied.slice(i + 1).every((next) => !isRate(next.change)),
      )
      .map(({ change }) => change)
      .join(', '),
    notebook: applied.at(-1)!.fix.notebook,
    subject,
  };
}
