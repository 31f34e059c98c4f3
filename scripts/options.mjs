// Options of the commands.
import { parseArgs } from 'node:util';

/** The error of a command line that can't be carried out. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/**
 * Options that take a text.
 *
 * @template {string} Name
 * @param {Name[]} names
 */
export const textOptions = (...names) =>
  /** @type {Record<Name, { type: 'string' }>} */ (
    Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  );

/** The option that every command has. */
export const HELP_OPTION = /** @type {const} */ ({ help: { type: 'boolean', short: 'h' } });

/**
 * parseArgs with errors as UsageErrors of one sentence, without its full stop.
 *
 * @template {NonNullable<import('node:util').ParseArgsConfig['options']>} O
 * @param {string[]} args
 * @param {O} options
 * @param {boolean} [allowPositionals]
 * @throws {UsageError}
 */
export function parseArguments(args, options, allowPositionals = true) {
  try {
    return parseArgs({ args, options, allowPositionals });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message.split('. ')[0]);
  }
}

/**
 * The value of an option that takes a whole number of at least 1.
 *
 * @param {string} name
 * @param {string | undefined} text
 * @param {number} fallback
 * @param {number} [maxDigits]
 * @throws {UsageError}
 */
export function wholeNumber(name, text, fallback, maxDigits = 7) {
  if (text === undefined) return fallback;
  if (/^[1-9]\d*$/.test(text) && text.length <= maxDigits) return Number(text);
  throw new UsageError(`--${name} takes a whole number of at least 1, not '${text}'`);
}
