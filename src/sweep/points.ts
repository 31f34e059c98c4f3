// The points of a grid: every combination of the values of its columns, by index, in the order of nested loops.
import { checkKeys, formatValue, integer, invalidArgument } from '../errors';
import { decode, encode, isLiteral, type Plain } from './plain';

/** A point of a grid: plain data, which an experiment measures at. */
export type Point = Readonly<Record<string, Plain>>;

/** The grid of a sweep. */
export interface Grid {
  /**
   * The columns that vary, with their values; the last one varies fastest. A number n in the place of the values of `seed` means the
   * seeds 1, 2, … n.
   */
  readonly over: Readonly<Record<string, Iterable<unknown> | number>>;
  /** Constants that every point has besides, plain data. Default: none. */
  readonly base?: Readonly<Record<string, unknown>>;
}

/** The columns that the table of a sweep adds to those of a measurement. */
export const FAULT_COLUMNS = ['fault', 'error'] as const;

/** Names that no column can have: of a mark in texts, and of the prototype of an object. */
export const RESERVED_COLUMNS: readonly string[] = ['$', '__proto__'];

/** The number of values that a column has at most. */
const MAX_VALUES = 1_000_000;

/** A grid after its check. */
export class Points {
  readonly columns: readonly string[];
  readonly length: number;
  readonly #values: readonly (readonly string[])[];
  readonly #base: ReadonlyMap<string, string>;

  /** @throws {TypeError | RangeError} that names the column that is not right */
  constructor(where: string, grid: Grid) {
    checkKeys(where, 'the grid', grid, ['over', 'base']);
    const { over, base = {} } = grid;
    if (!isLiteral(over))
      throw invalidArgument(where, 'over', 'an object of values by column, such as { seed: 20 }', over);
    if (!isLiteral(base)) throw invalidArgument(where, 'base', 'an object of plain data', base);
    this.columns = Object.keys(over);
    for (const name of [...this.columns, ...Object.keys(base)])
      if (RESERVED_COLUMNS.includes(name) || name === '')
        throw new TypeError(`${where}: no column can be named '${name}'; name it otherwise`);
    this.#values = this.columns.map((name) => valuesOf(where, name, over[name]));
    for (const name of this.columns) {
      if ((FAULT_COLUMNS as readonly string[]).includes(name))
        throw new TypeError(
          `${where}: over.${name} has the name of a column of the result; name it otherwise`,
        );
      if (Object.hasOwn(base, name))
        throw new TypeError(`${where}: '${name}' is in over and in base; give it in one of them`);
    }
    this.#base = new Map(
      Object.entries(base)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, encode(where, `base.${name}`, value)]),
    );
    this.length = this.#values.reduce((product, { length }) => product * length, 1);
    if (!Number.isSafeInteger(this.length))
      throw new RangeError(`${where}: over has ${this.length} points; give at most 2^53`);
  }

  /** The names of all that a point has. */
  get names(): string[] {
    return [...this.columns, ...this.#base.keys()];
  }

  /** The canonical text of a point. */
  text(index: number): string {
    const parts = new Map(this.#base);
    let rest = index;
    for (let i = this.columns.length - 1; i >= 0; i--) {
      const values = this.#values[i]!;
      parts.set(this.columns[i]!, values[rest % values.length]!);
      rest = Math.floor(rest / values.length);
    }
    const sorted = [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${sorted.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
  }
}

function valuesOf(where: string, name: string, given: unknown): string[] {
  const values = listOf(where, name, given);
  if (values.length === 0) throw new RangeError(`${where}: over.${name} is empty; give it a value`);
  const texts = values.map((value, i) => encode(where, `over.${name}[${i}]`, value));
  const seen = new Set<string>();
  for (const [i, text] of texts.entries()) {
    if (seen.has(text))
      throw new RangeError(
        `${where}: over.${name}[${i}] is ${formatValue(decode(text))} again; give each value once`,
      );
    seen.add(text);
  }
  return texts;
}

function seedsOf(where: string, count: number): number[] {
  if (count > MAX_VALUES)
    throw new RangeError(`${where}: over.seed is at most ${MAX_VALUES} seeds; got ${count}`);
  return Array.from({ length: count }, (_, i) => i + 1);
}

function listOf(where: string, name: string, given: unknown): unknown[] {
  if (typeof given === 'number' && name === 'seed')
    return seedsOf(where, integer(where, 'over.seed', given, 1));
  if (typeof given === 'object' && given !== null && Symbol.iterator in given) {
    const values: unknown[] = [];
    for (const value of given as Iterable<unknown>)
      if (values.push(value) > MAX_VALUES)
        throw new RangeError(`${where}: over.${name} has more than ${MAX_VALUES} values; give fewer`);
    return values;
  }
  throw invalidArgument(
    where,
    `over.${name}`,
    name === 'seed'
      ? 'a number of seeds or an array of them'
      : 'an array of values; a constant belongs in base',
    given,
  );
}
