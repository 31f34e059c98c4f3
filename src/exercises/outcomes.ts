// Calls an answer with each case, and collects values and errors.
import { scope, tf } from '../backend';
import type { Answer, Call, Adapter, Outcome } from './exercise';
import { plain } from './plain';

function outcomeOf(call: () => unknown): Outcome {
  try {
    return { value: scope(() => plain(call())) };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** One outcome for each thing that is given. */
export const outcomesOf = (adapter: Adapter, answer: Answer, given: readonly unknown[]): Outcome[] =>
  given.map((one) => outcomeOf(() => adapter(answer as Call, one, tf)));
