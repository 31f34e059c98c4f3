// Compiled functions: arguments, results, variables in step with tfjs, and memory. The oracle is the function itself, run op by op.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backend, tf } from '../../src/backend';
import { compile, fresh, type Compiled, type CompileOptions } from '../../src/graph';
import { registerBackwardHook, registerForwardHook } from '../../src/hooks';
import { mlp } from '../../src/networks';

// A temporary folder of its own: in the machine's, others come and go.
const temporary = mkdtempSync(join(tmpdir(), 'compile-test-'));
vi.stubEnv('TMPDIR', temporary);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});
const folders = (): string[] => readdirSync(temporary);
const state = () => ({
  tensors: tf.memory().numTensors,
  buffers: tf.memory().numDataBuffers,
  native: backend().binding.getNumOfTensors(),
  sessions: backend().binding.getNumOfSavedModels(),
  folders: folders().length,
});

let before: ReturnType<typeof state>;
let made: { dispose(): void }[] = [];
beforeEach(() => {
  before = state();
  tf.engine().startScope();
});
afterEach(() => {
  for (const one of made) one.dispose();
  made = [];
  tf.engine().endScope();
  expect(state()).toEqual(before);
});

/** The compiled function, disposed of after the test. */
function compiled<A extends unknown[], R>(
  fn: (...args: A) => R,
  options: CompileOptions = {},
): Compiled<A, R> {
  const result = compile(fn, options);
  made.push(result);
  return result;
}
function variable(value: tf.TensorLike, dtype: tf.DataType = 'float32'): tf.Variable {
  const result = tf.variable(tf.tensor(value, undefined, dtype));
  made.push(result);
  return result;
}
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

describe('a compiled function', () => {
  test('gives what the function gives, in the same nest', () => {
    const fn = (x: tf.Tensor, { y, scale }: { y: tf.Tensor[]; scale: number }) => ({
      sum: tf.add(x, tf.mul(y[0], scale)),
      parts: [tf.exp(y[1]), 'a word', null] as const,
      mean: tf.mean(x),
    });
    const graph = compiled(fn);
    const args: Parameters<typeof fn> = [
      tf.tensor1d([1, 2]),
      { y: [tf.tensor1d([3, 4]), tf.scalar(2)], scale: 10 },
    ];
    const [mine, tape] = [graph(...args), fn(...args)];
    expect(values(mine.sum)).toEqual(values(tape.sum));
    expect(values(mine.parts[0])).toEqual(values(tape.parts[0]));
    expect([mine.parts[1], mine.parts[2]]).toEqual(['a word', null]);
    expect(mine.mean.shape).toEqual([]);
  });

  test('is traced once for each combination of shapes, types and plain values', () => {
    let traced = 0;
    const graph = compiled((x: tf.Tensor, n: number) => {
      traced++;
      return tf.mul(x, n);
    });
    graph(tf.ones([2]), 3);
    graph(tf.zeros([2]), 3);
    expect(traced).toBe(1);
    expect(values(graph(tf.ones([3]), 3))).toEqual([3, 3, 3]);
    expect(values(graph(tf.ones([2]), 4))).toEqual([4, 4]);
    expect(traced).toBe(3);
    expect(graph.inspect()).toHaveLength(3);
  });

  test('runs on the tape inside of a gradient, so that it can be differentiated', () => {
    const graph = compiled((x: tf.Tensor) => tf.sum(tf.square(x)) as tf.Scalar);
    expect(values(tf.grad((x) => graph(x))(tf.tensor1d([1, 2])))).toEqual([2, 4]);
  });

  test('is a part of the graph of the compiled function that calls it', () => {
    const inner = compiled((x: tf.Tensor) => tf.square(x));
    const outer = compiled((x: tf.Tensor) => tf.add(inner(x), 1));
    expect(values(outer(tf.scalar(3)))).toEqual([10]);
    expect(inner.inspect()).toHaveLength(0);
  });

  test('says what it consists of', () => {
    const w = variable([[1, 2]]);
    const graph = compiled((x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D));
    graph(tf.ones([4, 1]));
    const [seen] = graph.inspect();
    expect(seen.nodes).toMatchObject({ MatMul: 1, Variable: 1, Input: 1 });
    expect(seen.variables).toEqual([{ name: w.name, shape: [1, 2], written: false }]);
    expect(seen.recorded).toBe(3);
    expect(seen.variableBytes).toBe(8);
    expect(seen.milliseconds).toBeGreaterThan(0);
  });

  test('has gradients of gradients', () => {
    const fn = (x: tf.Tensor) => tf.grad((u) => tf.sum(tf.grad((v) => tf.pow(v, 3))(u)))(x);
    expect(values(compiled(fn)(tf.tensor1d([1, 2])))).toEqual(values(fn(tf.tensor1d([1, 2]))));
  });

  test('has integers and booleans', () => {
    const fn = (n: tf.Tensor, b: tf.Tensor) => ({
      odd: tf.equal(tf.mod(n, 2), 1),
      picked: tf.where(b as tf.Tensor1D, n, tf.neg(n)),
      gathered: tf.gather(n, tf.argMax(n)),
    });
    const args = [tf.tensor1d([3, 4, 9], 'int32'), tf.tensor1d([true, false, true], 'bool')] as const;
    const [mine, tape] = [compiled(fn)(...args), fn(...args)];
    for (const key of ['odd', 'picked', 'gathered'] as const) {
      expect(values(mine[key])).toEqual(values(tape[key]));
      expect(mine[key].dtype).toBe(tape[key].dtype);
    }
  });

  test('takes a batch of none', () => {
    const w = variable([[1], [2]]);
    const fn = (x: tf.Tensor) => tf.relu(tf.matMul(x as tf.Tensor2D, w as unknown as tf.Tensor2D));
    expect(compiled(fn)(tf.zeros([0, 2])).shape).toEqual([0, 1]);
  });

  test('gives inputs, constants, and the same value twice', () => {
    const graph = compiled((x: tf.Tensor) => {
      const double = tf.mul(x, 2);
      return [x, tf.tensor1d([7, 8]), double, double, x] as const;
    });
    const x = tf.tensor1d([1, 2]);
    const results = graph(x);
    expect(results.map(values)).toEqual([
      [1, 2],
      [7, 8],
      [2, 4],
      [2, 4],
      [1, 2],
    ]);
    tf.dispose(results[0]);
    expect(values(x)).toEqual([1, 2]); // a result is the caller's own
  });

  test('tells apart the same tensor given twice', () => {
    const graph = compiled((a: tf.Tensor, b: tf.Tensor) => tf.sub(a, b));
    const x = tf.scalar(5);
    expect(values(graph(x, x))).toEqual([0]);
    expect(values(graph(x, tf.scalar(2)))).toEqual([3]);
  });

  test('has tensors from outside as constants, also after they are gone', () => {
    const outside = tf.tensor1d([1, 2]);
    const graph = compiled((x: tf.Tensor) => tf.add(x, outside));
    graph(tf.zeros([2]));
    outside.dispose();
    expect(values(graph(tf.ones([2])))).toEqual([2, 3]);
  });

  test('returns nothing where the function does', () => {
    const w = variable([1]);
    const graph = compiled(() => {
      w.assign(tf.add(w, 1));
    });
    expect(graph()).toBeUndefined();
    expect(values(w)).toEqual([2]);
  });

  test('goes on after an input of another type', () => {
    const graph = compiled((x: tf.Tensor) => tf.mul(x, 2));
    graph(tf.scalar(1));
    expect(() => graph(tf.tensor1d(['a']))).toThrow(/string/);
    expect(values(graph(tf.scalar(4)))).toEqual([8]);
  });
});

describe.each(['tensorflow', 'native'] as const)('variables, where the engine is %s,', (engine) => {
  const inEngine = <A extends unknown[], R>(fn: (...args: A) => R): Compiled<A, R> =>
    compiled(fn, { engine });

  test('are in step with the outside, in both directions', () => {
    const w = variable([1, 2]);
    const graph = inEngine((x: tf.Tensor) => {
      w.assign(tf.add(w, x));
      return tf.sum(w);
    });
    expect(values(graph(tf.ones([2])))).toEqual([5]);
    expect(values(w)).toEqual([2, 3]);
    w.assign(tf.tensor1d([10, 10]));
    expect(values(graph(tf.ones([2])))).toEqual([22]);
    graph(tf.ones([2]));
    graph(tf.ones([2]));
    expect(values(w)).toEqual([13, 13]);
  });

  test('that two compiled functions share are in step between them', () => {
    const w = variable([1]);
    const add = inEngine((x: tf.Tensor) => {
      w.assign(tf.add(w, x));
    });
    const double = inEngine(() => {
      w.assign(tf.mul(w, 2));
      return tf.add(w, 0);
    });
    add(tf.tensor1d([1]));
    expect(values(double())).toEqual([4]);
    add(tf.tensor1d([1]));
    add(tf.tensor1d([1]));
    expect(values(double())).toEqual([12]);
    expect(values(w)).toEqual([12]);
  });

  test('may be one and the same for two traces of a function', () => {
    const w = variable([0]);
    const count = inEngine((x: tf.Tensor) => {
      w.assign(tf.add(w, tf.sum(x)));
    });
    count(tf.ones([2]));
    count(tf.ones([3]));
    count(tf.ones([2]));
    expect(values(w)).toEqual([7]);
  });

  test('that are assigned to after a run are not fetched first', () => {
    const [a, b] = [variable([1]), variable([2])];
    const step = inEngine(() => {
      a.assign(tf.add(a, 1));
      b.assign(tf.add(b, 1));
    });
    step();
    step();
    const before = backend().binding.getNumOfTensors();
    a.assign(tf.tensor1d([10]));
    expect(backend().binding.getNumOfTensors()).toBe(before);
    step();
    expect([...values(a), ...values(b)]).toEqual([11, 5]);
  });

  test('that one function writes again and again are as new in another that only reads them', () => {
    const w = variable([0]);
    const count = inEngine(() => {
      w.assign(tf.add(w, 1));
    });
    const read = inEngine(() => tf.mul(w, 10));
    for (const expected of [10, 20, 30, 40]) {
      count();
      expect(values(read())).toEqual([expected]);
      expect(values(read())).toEqual([expected]);
    }
    count();
    count();
    expect(values(read())).toEqual([60]);
  });

  test('that share their data when the function is traced are told apart', () => {
    const start = tf.tensor1d([1]);
    const [a, b] = [variable([0]), variable([0])];
    a.assign(start);
    b.assign(start);
    const graph = inEngine(() => {
      a.assign(tf.add(a, 1));
      return tf.add(tf.mul(a, 100), tf.add(tf.mul(b, 10), start));
    });
    expect(values(graph())).toEqual([211]);
    b.assign(tf.tensor1d([5]));
    expect(values(graph())).toEqual([351]);
  });

  test('keep what a copy of them was when it was made', () => {
    const w = variable([1]);
    const graph = inEngine(() => {
      w.assign(tf.add(w, 1));
    });
    graph();
    const copy = w.clone();
    graph();
    graph();
    expect(values(copy)).toEqual([2]);
    expect(values(w)).toEqual([4]);
  });

  test('that are swapped get each other’s value from before', () => {
    const [a, b] = [variable([1]), variable([2])];
    const swap = inEngine(() => {
      const was = tf.add(a, 0);
      a.assign(tf.add(b, 0));
      b.assign(was);
    });
    swap();
    expect([values(a), values(b)]).toEqual([[2], [1]]);
    swap();
    expect([values(a), values(b)]).toEqual([[1], [2]]);
  });

  test('that the function makes when it is first run are made once, and keep their values', () => {
    let total: tf.Variable | null = null;
    const graph = inEngine((x: tf.Tensor) => {
      if (total === null) {
        total = tf.variable(tf.zerosLike(x), false);
        made.push(total);
      }
      total.assign(tf.add(total, x));
      return tf.mul(total, 1);
    });
    expect(values(graph(tf.tensor1d([1, 2])))).toEqual([1, 2]);
    expect(values(graph(tf.tensor1d([1, 2])))).toEqual([2, 4]);
    expect(values(total!)).toEqual([2, 4]);
  });

  test('keep their values when the function is disposed of, which then says so', () => {
    const w = variable([1]);
    const graph = inEngine(() => {
      w.assign(tf.add(w, 1));
    });
    graph();
    graph.dispose();
    graph.dispose();
    expect(values(w)).toEqual([2]);
    expect(() => graph()).toThrow(/disposed of/);
  });

  test('that were disposed of are named', () => {
    const w = tf.variable(tf.scalar(1), true, 'forgotten');
    const graph = inEngine(() => tf.add(w, 1));
    graph();
    w.dispose();
    expect(() => graph()).toThrow(/'forgotten' has been disposed of/);
  });

  test('of an optimiser are those of the optimiser: training goes on on the tape where the graph left it', () => {
    const run = (mode: 'tape' | 'both'): number[] => {
      const w = variable([1, -2]);
      const optimizer = tf.train.adam(0.1);
      made.push(optimizer as unknown as { dispose(): void });
      const step = (): void => {
        const { grads } = tf.variableGrads(() => tf.sum(tf.square(w)) as tf.Scalar, [w]);
        optimizer.applyGradients(grads as never);
      };
      const graph = mode === 'tape' ? step : inEngine(step);
      for (let i = 0; i < 5; i++) tf.tidy(graph);
      for (let i = 0; i < 5; i++) tf.tidy(step);
      for (let i = 0; i < 5; i++) tf.tidy(graph);
      return values(w);
    };
    // TensorFlow's Adam works with 1 - 0.999 in float32, which is 1.3e-5 off.
    run('both').forEach((value, i) => expect(value).toBeCloseTo(run('tape')[i], 4));
  });
});

describe('hooks', () => {
  test('run inside of a graph: forward ones replace values, backward ones replace gradients', () => {
    const model = mlp({ inputs: 3, hidden: [4], outputs: 2, activation: 'tanh', seed: 1 });
    made.push(model);
    const handles = [
      registerForwardHook(model.layers[1], (_, output) => tf.mul(output, 2)),
      registerBackwardHook(model.layers[1], (grad) => tf.mul(grad, 10)),
    ];
    const step = (x: tf.Tensor) => {
      const { value, grads } = tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar);
      return { value, grads: Object.values(grads) };
    };
    const x = tf.ones([5, 3]);
    const [mine, tape] = [compiled(step)(x), step(x)];
    for (const handle of handles) handle.remove();
    expect(mine.value.dataSync()[0]).toBeCloseTo(tape.value.dataSync()[0], 5);
    mine.grads.forEach((grad, i) => {
      values(tape.grads[i]).forEach((g, j) => expect(values(grad)[j]).toBeCloseTo(g, 4));
    });
  });
});

describe('fresh', () => {
  test('is made anew at each call, outside of the graph', () => {
    let draws = 0;
    const graph = compiled((x: tf.Tensor) =>
      tf.add(
        x,
        fresh(() => tf.scalar(++draws)),
      ),
    );
    expect([1, 2, 3].map(() => values(graph(tf.scalar(10)))[0])).toEqual([11, 12, 13]); // no draw is lost to tracing
  });

  test('is what it wraps where nothing is traced', () => {
    expect(values(fresh(() => tf.scalar(3)))).toEqual([3]);
  });
});

describe('the process', () => {
  test('leaves nothing in the temporary folder when it ends without dispose', () => {
    const script = `
      const { compile, tf } = require('vanishing-gradients');
      const f = compile((x) => tf.mul(x, 2));
      console.log(f(tf.scalar(21)).dataSync()[0]);`;
    const output = execFileSync(process.execPath, ['-e', script], {
      cwd: join(__dirname, '../..'),
      encoding: 'utf8',
    });
    expect(output).toBe('42\n');
    expect(folders()).toEqual([]);
  });
});
