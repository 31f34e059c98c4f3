// Keeps the stack of each thrown value that is not an Error.
import { types } from 'node:util';

let last: { value: unknown; stack: string } | null = null;

/** Every `throw` in a cell goes through here. */
export function markThrown(value: unknown): unknown {
  if (!types.isNativeError(value)) last = { value, stack: new Error().stack! };
  return value;
}

/** The stack of the throw, where `value` was the last one thrown by a cell. */
export const thrownAt = (value: unknown): string | null =>
  last && Object.is(last.value, value) ? last.stack : null;

/** Called before a cell runs: the throws of earlier ones are of no interest to it. */
export function forgetThrown(): void {
  last = null;
}
