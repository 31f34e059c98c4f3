// The checks that run in the student's notebook: they call the answer, and show its values or pass them to the judge.
import { callback, integer } from '../errors';
import { display } from '../notebook';
import { adapterOf } from './adapters';
import type { Answer, Verdict } from './exercise';
import { outcomesOf } from './outcomes';
import { judgedBy, visibleSheet } from './sheet';
import { verdictOn } from './verdict';
import { encodeOutcomes } from './wire';

const ANSWERS = 'application/vnd.vanishing-gradients.answers+json';

/**
 * The error of a check that an answer does not pass.
 *
 * @example
 * const failure = ((): unknown => {
 *   try {
 *     exercises.check('chain-rule/sigmoid-derivative', (z: number) => z);
 *   } catch (error) {
 *     return error;
 *   }
 * })();
 * failure instanceof exercises.WrongAnswer; // true
 */
export class WrongAnswer extends Error {
  /** 'WrongAnswer'. */
  override readonly name = 'WrongAnswer';
}

/**
 * The error of a check of an exercise whose stub is unchanged.
 *
 * @example
 * const stub = (_z: number): number => {
 *   throw new Error('not attempted');
 * };
 * const failure = ((): unknown => {
 *   try {
 *     exercises.check('chain-rule/sigmoid-derivative', stub);
 *   } catch (error) {
 *     return error;
 *   }
 * })();
 * failure instanceof exercises.NotAttempted; // true
 */
export class NotAttempted extends Error {
  /** 'NotAttempted'. */
  override readonly name = 'NotAttempted';
}

const mark = { right: '✓', wrong: '✗', 'not attempted': '–' } as const;

const sentence = ({ status, message }: Verdict): string => `${mark[status]} ${message}`;

/**
 * Tries an answer on a few inputs, and displays that it is right. While a submission is graded it does nothing.
 *
 * @param exercise the name of the exercise, as the notebook has it
 * @param answer the function that was to be written
 * @throws {WrongAnswer} when a value is not the expected one, or the answer throws; the message has the input, the expectation, the
 * value, and the known mistake that leads to it
 * @throws {NotAttempted} when the answer is still the stub of the notebook
 * @throws {TypeError} when there is no such exercise, or the answer is no function
 * @example
 * const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
 * exercises.check('chain-rule/sigmoid-derivative', (z: number) => sigmoid(z) * (1 - sigmoid(z)));
 */
export function check(exercise: string, answer: Answer): void {
  const adapter = adapterOf('exercises.check', exercise);
  callback('exercises.check', 'answer', answer, 'that was to be written');
  const sheet = visibleSheet(exercise);
  if (sheet === null) return; // where work is graded, the expected values are not at hand, and no mark depends on them
  const given = sheet.cases.map((one) => one.given);
  const verdict = verdictOn(judgedBy(sheet), sheet.hints, outcomesOf(adapter, answer, given));
  if (verdict.status === 'not attempted') throw new NotAttempted(verdict.message);
  if (verdict.status === 'wrong') throw new WrongAnswer(verdict.message);
  display({ 'text/plain': sentence(verdict) });
}

/** The argument that the judge replaces a seed with: the inputs drawn from it, and a ticket that identifies the answer. */
interface Question {
  readonly ticket: string;
  readonly given: readonly unknown[];
}

/**
 * Hands an answer in. While a submission is graded, the judge has put inputs in the place of the seed: what the answer gives for
 * them goes into the cell's outputs, and is judged elsewhere. At any other time it does nothing, since only the judge has the
 * hidden inputs.
 *
 * @param exercise the name of the exercise, as the notebook has it
 * @param answer the function that was to be written
 * @param seed the seed of the hidden inputs, a whole number from 0; while a submission is graded, a string with the inputs
 * @throws {TypeError} when there is no such exercise, the answer is no function, or the seed is neither number nor string
 * @throws {RangeError} when the seed is a number, but not a whole number of at least 0
 * @example
 * const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
 * exercises.grade('chain-rule/sigmoid-derivative', (z: number) => sigmoid(z) * (1 - sigmoid(z)), 8171);
 */
export function grade(exercise: string, answer: Answer, seed: number | string): void {
  const adapter = adapterOf('exercises.grade', exercise);
  callback('exercises.grade', 'answer', answer, 'that was to be written');
  if (typeof seed !== 'string') {
    integer('exercises.grade', 'seed', seed, 0);
    return;
  }
  const { ticket, given } = JSON.parse(seed) as Question;
  const outcomes = encodeOutcomes(outcomesOf(adapter, answer, given));
  display({ 'text/plain': 'Handed in.', [ANSWERS]: { ticket, outcomes } });
}
