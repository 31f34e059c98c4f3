// How the commands take what was typed after them.
import { parseArgs } from 'node:util';

/** What was typed can't be done as it stands. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/**
 * parseArgs, with what can't be parsed told as a UsageError.
 *
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} O
 * @param {string[]} args
 * @param {O} options
 * @throws {UsageError}
 */
export function parse(args, options) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(String(error).replace(/^TypeError[^:]*: |\. To specify a positional.*/gs, ''));
  }
}

/**
 * The value of an option that takes a whole number from 1 on.
 *
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} fallback
 * @param {number} digits the most that it may have
 * @throws {UsageError}
 */
export function count(name, text, fallback, digits) {
  if (text === undefined) return fallback;
  if (/^[1-9]\d*$/.test(text) && text.length <= digits) return Number(text);
  throw new UsageError(`--${name} takes a whole number from 1 on, not '${text}'`);
}
