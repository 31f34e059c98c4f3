// What goes between the process that runs answers and the one that judges them. Whatever comes back may have been made by
// anybody: a student's code has the run of its process.
import { formatValue } from '../errors';
import type { Outcome } from './exercise';
import { decode, encode } from './plain';

/** Characters: it stands in a sentence. */
const MOST_OF_AN_ERROR = 1000;

/** Outcomes as JSON, and back from whatever came. */
export const encodeOutcomes = (outcomes: readonly Outcome[]): unknown =>
  outcomes.map((outcome) => ('error' in outcome ? outcome : { value: encode(outcome.value) }));

export function decodeOutcomes(json: unknown): Outcome[] {
  if (!Array.isArray(json)) return [];
  return json.map((item: unknown) => {
    const { error, value } = (item ?? {}) as { error?: unknown; value?: unknown };
    if (typeof error === 'string') return { error: error.slice(0, MOST_OF_AN_ERROR) };
    const numbers = decode(value);
    return numbers === null ? { error: `no numbers, but ${formatValue(value)}` } : { value: numbers };
  });
}
