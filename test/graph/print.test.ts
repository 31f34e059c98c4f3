// A graph as text: the expected lines are written by hand from what the functions do.
import { afterEach, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { compile, fresh, type Compiled } from '../../src/graph';
import { constant, node, op, T, type Graph, type Value } from '../../src/graph/ir';
import { print } from '../../src/graph/print';

const meta = { shape: [2, 3], dtype: 'float32' } as const;
const input = (slot = 0): Value => node('Input', [], {}, [meta], { slot }).outputs[0];
const graph = (...outputs: Value[]): Graph => ({ outputs, updates: [], gate: null });

let compiled: { dispose(): void }[] = [];
afterEach(() => {
  for (const one of compiled) one.dispose();
  compiled = [];
});
function named<A extends unknown[], R>(name: string, fn: (...args: A) => R): Compiled<A, R> {
  const made = compile(fn, { name });
  compiled.push(made);
  return made;
}

describe('print', () => {
  test('numbers inputs and variables first, then the others in topological order', () => {
    const [y, x] = [input(1), input(0)];
    const sum = op('Add', [y, op('Neg', [x], T, meta)], T, meta);
    expect(print(graph(sum))).toBe(
      [
        '%0: float32[2,3] = Input #0',
        '%1: float32[2,3] = Input #1',
        '%2: float32[2,3] = Neg(%0)',
        '%3: float32[2,3] = Add(%1, %2)',
        'return %3',
      ].join('\n'),
    );
  });

  test('leaves dead nodes out', () => {
    const x = input();
    op('Exp', [x], T, meta);
    expect(print(graph(x))).toBe('%0: float32[2,3] = Input #0\nreturn %0');
  });

  test('shows true attributes by name, others with their value, and neither types nor false', () => {
    const x = input();
    const attrs = {
      ...T,
      transpose_a: { bool: false },
      transpose_b: { bool: true },
      epsilon: { float: Math.fround(0.001) },
      strides: { ints: [1, 2] },
      padding: { string: 'SAME' },
      fused_ops: { strings: ['BiasAdd', 'Relu'] },
      N: { int: 1 },
      axis: { int: 0 },
    };
    expect(print(graph(op('Made', [x], attrs, meta)))).toContain(
      '%1: float32[2,3] = Made(%0) {transpose_b, epsilon=0.001, strides=[1,2], padding="SAME", fused_ops=["BiasAdd","Relu"], axis=0}',
    );
  });

  test('shows a constant by its number where all entries are that one, else by its first entries', () => {
    const print1 = (value: Value): string => print(graph(value)).split('\n')[0]!;
    expect(print1(constant(Float32Array.of(0.1), [], 'float32'))).toBe('%0: float32[] = Const 0.1');
    expect(print1(constant(new Float32Array(6).fill(1), [2, 3], 'float32'))).toBe(
      '%0: float32[2,3] = Const 1',
    );
    expect(print1(constant(Int32Array.of(0, 1), [2], 'int32'))).toBe('%0: int32[2] = Const [0, 1]');
    expect(print1(constant(new Float32Array(0), [0], 'float32'))).toBe('%0: float32[0] = Const []');
    expect(print1(constant(Float32Array.of(-0, NaN), [2], 'float32'))).toBe(
      '%0: float32[2] = Const [-0, NaN]',
    );
    expect(
      print1(
        constant(
          Int32Array.from({ length: 20 }, (_, i) => i),
          [20],
          'int32',
        ),
      ),
    ).toBe('%0: int32[20] = Const [0, 1, 2, 3, 4, 5, 6, 7, …]');
  });

  test('gives each output of a node its number', () => {
    const split = node('Split', [input()], T, [meta, { shape: [], dtype: 'int32' }]);
    expect(print(graph(split.outputs[1]!))).toBe(
      '%0: float32[2,3] = Input #0\n%1, %2: float32[2,3], int32[] = Split(%0)\nreturn %2',
    );
  });

  test('shows updates with their variables, and the gate', () => {
    const x = input();
    const w = node('Variable', [], {}, [meta], { slot: 1 }).outputs[0];
    const gate = op('All', [x], {}, { shape: [], dtype: 'bool' });
    const update = { op: 'ResourceApplyMomentum', variables: [1, 0] as const, inputs: [w, x], attrs: {} };
    expect(print({ outputs: [], updates: [update], gate }, { variables: ['m', 'w'] })).toBe(
      [
        '%0: float32[2,3] = Input #0',
        '%1: float32[2,3] = Variable w',
        '%2: bool[] = All(%0)',
        'w, m <- ResourceApplyMomentum(%1, %0)',
        'write if %2',
      ].join('\n'),
    );
  });
});

describe('String(compiled)', () => {
  test('says that nothing was traced', () => {
    expect(String(named('step', (x: tf.Tensor) => x))).toBe('step: not traced yet');
  });

  test('is the graph that runs, with the names of arguments', () => {
    tf.tidy(() => {
      const step = named('step', (x: tf.Tensor, { bias }: { bias: tf.Tensor }) => tf.relu(tf.add(x, bias)));
      step.trace(tf.ones([2, 3]), { bias: tf.ones([3]) });
      expect(String(step)).toBe(
        [
          'step(float32[2,3] {"bias":float32[3]}):',
          '  %0: float32[2,3] = Input x_0',
          '  %1: float32[3] = Input x_1_bias',
          '  %2: float32[2,3] = Add(%0, %1)',
          '  %3: float32[2,3] = Relu(%2)',
          '  return %3',
        ].join('\n'),
      );
    });
  });

  test('has an entry for each trace', () => {
    tf.tidy(() => {
      const step = named('step', (x: tf.Tensor) => tf.neg(x));
      step.trace(tf.ones([2]));
      step.trace(tf.ones([3]));
      expect(String(step).match(/^step\(float32\[\d\]\):$/gm)).toEqual([
        'step(float32[2]):',
        'step(float32[3]):',
      ]);
    });
  });

  test('names variables, learning rates, and inputs that are made at each call', () => {
    const w = tf.variable(tf.ones([2]), true, 'print-test/w');
    const optimizer = tf.train.sgd(0.1);
    tf.tidy(() => {
      const step = named('step', () => {
        const mask = fresh(() => tf.ones([2]));
        const { grads } = tf.variableGrads(() => tf.sum(tf.mul(w, mask)).asScalar(), [w]);
        optimizer.applyGradients(grads);
      });
      step.trace();
      expect(String(step)).toContain('Input made_0');
      expect(String(step)).toContain('Input learning rate');
      expect(String(step)).toMatch(/^ {2}print-test\/w <- ResourceApplyGradientDescent\(%\d+, %\d+\)$/m);
    });
    w.dispose();
    optimizer.dispose();
  });
});
