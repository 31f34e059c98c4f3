import { table, type ColumnTable } from 'arquero';
import { expect, test } from 'vitest';
import { repeat } from '../../src/training';

const measure = (seed: number): ColumnTable => table({ depth: [1, 2], norm: [seed, 10 * seed] });

test('a measurement over three seeds is one table with the seed in front', async () => {
  const runs = await repeat(3, measure);
  expect(runs.columnNames()).toEqual(['seed', 'depth', 'norm']);
  expect(runs.array('seed')).toEqual([1, 1, 2, 2, 3, 3]);
  expect(runs.array('norm')).toEqual([1, 10, 2, 20, 3, 30]);
});

test('the seeds may be given, and the measurement may take its time', async () => {
  const runs = await repeat(new Set([0, 7]), (seed) => Promise.resolve(measure(seed)));
  expect(runs.array('seed')).toEqual([0, 0, 7, 7]);
});

test('between two runs the event loop gets a turn', async () => {
  const order: string[] = [];
  await repeat(3, (seed) => {
    order.push(`run ${seed}`);
    setImmediate(() => order.push(`turn after ${seed}`));
    return measure(seed);
  });
  expect(order.slice(0, 5)).toEqual(['run 1', 'turn after 1', 'run 2', 'turn after 2', 'run 3']);
});

test('an error in the measurement comes through as it is', async () => {
  const broken = (): never => {
    throw new Error('from the measurement');
  };
  await expect(repeat(2, broken)).rejects.toThrow('from the measurement');
});

test.each<[string, () => Promise<unknown>, string]>([
  ['no seeds', () => repeat(0, measure), 'repeat: seeds must be a whole number of at least 1; got 0'],
  ['an empty list', () => repeat([], measure), 'repeat: seeds is empty'],
  [
    'a word',
    () => repeat('ten' as never, measure),
    "repeat: seeds must be a number of seeds or an iterable of them; got 'ten'",
  ],
  [
    'a seed that is none',
    () => repeat([0.5], measure),
    'repeat: a seed must be a whole number of at least 0; got 0.5',
  ],
  ['no function', () => repeat(2, 3 as never), 'repeat: run must be a function (seed) => table; got 3'],
  [
    'a function that gives no table',
    () => repeat(2, (() => 5) as never),
    'repeat: what run gives must be an Arquero table; got 5',
  ],
])('%s gets a named error', async (_, act, message) => {
  await expect(act()).rejects.toThrow(message);
});

test('a run that gives other columns than the first one is an error, and nothing is undefined', async () => {
  const run = (seed: number): ColumnTable =>
    seed === 2 ? table({ depth: [1], norms: [1] }) : table({ depth: [1], norm: [1] });
  await expect(repeat(3, run)).rejects.toThrow(
    'repeat: run gave the columns depth, norms for seed 2, and depth, norm for the first; give the same each time',
  );
});
