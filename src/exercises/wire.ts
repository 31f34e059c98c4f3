// The format of outcomes between the process that runs answers and the one that judges them. A student's code controls its whole
// process, so that the judge must accept any JSON.
import { formatValue } from '../errors';
import type { Outcome } from './exercise';
import { decode, encode } from './plain';

/** The longest text of an error, in characters; it becomes part of a sentence. */
const MAX_ERROR_LENGTH = 1000;

/** Outcomes as JSON. */
export const encodeOutcomes = (outcomes: readonly Outcome[]): unknown =>
  outcomes.map((outcome) => ('error' in outcome ? outcome : { value: encode(outcome.value) }));

/** Outcomes from any JSON; each item that is none becomes an error. */
export function decodeOutcomes(json: unknown): Outcome[] {
  if (!Array.isArray(json)) return [];
  return json.map((item: unknown) => {
    const { error, value } = (item ?? {}) as { error?: unknown; value?: unknown };
    if (typeof error === 'string') return { error: error.slice(0, MAX_ERROR_LENGTH) };
    const numbers = decode(value);
    return numbers === null ? { error: `no numbers, but ${formatValue(value)}` } : { value: numbers };
  });
}
