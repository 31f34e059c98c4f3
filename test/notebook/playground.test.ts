// `playground` outside of a notebook: its words on standard output, and errors that name what is wrong.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { playground, tf } from '../../src';

describe('playground', () => {
  let lines: string[] = [];
  beforeEach(() => {
    lines = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it('prints the description of the signal, and the finding, in a plain program', () => {
    const before = tf.memory().numTensors;
    playground({ depth: 6, width: 16 });
    expect(lines.join('').trim()).toMatch(
      /^Bands whose width .*\ndL\/dz shrinks [\d,.e]+ times from the last layer to the first$/s,
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    [
      { depht: 3 },
      TypeError,
      "playground: state takes depth, width, activation, initializer, scale, normalization, skip, batch, seed; it has no 'depht'; did you mean 'depth'?",
    ],
    [{ depth: '3' }, TypeError, "playground: depth must be a number; got '3'"],
    [{ depth: 61 }, RangeError, 'playground: Depth goes from 1 to 60: 61 became 60.'],
    [{ activation: 'sigmod' }, TypeError, "playground: activation 'sigmod' is not one of sigmoid, tanh"],
    [{ scale: NaN }, RangeError, 'playground: Weight scale takes a number, not “NaN”'],
    [null, TypeError, 'playground: state must be an object'],
  ])('refuses %j', (state, kind, message) => {
    const call = (): void => playground(state as never);
    expect(call).toThrow(kind);
    expect(call).toThrow(message);
    expect(lines).toEqual([]);
  });
});
