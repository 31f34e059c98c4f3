// Products joined with what is done to their rows: which operations are, and what comes of them.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { compile } from '../../src/graph';
import { joinByRows } from '../../src/graph/native/blocks';
import type { Access, Block, Buffer, Operation } from '../../src/graph/native/instructions';
import { loadAddon } from '../../src/graph/native/addon';
import { holdTensorCount } from './tensor-count';

const [ROWS, SIZE] = [8, 32];
const buffer = (kind: Buffer['kind'] = 'temporary', isKept = false): Buffer => ({
  ...{ size: SIZE, kind, isKept, place: -1 },
});
const byRows = (one: Buffer): Access => ({ buffer: one, byRows: true });
const all = (one: Buffer): Access => ({ buffer: one, byRows: false });
function operation(kind: Block['kind'], reads: readonly Access[], ...writes: Buffer[]): Operation {
  const aligned = new Set(reads.filter((read) => read.byRows).map((read) => read.buffer));
  return {
    reads,
    writes: writes.map(kind === 'sum' ? all : byRows),
    ...{ rows: ROWS, cost: 100, gate: null, code: () => [] },
    block: { kind, rows: ROWS, size: SIZE, byRows: aligned, code: () => [kind.length] },
  };
}
const joinedTo = (operations: Operation[]): number[] =>
  joinByRows(operations).map((one) => (one.code(0, ROWS).length === 0 ? 1 : one.code(0, ROWS)[4]!));

describe('Operations are joined by rows', () => {
  const [x, y, z] = [buffer('input'), buffer(), buffer('temporary', true)];
  const w = buffer('variable');

  test('where a product is followed by what reads its entries, whose values then are in no memory', () => {
    const gradient = buffer();
    const [joined] = joinByRows([
      operation('product', [all(x), all(y)], gradient),
      operation('sum', [byRows(gradient)], z),
      operation('elementwise', [byRows(w), byRows(gradient)], w),
    ]);
    expect(joined!.writes.map((write) => write.buffer)).toEqual([z, w]);
    expect(gradient.place).toBeLessThan(-1);
  });

  test('but not where another operation has to come between', () => {
    const [a, b] = [buffer(), buffer()];
    const operations = [
      operation('product', [all(x), all(y)], a),
      operation('product', [all(a), all(y)], b),
      operation('elementwise', [byRows(a), byRows(b)], z),
    ];
    expect(joinedTo(operations)).toEqual([1, 2]); // the second product with what it is added to
  });

  test('and not where the product still reads what would be written', () => {
    const a = buffer();
    expect(
      joinedTo([operation('product', [all(x), all(w)], a), operation('elementwise', [byRows(a)], w)]),
    ).toEqual([1, 1]);
  });

  test('and not where a sum of all rows is read', () => {
    const [a, sum] = [buffer(), buffer()];
    const operations = [
      operation('product', [all(x), all(y)], a),
      operation('sum', [byRows(a)], sum),
      operation('elementwise', [byRows(a), all(sum)], z),
    ];
    expect(joinedTo(operations)).toEqual([2, 1]);
  });
});

describe.runIf(typeof loadAddon() !== 'string')('Joined operations give what TensorFlow gives', () => {
  const disposeAfter = holdTensorCount();
  const normal = (shape: number[], seed: number): tf.Tensor =>
    tf.randomNormal(shape, 0, 0.3, 'float32', seed);
  type Run = () => number[];

  /** Three steps of a network of odd sizes, in an engine: loss, norms, and the weights at the end. */
  function steps(engine: 'native' | 'tensorflow', makeOptimizer: () => tf.Optimizer): Run {
    return () => {
      const sizes = [19, 37, 70, 5];
      const weights = sizes.slice(1).map((n, i) => tf.variable(normal([sizes[i]!, n], i + 1)));
      const biases = sizes.slice(1).map((n, i) => tf.variable(normal([n], i + 9)));
      const [x, y] = [normal([23, 19], 5), normal([23, 5], 6)];
      const optimizer = makeOptimizer();
      const step = compile(
        () => {
          const { value, grads } = tf.variableGrads(() => {
            const out = weights.reduce((h, w, i) => tf.tanh(tf.add(tf.matMul(h, w), biases[i]!)), x);
            return tf.losses.meanSquaredError(y, out).asScalar();
          });
          optimizer.applyGradients(grads);
          return tf.stack([value, ...Object.values(grads).map((g) => tf.norm(g))]);
        },
        { engine },
      );
      const numbers = [1, 2, 3].flatMap(() => [...tf.tidy(() => step().dataSync())]);
      for (const w of [...weights, ...biases]) numbers.push(...w.dataSync());
      expect(step.inspect()[0]!.engineReason ?? null).toBeNull();
      disposeAfter(step, x, y, ...weights, ...biases, optimizer);
      return numbers;
    };
  }

  test.each<[string, () => tf.Optimizer]>([
    ['gradient descent', () => tf.train.sgd(0.1)],
    ['Adam', () => tf.train.adam(0.01)],
    ['RMSProp', () => tf.train.rmsprop(0.01)],
  ])('through three steps by %s, with sizes that no tile divides', (_, makeOptimizer) => {
    const [mine, theirs] = [steps('native', makeOptimizer)(), steps('tensorflow', makeOptimizer)()];
    expect(mine).toHaveLength(theirs.length);
    mine.forEach((value, i) => {
      expect(value).toBeCloseTo(theirs[i]!, 5);
    });
  });

  test('where a weight becomes a function of its own product', () => {
    const w = tf.variable(normal([16, 16], 1));
    const x = normal([16, 16], 2);
    const expected = tf.tidy(() => [...tf.mul(tf.matMul(x, w), 2).dataSync()]);
    const step = compile(
      () => {
        w.assign(tf.mul(tf.matMul(x, w), 2));
      },
      { engine: 'native' },
    );
    step();
    [...w.dataSync()].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
    disposeAfter(step, w, x);
  });
});
