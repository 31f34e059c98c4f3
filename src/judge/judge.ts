// The judge: draws the questions of an exercise from a seed, and gives a verdict on the outcomes of an answer.
import { itemAt } from '../arrays';
import type { Verdict, Outcome } from '../exercises/exercise';
import { faultOf, isSlip, type Expectation } from '../exercises/expectation';
import type { Sheet } from '../exercises/sheet';
import { verdictOn, type Judged } from '../exercises/verdict';
import type { Exercise } from './exercise';

const givenBy = (exercise: Exercise<unknown>, input: unknown): unknown =>
  exercise.given ? exercise.given(input) : input;

/** The inputs drawn from a seed, without what would give the answer away, for the process that runs the answer. */
export const questionsOf = (exercise: Exercise<unknown>, seed: number): unknown[] =>
  exercise.cases(seed).map((input) => givenBy(exercise, input));

/** The same with all that is expected, as data: for the inputs that students see. */
export function sheetOf(exercise: Exercise<unknown>, seed: number): Sheet {
  const { slips = [] } = exercise;
  return {
    hints: slips.map(({ hint }) => hint),
    cases: exercise.cases(seed).map((input) => ({
      given: givenBy(exercise, input),
      words: exercise.words(input),
      expectation: exercise.expectation(input),
      slips: slips.map(({ value }) => value(input)),
    })),
  };
}

/**
 * Judges what an answer gave for the inputs of a seed.
 *
 * @param exercise the exercise
 * @param seed the seed that the inputs were drawn from
 * @param outcomes one for each input
 */
export function judge(exercise: Exercise<unknown>, seed: number, outcomes: readonly Outcome[]): Verdict {
  const { slips = [] } = exercise;
  const cases = exercise.cases(seed).map((input): Judged => {
    let made: Expectation | undefined;
    const expected = (): Expectation => (made ??= exercise.expectation(input));
    return {
      words: exercise.words(input),
      fault: (value) => (exercise.fault ? exercise.fault(input, value) : faultOf(expected(), value)),
      isSlip: (slip, value) => isSlip(expected(), itemAt(slips, slip).value(input), value),
    };
  });
  const hints = slips.map(({ hint }) => hint);
  return verdictOn(cases, hints, outcomes);
}
