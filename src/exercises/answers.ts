// What happens in the student's notebook: the answer is called, and the values that it gave are shown or handed on.
import { scope, tf } from '../backend';
import { callback, integer } from '../errors';
import { display } from '../notebook';
import type { Answer, Call, Exercise, Outcome, Verdict } from './exercise';
import { encodeOutcomes, judge } from './judge';
import { plain } from './plain';
import { exerciseNamed } from './table';

/** Of the cases that a student sees. */
const VISIBLE_SEED = 0;
export const ANSWERS = 'application/vnd.vanishing-gradients.answers+json';

/** Thrown by a check that an answer does not pass. */
export class WrongAnswer extends Error {
  override readonly name = 'WrongAnswer';
}

/** Thrown by a check of an exercise that nobody has begun. */
export class NotAttempted extends Error {
  override readonly name = 'NotAttempted';
}

function outcomeOf(call: () => unknown): Outcome {
  try {
    return { value: scope(() => plain(call())) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

const collect = (exercise: Exercise, answer: Answer, seed: number): Outcome[] =>
  exercise.cases(seed).map((input) => outcomeOf(() => exercise.call(answer as Call, input, tf)));

const mark = { right: '✓', wrong: '✗', 'not attempted': '–' } as const;

export const sentence = ({ status, message }: Verdict): string => `${mark[status]} ${message}`;

/**
 * Tries an answer on a few inputs, and says whether it is right; where it isn't, what was expected, what came, and what the
 * slip may be.
 *
 * @param exercise its name, as the notebook has it
 * @param answer the function that was to be written
 * @throws {WrongAnswer | NotAttempted} where the answer is not right
 * @throws {TypeError} where there is no such exercise, or the answer is no function
 * @example exercises.check('chain-rule/sigmoid-derivative', sigmoidPrime);
 */
export function check(exercise: string, answer: Answer): void {
  const found = exerciseNamed('exercises.check', exercise);
  callback('exercises.check', 'answer', answer, 'that was to be written');
  const verdict = judge(found, VISIBLE_SEED, collect(found, answer, VISIBLE_SEED));
  if (verdict.status === 'not attempted') throw new NotAttempted(verdict.message);
  if (verdict.status === 'wrong') throw new WrongAnswer(verdict.message);
  display({ 'text/plain': sentence(verdict) });
}

/**
 * Hands an answer in: what it gives for inputs from a seed goes into the cell's outputs, and is judged later, elsewhere.
 *
 * @param exercise its name
 * @param answer the function that was to be written
 * @param seed the inputs': a number that the student doesn't know
 * @throws {TypeError | RangeError} where an argument is not right
 * @example exercises.grade('chain-rule/sigmoid-derivative', sigmoidPrime, 8171);
 */
export function grade(exercise: string, answer: Answer, seed: number): void {
  const found = exerciseNamed('exercises.grade', exercise);
  callback('exercises.grade', 'answer', answer, 'that was to be written');
  integer('exercises.grade', 'seed', seed, 0);
  const outcomes = encodeOutcomes(collect(found, answer, seed));
  display({ 'text/plain': 'Handed in.', [ANSWERS]: { exercise, seed, outcomes } });
}
