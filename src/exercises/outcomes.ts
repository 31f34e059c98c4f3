// What calls of an answer give.
import { scope, tf } from '../backend';
import type { Answer, Call, HandOver, Outcome } from './exercise';
import { plain } from './plain';

function outcomeOf(call: () => unknown): Outcome {
  try {
    return { value: scope(() => plain(call())) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** One outcome for each thing that is given. */
export const outcomesOf = (handOver: HandOver, answer: Answer, given: readonly unknown[]): Outcome[] =>
  given.map((one) => outcomeOf(() => handOver(answer as Call, one, tf)));
