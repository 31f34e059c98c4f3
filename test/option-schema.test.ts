import { describe, expect, it } from 'vitest';
import { itemAt } from '../src/arrays';
import { checkOptions, option, type Schema } from '../src/option-schema';

interface Options {
  readonly steps: number;
  readonly kind?: string;
  readonly seed?: number;
  readonly onStep?: () => void;
}

const SCHEMA = {
  steps: option.integer({ min: 1, required: true }),
  kind: option.oneOf(['cosine', 'linear'], { default: 'linear' }),
  seed: option.integer({ min: 0, default: 0 }),
  onStep: option.callback<() => void>('() => …'),
} satisfies Schema<Options>;

const check = (given: unknown) => checkOptions('f', 'options', given, SCHEMA, 'options.');

describe('a schema of options', () => {
  it('fills in the defaults, and leaves an option without one undefined', () => {
    expect(check({ steps: 3 })).toEqual({ steps: 3, kind: 'linear', seed: 0, onStep: undefined });
  });
  it('takes undefined for an option that is not given', () => {
    expect(check({ steps: 3, seed: undefined }).seed).toBe(0);
  });
  it.each([
    [
      'an unknown key',
      { steps: 3, sede: 1 },
      TypeError,
      "f: options takes steps, kind, seed, onStep; it has no 'sede'; did you mean 'seed'?",
    ],
    [
      'a required option that is missing',
      {},
      TypeError,
      'f: options.steps must be a whole number of at least 1; got undefined',
    ],
    [
      'a wrong type',
      { steps: '3' },
      TypeError,
      "f: options.steps must be a whole number of at least 1; got '3'",
    ],
    [
      'a value out of range',
      { steps: 0 },
      RangeError,
      'f: options.steps must be a whole number of at least 1; got 0',
    ],
    [
      'null',
      { steps: 1, seed: null },
      TypeError,
      'f: options.seed must be a whole number of at least 0; got null',
    ],
    [
      'a misspelt name',
      { steps: 1, kind: 'cosin' },
      TypeError,
      "options.kind 'cosin' is not one of cosine, linear; did you mean 'cosine'?",
    ],
    ['no object', 7, TypeError, 'f: options must be an object with steps, kind, seed, onStep; got 7'],
  ])('refuses %s by name', (_, given, kind, message) => {
    expect(() => check(given)).toThrow(kind);
    expect(() => check(given)).toThrow(message);
  });
  it('is a type error where an option has no entry', () => {
    // @ts-expect-error: onStep is missing
    const missing = { steps: SCHEMA.steps, kind: SCHEMA.kind, seed: SCHEMA.seed } satisfies Schema<Options>;
    expect(Object.keys(missing)).toHaveLength(3);
  });
});

describe('itemAt', () => {
  it('gives the item of a list', () => {
    expect(itemAt(new Float32Array([5, 6]), 1)).toBe(6);
  });
  it('refuses an index outside of the list', () => {
    expect(() => itemAt([1, 2], 2)).toThrow(new RangeError('there is no item 2 in a list of 2'));
  });
});
