// The grid of a sweep on the command line: values of a column as text.
import { range } from '../sweep';
import { UsageError } from './errors';

const RANGE = /^([^:,[\]{}"]+):([^:,[\]{}"]+)(?::([^:,[\]{}"]+))?$/;

/** The values of a column: an array of JSON, a range from:to:step, a list with commas, or the number of seeds. */
export function valuesOf(name: string, text: string): unknown[] | number {
  const bounds = RANGE.exec(text)
    ?.slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  if (bounds?.every(Number.isFinite) === true) return range(bounds[0]!, bounds[1]!, bounds[2] ?? 1);
  if (/^\s*\[/.test(text)) return jsonOf(name, text) as unknown[];
  if (name === 'seed' && Number.isFinite(Number(text)) && text.trim() !== '') return Number(text);
  if (/^\s*\{/.test(text)) return [jsonOf(name, text)];
  if (text.split(',').some((part) => part.trim() === ''))
    throw new UsageError(`--over ${name} takes values, such as ${name}=5,10,20; got '${text}'`);
  return text.split(',').map(valueOf);
}

/** A value: JSON where the text is that, else the text itself. */
export function valueOf(text: string): unknown {
  const special: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };
  if (Object.hasOwn(special, text)) return special[text];
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`${name}: '${text}' is no JSON: ${(error as Error).message}`);
  }
}
