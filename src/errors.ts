// Checks of arguments: every message names the function, the argument, the value, and the values that are accepted.
import { itemAt } from './arrays';
import { inspect } from './platform';

/**
 * A name out of a list, as the type of an argument. Any string is accepted by the compiler, since the check at run time has the
 * better message: an editor still completes the names, and a spec that was declared as a plain object fits.
 */
export type NameOf<T extends string> = T | (string & Record<never, never>);

/** A value in the words of a message. */
export const formatValue = (value: unknown): string =>
  inspect(value, { depth: 0, breakLength: Infinity, maxArrayLength: 6 });

/** Levenshtein distance between two words, ignoring case. */
function distance(a: string, b: string): number {
  const [s, t] = [a.toLowerCase(), b.toLowerCase()];
  let row = Array.from({ length: t.length + 1 }, (_, j) => j);
  for (let i = 1; i <= s.length; i++) {
    const next = [i];
    for (let j = 1; j <= t.length; j++) {
      const [insertion, deletion] = [itemAt(next, j - 1) + 1, itemAt(row, j) + 1];
      const substitution = itemAt(row, j - 1) + (s[i - 1] === t[j - 1] ? 0 : 1);
      next[j] = Math.min(insertion, deletion, substitution);
    }
    row = next;
  }
  return itemAt(row, t.length);
}

function didYouMean(word: string, choices: readonly string[]): string {
  const best = choices
    .map((choice) => ({ choice, d: distance(word, choice) }))
    .sort((p, q) => p.d - q.d)
    .at(0);
  return best !== undefined && best.d <= Math.max(1, Math.ceil(word.length / 3))
    ? `; did you mean '${best.choice}'?`
    : '';
}

/** One of `choices`, or a TypeError that lists them and suggests the closest one. */
export function oneOf<T extends string>(
  where: string,
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  if (typeof value === 'string' && (choices as readonly string[]).includes(value)) return value as T;
  const guess = typeof value === 'string' ? didYouMean(value, choices) : '';
  throw new TypeError(`${where}: ${name} ${formatValue(value)} is not one of ${choices.join(', ')}${guess}`);
}

/** Checks that a value is an object whose keys are all in `keys`; the TypeError names the unknown key. */
export function checkKeys(where: string, name: string, value: unknown, keys: readonly string[]): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(
      `${where}: ${name} must be an object with ${keys.join(', ')}; got ${formatValue(value)}`,
    );
  }
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) {
      throw new TypeError(
        `${where}: ${name} takes ${keys.join(', ')}; it has no '${key}'${didYouMean(key, keys)}`,
      );
    }
  }
}

/** A whole number of at least `least`, or a TypeError (not a number) or RangeError (not such a number). */
export function integer(where: string, name: string, value: unknown, least: number): number {
  if (typeof value !== 'number') {
    throw new TypeError(
      `${where}: ${name} must be a whole number of at least ${least}; got ${formatValue(value)}`,
    );
  }
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(
      `${where}: ${name} must be a whole number of at least ${least}; got ${formatValue(value)}`,
    );
  }
  return value;
}

/** An array of whole numbers of at least `least`, or an error that names the item that is not. */
export function integers(where: string, name: string, value: unknown, least: number): number[] {
  if (!Array.isArray(value)) throw invalidArgument(where, name, 'an array of whole numbers', value);
  return value.map((item, i) => integer(where, `${name}[${i}]`, item, least));
}

/** A finite number, or a TypeError. */
export function finite(where: string, name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw invalidArgument(where, name, 'a number', value);
}

/** A finite number of at least 0, or a TypeError (not a number) or RangeError (not such a number). */
export function nonNegative(where: string, name: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new TypeError(`${where}: ${name} must be a number of at least 0; got ${formatValue(value)}`);
  }
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(`${where}: ${name} must be a number of at least 0; got ${formatValue(value)}`);
  }
  return value;
}

/** A number of at least 0 and below 1, or a TypeError (not a number) or RangeError (not such a number). */
export function fraction(where: string, name: string, value: unknown): number {
  const number = nonNegative(where, name, value);
  if (number < 1) return number;
  throw new RangeError(`${where}: ${name} must be at least 0 and below 1; got ${formatValue(value)}`);
}

/** true or false, or a TypeError. */
export function flag(where: string, name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new TypeError(`${where}: ${name} must be true or false; got ${formatValue(value)}`);
}

/** Checks that a value is a function; the TypeError says what it is called with. */
export function callback(where: string, name: string, value: unknown, signature: string): void {
  if (typeof value !== 'function') {
    throw new TypeError(`${where}: ${name} must be a function ${signature}; got ${formatValue(value)}`);
  }
}

/** The TypeError for an argument with a wrong value. */
export function invalidArgument(where: string, name: string, takes: string, value: unknown): TypeError {
  return new TypeError(`${where}: ${name} must be ${takes}; got ${formatValue(value)}`);
}

/** The same TypeError with what was given in words, such as a tensor's shape. */
export function mismatch(where: string, name: string, takes: string, got: string): TypeError {
  return new TypeError(`${where}: ${name} must be ${takes}; got ${got}`);
}
