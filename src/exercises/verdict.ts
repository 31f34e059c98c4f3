// The verdict on what an answer gave: it needs the values, and neither the answer nor TensorFlow.
import { itemAt } from '../arrays';
import type { Outcome, Verdict } from './exercise';
import type { Plain } from './plain';

/** The message of the error that a stub throws. */
const NOT_ATTEMPTED = 'not attempted';

/** One case, and how its value is judged. */
export interface Judged {
  /** The call as it is written in a message: "sigmoidPrime(0.5)". */
  readonly words: string;
  /** Describes what is wrong with a value, without the way to the right one; null if it is right. */
  readonly fault: (value: Plain) => string | null;
  /** Tells whether the value is that of a known mistake, by the mistake's index. */
  readonly isSlip: (slip: number, value: Plain) => boolean;
}

const isUntouched = (outcome: Outcome): boolean =>
  'error' in outcome && outcome.error.includes(NOT_ATTEMPTED);

/** A hint at the known mistake that all values agree with; empty if there is none. */
function hintOn(cases: readonly Judged[], hints: readonly string[], outcomes: readonly Outcome[]): string {
  if (outcomes.some((outcome) => 'error' in outcome)) return '';
  const values = outcomes.map((outcome) => (outcome as { value: Plain }).value);
  const hint = hints.find((_, slip) => values.every((value, i) => itemAt(cases, i).isSlip(slip, value)));
  return hint === undefined ? '' : ` This is what comes out ${hint}.`;
}

/**
 * Judges what an answer gave.
 *
 * @param cases what was asked for
 * @param hints each ends the sentence "This is what comes out …", for the slip of its number
 * @param outcomes one for each case
 */
export function verdictOn(
  cases: readonly Judged[],
  hints: readonly string[],
  outcomes: readonly Outcome[],
): Verdict {
  if (outcomes.length !== cases.length) {
    const message = `${outcomes.length} answers came where ${cases.length} were asked for.`;
    return { status: 'wrong', message };
  }
  if (outcomes.some(isUntouched))
    return { status: 'not attempted', message: 'Not attempted: the stub is still there.' };
  for (const [i, outcome] of outcomes.entries()) {
    const { words, fault } = itemAt(cases, i);
    const found = 'error' in outcome ? `it stopped with ${outcome.error}` : fault(outcome.value);
    if (found === null) continue;
    return { status: 'wrong', message: `${words}: ${found}.${hintOn(cases, hints, outcomes)}` };
  }
  return { status: 'right', message: `Right in all ${cases.length} cases.` };
}
