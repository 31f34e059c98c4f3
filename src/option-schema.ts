// Schemas of options objects: keys, defaults, types and messages of an options object come from one object.
import {
  callback,
  checkKeys,
  finite,
  flag,
  fraction,
  integer,
  integers,
  invalidArgument,
  nonNegative,
  oneOf,
} from './errors';

/** Checks the value of one option; throws a TypeError or RangeError that names it. */
type Check<T> = (where: string, name: string, value: unknown) => T;

/** One option: its check, and what stands for it where it is not given. */
export interface Option<T> {
  readonly check: Check<T>;
  /** Whether `undefined` goes to the check, which refuses it. */
  readonly isRequired: boolean;
  readonly default: T | undefined;
}

/** The schema of an options type: an option of the type that has no entry is a type error. */
export type Schema<T> = { readonly [Key in keyof Required<T>]: Option<T[Key] | undefined> };

/** The options of a schema after their check. */
export type Checked<S> = {
  readonly [Key in keyof S]: S[Key] extends Option<infer T> ? T : never;
};

/** The value of an option that is not given: `default`, or an error if it is `required`; otherwise undefined. */
interface Absence<T> {
  readonly default?: T;
  readonly required?: true;
}
type WhenAbsent<A> = A extends { default: infer T } ? T : A extends { required: true } ? never : undefined;

function optionOf<T, A extends Absence<T>>(check: Check<T>, absence: A): Option<T | WhenAbsent<A>> {
  const { required = false, default: fallback } = absence;
  return { check, isRequired: required, default: fallback };
}

// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an option that may be absent, with no default
interface None {}

function checkString(where: string, name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalidArgument(where, name, 'a string', value);
}

/** The kinds of options. Each takes `{ default }` or `{ required: true }`, or neither for an option that may be undefined. */
export const option = {
  /** A whole number of at least `min`. */
  integer: <A extends Absence<number> = None>(range: { readonly min: number } & A) =>
    optionOf<number, A>((where, name, value) => integer(where, name, value, range.min), range),
  /** The number of something that there must be: a whole number of at least 1, which must be given. */
  count: () => option.integer({ min: 1, required: true }),
  /** The seed of a random stream: a whole number of at least 0, and 0 where none is given. */
  seed: () => option.integer({ min: 0, default: 0 }),
  /** An array of whole numbers of at least `min`. */
  integers: <A extends Absence<readonly number[]> = None>(range: { readonly min: number } & A) =>
    optionOf<readonly number[], A>((where, name, value) => integers(where, name, value, range.min), range),
  /** A finite number. */
  finite: <A extends Absence<number> = None>(absence: A = {} as A) => optionOf<number, A>(finite, absence),
  /** A finite number of at least 0. */
  nonNegative: <A extends Absence<number> = None>(absence: A = {} as A) =>
    optionOf<number, A>(nonNegative, absence),
  /** A number of at least 0 and below 1. */
  fraction: <A extends Absence<number> = None>(absence: A = {} as A) =>
    optionOf<number, A>(fraction, absence),
  /** true or false. */
  boolean: <A extends Absence<boolean> = None>(absence: A = {} as A) => optionOf<boolean, A>(flag, absence),
  /** A string. */
  string: <A extends Absence<string> = None>(absence: A = {} as A) =>
    optionOf<string, A>(checkString, absence),
  /** One of some names. */
  oneOf: <T extends string, const A extends Absence<NoInfer<T>> = None>(
    choices: readonly T[],
    absence: A = {} as A,
  ) => optionOf<T, A>((where, name, value) => oneOf(where, name, value, choices), absence),
  /** A function; `signature` says in messages what it is called with. */
  callback: <T extends (...args: never[]) => unknown, A extends Absence<T> = None>(
    signature: string,
    absence: A = {} as A,
  ) =>
    optionOf<T, A>((where, name, value) => {
      callback(where, name, value, signature);
      return value as T;
    }, absence),
  /** Anything else, with a check of its own. */
  custom: <T, A extends Absence<T> = None>(check: Check<T>, absence: A = {} as A) =>
    optionOf<T, A>(check, absence),
  /** A value whose check needs more than the value, such as the model, and is made elsewhere. */
  unchecked: <T, A extends Absence<T> = None>(absence: A = {} as A) =>
    optionOf<T, A>((_where, _name, value) => value as T, absence),
};

/**
 * Checks an options object against its schema.
 *
 * @param where the function whose options they are, for messages
 * @param name the argument that holds them, for messages
 * @param given the object as the caller gave it
 * @param prefix before each option's name in messages, such as `'clip.'` for an options object within another
 * @throws {TypeError | RangeError} that names the option that is not known or not right
 */
export function checkOptions<S extends Readonly<Record<string, Option<unknown>>>>(
  where: string,
  name: string,
  given: unknown,
  schema: S,
  prefix = '',
): Checked<S> {
  checkKeys(where, name, given, Object.keys(schema));
  const values = given as Readonly<Record<string, unknown>>;
  const checked = Object.entries(schema).map(([key, one]) => {
    const value = values[key];
    const isAbsent = value === undefined && !one.isRequired;
    return [key, isAbsent ? one.default : one.check(where, prefix + key, value)];
  });
  return Object.fromEntries(checked) as Checked<S>;
}
