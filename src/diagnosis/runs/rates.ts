// The runs at other learning rates.
import type { FixName } from '../fix-names';
import { holdsForOthers } from './held-out';
import { LEARNED, scoreOf } from './outcome';
import type { Run, Runs } from './runs';

/** The run nearest the caller's rate that learns, at a smaller or a larger rate; null where none does. */
export function rateThatLearns({ trials, baseline }: Runs, direction?: 'slower' | 'faster'): Run | null {
  const learned = trials
    .filter(({ factor }) => direction === undefined || factor < 1 === (direction === 'slower'))
    .filter(({ after }) => scoreOf(after, baseline) >= LEARNED)
    // A rate at which the network learns rows by heart does not help.
    .filter(({ heldOut }) => holdsForOthers(heldOut));
  const distance = ({ factor }: Run): number => Math.abs(Math.log(factor));
  return learned.sort((p, q) => distance(p) - distance(q))[0] ?? null;
}

/** The fixes of `whatIf` that change the rate by a factor, each by 10; none where the factor is no positive number. */
export function rateFixes(factor: number): FixName[] {
  if (!(factor > 0 && factor < Infinity)) return [];
  const name = factor < 1 ? 'smaller rate' : 'larger rate';
  return Array<FixName>(Math.max(1, Math.round(Math.abs(Math.log10(factor))))).fill(name);
}
