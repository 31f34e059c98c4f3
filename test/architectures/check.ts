// One architecture, held against all ways to its gradient.
import { describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { averageDifferences, rowDifferences, stepDifferences } from './agreement';
import type { Architecture } from './architecture';
import {
  byFit,
  byObserve,
  byTrain,
  byVariableGrads,
  byWatch,
  compiledLoss,
  RATE,
  type Case,
} from './gradients';
import { differences, snapshotOf } from './snapshot';

function none(found: readonly string[]): void {
  if (found.length > 0) expect.fail(found.join('\n'));
}

/** Builds a case, runs `work` on it, which may leave no tensor behind, and frees the weights. Gives what `work` gives. */
async function withCase<T>(architecture: Architecture, work: (one: Case) => T | Promise<T>): Promise<T> {
  const variables = new Set(Object.values(tf.engine().registeredVariables));
  const model = await architecture.build();
  const optimizer = tf.train.sgd(RATE);
  model.compile({ optimizer, loss: compiledLoss(architecture) });
  const one = { architecture, model, x: architecture.x(), y: architecture.y() };
  const tensors = tf.memory().numTensors;
  try {
    const result = await work(one);
    expect(tf.memory().numTensors, 'tensors left behind').toBe(tensors);
    return result;
  } finally {
    // Not model.dispose(): it leaves what several models share.
    tf.dispose(Object.values(tf.engine().registeredVariables).filter((variable) => !variables.has(variable)));
    tf.dispose([one.x, one.y]);
  }
}

/** A function that does its work at the first call alone. */
function once<T>(work: () => T): () => T {
  let result: { readonly value: T } | undefined;
  return () => (result ??= { value: work() }).value;
}

/** The tests of some architectures: all ways agree with what fit differentiates, and looking changes nothing. */
export function holds(architectures: readonly Architecture[]): void {
  describe.each(architectures)('$name', (architecture) => {
    // Each on a model of its own, for all tests to be held against: the first test that asks finds it.
    const byGrads = once(() => withCase(architecture, byVariableGrads));
    const fitted = once(() => withCase(architecture, byFit));

    test('one step of fit moves the weights by what tf.variableGrads gives', async () => {
      const [expected, step] = [await byGrads(), await fitted()];
      await withCase(architecture, ({ model }) => {
        none(stepDifferences(model, expected, step));
      });
    });

    test.each([false, true])(
      'observe, compiled: %s, shows that gradient, and leaves everything as it was',
      async (compiled) => {
        const expected = await byGrads();
        await withCase(architecture, async (one) => {
          const before = await snapshotOf(one.model);
          const seen = byObserve(one, compiled);
          none(differences(before, await snapshotOf(one.model)));
          none(rowDifferences(one.model, expected, seen));
        });
      },
    );

    test('watch shows it in the first step of fit, which it does not disturb', async () => {
      const expected = await byGrads();
      await withCase(architecture, async (one) => {
        const { step, ...seen } = await byWatch(one);
        none(stepDifferences(one.model, expected, step));
        none(rowDifferences(one.model, expected, seen));
      });
    });

    test.each([false, true])('train, compiled: %s, takes the step that fit takes', async (compiled) => {
      const [expected, fit] = [await byGrads(), await fitted()];
      await withCase(architecture, async (one) => {
        const step = await byTrain(one, compiled);
        none(stepDifferences(one.model, expected, step));
        none(averageDifferences(one.model, fit, step));
      });
    });
  });
}
