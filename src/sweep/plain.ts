// Plain data as canonical text: JSON with sorted keys, in which NaN, the infinities and -0 survive.
import { formatValue } from '../errors';

/** Data that a point or a row consists of: what JSON has, and every number. */
export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | {
      /** A value by its name. */
      readonly [key: string]: Plain | undefined;
    };

/** The key that marks a value which JSON does not have. */
const MARK = '$';
const SPECIAL: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 };

const encodeNumber = (value: number): string => {
  if (Number.isFinite(value) && !Object.is(value, -0)) return JSON.stringify(value);
  return `{"${MARK}":"${Object.is(value, -0) ? '-0' : String(value)}"}`;
};

/**
 * Whether a value is a literal object. One of a notebook cell may come from another realm: its prototype is not this realm's, but
 * has none itself.
 */
export const isLiteral = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/**
 * Encodes plain data: equal data give equal text, whatever the order of their keys.
 *
 * @param where the function and argument that the data come from, for messages
 * @param path the place inside of it, for messages
 * @throws {TypeError} when a value is not plain, such as a function, a tensor, a Date or a circle
 */
export function encode(where: string, path: string, value: unknown, above: readonly unknown[] = []): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return encodeNumber(value);
  if (above.includes(value)) throw new TypeError(`${where}: ${path} contains itself; give plain data`);
  if (Array.isArray(value)) {
    const items = Array.from(value, (item: unknown, i) =>
      encode(where, `${path}[${i}]`, item ?? null, [...above, value]),
    );
    return `[${items.join(',')}]`;
  }
  if (isLiteral(value)) {
    const keys = Object.keys(value)
      .filter((key) => value[key] !== undefined)
      .sort();
    const parts = keys.map(
      (key) => `${JSON.stringify(key)}:${encode(where, `${path}.${key}`, value[key], [...above, value])}`,
    );
    const text = `{${parts.join(',')}}`;
    return keys.includes(MARK) ? `{"${MARK}":"object","value":{${parts.join(',')}}}` : text;
  }
  throw new TypeError(
    `${where}: ${path} must be plain data (numbers, strings, booleans, null, arrays and objects of these); got ${formatValue(value)}`,
  );
}

/** Decodes the text of `encode`. */
export const decode = (text: string): Plain => restore(JSON.parse(text));

/** Restores what `encode` marked, in parsed JSON. */
export function restore(value: unknown): Plain {
  if (typeof value !== 'object' || value === null) return value as Plain;
  if (Array.isArray(value)) return value.map(restore);
  const object = value as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(object, MARK)) return restoreEntries(object);
  const mark = object[MARK];
  return mark === 'object' ? restoreEntries(object.value as typeof object) : SPECIAL[String(mark)]!;
}

const restoreEntries = (object: Readonly<Record<string, unknown>>): Plain =>
  Object.fromEntries(Object.entries(object).map(([key, part]) => [key, restore(part)]));
