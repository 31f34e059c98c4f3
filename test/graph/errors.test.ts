// Errors of functions that can't be traced name the line and what to write instead; and everything is as it was.
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { compile, TraceError } from '../../src/graph';

const before = tf.memory().numTensors;
afterAll(() => expect(tf.memory().numTensors).toBe(before));

beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

type Fn = (x: tf.Tensor) => unknown;
const x = (): tf.Tensor => tf.tensor1d([1, 2, 3]);

const cases: [title: string, fn: Fn, says: RegExp][] = [
  ['a value that is read', (t) => tf.add(t, t.sum().dataSync()[0]), /value is read .*Return the tensor/s],
  ['a choice by a value', (t) => ((t.max().arraySync() as number) > 2 ? t : tf.neg(t)), /tf\.where/],
  ['random numbers', () => tf.randomNormal([2]), /random numbers .* fresh\(/s],
  ['Math.random', (t) => tf.mul(t, Math.random()), /random numbers/],
  ['drawing from a distribution', (t) => tf.multinomial(t as tf.Tensor1D, 2), /Multinomial|random/],
  ['an async function', async (t) => Promise.resolve(tf.mul(t, 2)), /async .* between two awaits/s],
  ['strings', () => tf.tensor1d(['a', 'b']), /string/],
  [
    'a shape that depends on values',
    (t) => tf.unique(t as tf.Tensor1D).values,
    /shape depends on values|value is read/,
  ],
];

describe.each(cases)('%s', (_, fn, says) => {
  test('is a TraceError that says what to write instead', () => {
    const graph = compile(fn);
    const given = x();
    expect(() => graph(given)).toThrow(TraceError);
    expect(() => graph(given)).toThrow(says);
    graph.dispose();
    given.dispose();
  });

  test('names the line that did it', () => {
    const graph = compile(fn);
    const given = x();
    try {
      graph(given);
    } catch (error) {
      if ((error as TraceError).line !== null)
        expect((error as TraceError).line).toMatch(/errors\.test\.ts:\d+:\d+$/);
    }
    graph.dispose();
    given.dispose();
  });
});

describe('after an error in a trace', () => {
  test('variables are as they were, Math.random too, and the tape works', () => {
    const w = tf.variable(tf.scalar(1));
    const random = Math.random;
    const graph = compile(() => {
      w.assign(tf.scalar(5));
      return w.dataSync()[0] > 0 ? tf.scalar(Math.random()) : tf.randomNormal([1]);
    });
    expect(() => graph()).toThrow(TraceError);
    expect(w.dataSync()[0]).toBe(1);
    expect(Math.random).toBe(random);
    expect(
      tf.tidy(
        () =>
          tf
            .grad((v) => tf.square(v))(tf.scalar(3))
            .dataSync()[0],
      ),
    ).toBe(6);
    graph.dispose();
    w.dispose();
  });

  test('an error of the function itself comes through as it is', () => {
    const graph = compile(() => {
      throw new RangeError('mine');
    });
    expect(() => graph()).toThrow(new RangeError('mine'));
    graph.dispose();
  });

  test('inside of a gradient nothing is left behind', () => {
    const w = tf.variable(tf.tensor1d([1, 2]));
    const graph = compile(() =>
      tf.variableGrads(() => {
        const y = tf.square(w);
        y.dataSync();
        return tf.sum(y) as tf.Scalar;
      }),
    );
    const tensors = tf.memory().numTensors;
    expect(() => graph()).toThrow(TraceError);
    expect(tf.memory().numTensors).toBe(tensors);
    graph.dispose();
    w.dispose();
  });
});

describe('bad arguments', () => {
  test('are named', () => {
    expect(() => compile(5 as never)).toThrow(/compile: fn/);
    expect(() => compile(() => 1, { jit: true } as never)).toThrow(/it has no 'jit'/);
    expect(() => compile(() => 1, { xla: 'yes' } as never)).toThrow(/xla .*true or false/);
    expect(() => compile(() => 1, { name: 5 } as never)).toThrow(/name .*string/);
  });
});
