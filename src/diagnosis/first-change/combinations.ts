// The combinations of fixes to try as a first change, out of what was found.
import { FIX_NAMES, type FixName } from '../fix-names';
import type { Finding } from '../finding';

/** The combinations to try, in the order in which they are tried: the least change first. */
export interface Combinations {
  /** The fixes that the findings ask for: the root's alone, those of all roots that are errors, of all findings, and these without dropout. */
  readonly suggested: readonly (readonly FixName[])[];
  /** The fixes of what may stand in the way besides, to add to the best of these. */
  readonly further: readonly (readonly FixName[])[];
}

/** Weights, rates and optimisers first, which leave the layers as they are; then the fixes that help most networks that are stuck. */
const FURTHER: readonly (readonly FixName[])[] = [
  ['gates'],
  ['initializer'],
  ['adam'],
  ['smaller rate'],
  ['smaller rate', 'smaller rate'],
  ['larger rate'],
  ['adam', 'larger rate'],
  ['scale x', 'scale y', 'activation', 'initializer', 'adam', 'larger rate'],
  ['width', 'adam', 'larger rate'],
  ['normalization', 'adam'],
  ['activation', 'initializer', 'dropout', 'adam'],
];

/** The combinations that findings ask for. */
export function combinationsOf(findings: readonly Finding[]): Combinations {
  const faults = findings.filter(({ severity }) => severity !== 'info');
  const withFixes = faults.filter(({ remedy }) => remedy.fixes.length > 0);
  const roots = withFixes.filter(({ explainedBy }) => explainedBy === null);
  const errors = roots.filter(({ severity }) => severity === 'error');
  // The rate that suits an effect does not suit the network without its cause.
  const fixesOf = ({ remedy, explainedBy }: Finding): readonly FixName[] =>
    explainedBy === null ? remedy.fixes : remedy.fixes.filter((name) => !name.endsWith('rate'));
  const groups = [withFixes.slice(0, 1), errors, roots, withFixes].map((some) => together(some.map(fixesOf)));
  // A network that does not fit its data has no need of dropout, which hides what the other fixes bring.
  groups.push(together([...withFixes.map(fixesOf), ['dropout']]));
  const named = new Map(groups.map((group) => [group.join(), group]));
  return { suggested: [...named.values()].filter(({ length }) => length > 0), further: FURTHER };
}

const TRAINING: readonly FixName[] = ['adam', 'larger rate', 'smaller rate'];

/** Fixes with more of them. An optimiser or a rate among these takes the place of the rates before: they were chosen for another training. */
export function withFurther(core: readonly FixName[], more: readonly FixName[]): readonly FixName[] {
  const isTraining = more.some((name) => TRAINING.includes(name));
  return together([isTraining ? core.filter((name) => !name.endsWith('rate')) : core, more]);
}

const OPPOSITES: Readonly<Partial<Record<FixName, FixName>>> = {
  'smaller rate': 'larger rate',
  'larger rate': 'smaller rate',
};

/**
 * Fixes together, each as often as one group has it, in the order in which they are applied. Of two opposite ones the former is
 * left.
 */
export function together(groups: readonly (readonly FixName[])[]): readonly FixName[] {
  const counts = new Map<FixName, number>();
  for (const group of groups) {
    for (const name of new Set(group)) {
      const opposite = OPPOSITES[name];
      if (opposite && counts.has(opposite)) continue;
      const count = group.filter((one) => one === name).length;
      counts.set(name, Math.max(count, counts.get(name) ?? 0));
    }
  }
  return FIX_NAMES.flatMap((name) => Array<FixName>(counts.get(name) ?? 0).fill(name));
}
