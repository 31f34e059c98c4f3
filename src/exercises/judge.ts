// The judgement: it needs the values that an answer gave, and neither the answer nor TensorFlow.
import type { Exercise, Outcome, Verdict } from './exercise';
import { shown } from '../errors';
import { decode, encode, type Plain } from './plain';

/** What a stub throws. */
export const NOT_ATTEMPTED = 'not attempted';

const isUntouched = (outcome: Outcome): boolean =>
  'error' in outcome && outcome.error.includes(NOT_ATTEMPTED);

/** What is wrong with each outcome; null where nothing is. */
const faultsOf = (exercise: Exercise, inputs: readonly unknown[], outcomes: readonly Outcome[]) =>
  outcomes.map((outcome, i) =>
    'error' in outcome ? `it stopped with ${outcome.error}` : exercise.fault(inputs[i], outcome.value),
  );

/** What the values look like, where every one of them is that of a well-known slip. */
function slipOf(exercise: Exercise, inputs: readonly unknown[], outcomes: readonly Outcome[]): string {
  const { slips = [], matches } = exercise;
  if (!matches || outcomes.some((outcome) => 'error' in outcome)) return '';
  const values = outcomes.map((outcome) => (outcome as { value: Plain }).value);
  const slip = slips.find(({ value }) => values.every((came, i) => matches(value(inputs[i]), came)));
  return slip ? ` This is what comes out ${slip.hint}.` : '';
}

/**
 * Judges what an answer gave for the inputs of a seed.
 *
 * @param exercise the exercise
 * @param seed the seed that the inputs were drawn from
 * @param outcomes one for each input
 */
export function judge(exercise: Exercise, seed: number, outcomes: readonly Outcome[]): Verdict {
  const inputs = exercise.cases(seed);
  if (outcomes.length !== inputs.length) {
    const message = `${outcomes.length} answers came where ${inputs.length} were asked for.`;
    return { status: 'wrong', message };
  }
  if (outcomes.some(isUntouched))
    return { status: 'not attempted', message: 'Not attempted: the stub is still there.' };
  const faults = faultsOf(exercise, inputs, outcomes);
  const i = faults.findIndex((fault) => fault !== null);
  if (i === -1) return { status: 'right', message: `Right in all ${inputs.length} cases.` };
  const hint = slipOf(exercise, inputs, outcomes);
  return { status: 'wrong', message: `${exercise.words(inputs[i])}: ${faults[i]!}.${hint}` };
}

/** Outcomes as JSON, and back from whatever came. */
export const encodeOutcomes = (outcomes: readonly Outcome[]): unknown =>
  outcomes.map((outcome) => ('error' in outcome ? outcome : { value: encode(outcome.value) }));

export function decodeOutcomes(json: unknown): Outcome[] {
  if (!Array.isArray(json)) return [];
  return json.map((item: unknown) => {
    const { error, value } = (item ?? {}) as { error?: unknown; value?: unknown };
    if (typeof error === 'string') return { error };
    const numbers = decode(value);
    return numbers === null ? { error: `no numbers, but ${shown(value)}` } : { value: numbers };
  });
}
