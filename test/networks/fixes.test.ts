// The contestants of notebook 09 against PyTorch's, which test/fixtures/fixes.py draws by the same distributions from
// generators of its own: not the same numbers, but samples of the same thing.
import { afterAll, describe, expect, test } from 'vitest';
import { tf } from '../../src/backend';
import { digits } from '../../src/datasets';
import { observe } from '../../src/hooks';
import { build, type NetworkSpec } from '../../src/networks';
import { lsuv } from '../../src/training';
import fixture from '../fixtures/fixes.json';

const SEEDS = [1, 2, 3, 4];
const ERRORS = 4; // standard errors of the difference between the two means
const ROUNDING = 1e-4; // of networks whose factor does not depend on the seed

const before = tf.memory().numTensors;
const batches = new Map(
  SEEDS.map((seed) => {
    const { train, test: rest } = digits({ seed });
    const batch = { x: train.x.slice([0, 0], [fixture.batch, -1]), y: train.y.slice(0, fixture.batch) };
    tf.dispose([train, rest]);
    return [seed, batch];
  }),
);
afterAll(() => {
  tf.dispose([...batches.values()]);
  expect(tf.memory().numTensors).toBe(before);
});

/** The log of the factor by which a layer multiplies the norm of dL/dz in the backward pass, from the last hidden layer to the first. */
function logFactor(spec: NetworkSpec, measure: boolean, seed: number): number {
  const { x, y } = batches.get(seed)!;
  const model = build({ ...spec, seed });
  if (measure) lsuv(model, x, { seed, maxIterations: 1 });
  const rows = observe(model, x, y, { compiled: false }).layers.objects() as {
    depth: number;
    quantity: string;
    norm: number;
  }[];
  model.dispose();
  const hidden = rows.filter(({ quantity }) => quantity === 'dL/dz').sort((a, b) => a.depth - b.depth);
  const [first, last] = [hidden[0], hidden.at(-2)!]; // the last of all is the logits
  return Math.log(first.norm / last.norm) / (last.depth - first.depth);
}

describe.each(fixture.contestants.map((contestant) => [contestant.name, contestant] as const))(
  '%s',
  (_, { spec, factor, ...contestant }) => {
    test(`multiplies gradients per layer by what it does in PyTorch, to ${ERRORS} standard errors over ${SEEDS.length} seeds`, () => {
      const measure = 'lsuv' in contestant;
      const logs = SEEDS.map((seed) => logFactor(spec as NetworkSpec, measure, seed));
      const mean = logs.reduce((a, b) => a + b, 0) / logs.length;
      const standardError = factor.logStd * Math.sqrt(1 / SEEDS.length + 1 / fixture.looks);
      expect(Math.abs(mean - factor.logMean)).toBeLessThan(ERRORS * standardError + ROUNDING);
    });
  },
);

test('all fixes are among them, and networks to which nothing was done', () => {
  expect(fixture.contestants.length).toBeGreaterThanOrEqual(13);
});
