// The division of a native plan among threads, and the order of its tasks.
import { describe, expect, test } from 'vitest';
import type { Access, Buffer, Operation } from '../../src/graph/native/instructions';
import { makeTasks } from '../../src/graph/native/schedule';

const ROWS = 64;
/** Nanoseconds: much more than dividing an operation costs. */
const LONG = 20_000;

const buffer = (): Buffer => ({ size: ROWS, kind: 'temporary', isKept: false, place: -1 });
const byRows = (one: Buffer): Access => ({ buffer: one, byRows: true });
const all = (one: Buffer): Access => ({ buffer: one, byRows: false });
const operation = (reads: readonly Access[], write: Buffer, cost = LONG): Operation => ({
  reads,
  writes: [byRows(write)],
  rows: ROWS,
  cost,
  gate: null,
  code: () => [],
});

/** The tasks for two threads: of each the names of its operations with their rows, and the number of tasks that it waits for. */
function tasksOf(named: Readonly<Record<string, Operation>>, threads = 2): string[] {
  const names = new Map(Object.entries(named).map(([name, one]) => [one, name]));
  return makeTasks(Object.values(named), threads, new Map()).map(({ parts, needs }) => {
    const words = parts.map((part) => `${names.get(part.operation)} ${part.begin}-${part.end}`);
    return `${words.join(', ')} after ${needs.size}`;
  });
}

describe('Tasks for two threads', () => {
  const [x, a, b, c] = [buffer(), buffer(), buffer(), buffer()];

  test('divide what nothing can run beside: the way forward, whose halves go on by themselves', () => {
    const forward = { first: operation([byRows(x)], a), second: operation([byRows(a)], b) };
    expect(tasksOf(forward)).toEqual([
      'first 0-32, second 0-32 after 0',
      'first 32-64, second 32-64 after 0',
    ]);
  });

  test('leave two long operations whole that can run side by side, as the two products of a layer on the way back', () => {
    const back = {
      first: operation([byRows(x)], a),
      'to the weights': operation([all(a)], b),
      'to the input': operation([byRows(a)], c),
    };
    const tasks = tasksOf(back);
    expect(tasks.filter((task) => task.startsWith('first'))).toHaveLength(2);
    expect(tasks.slice(2)).toEqual(['to the weights 0-64 after 2', 'to the input 0-64 after 2']);
  });

  test('wait for the last of several operations on one place only, and are joined to the first of them', () => {
    const inPlace = {
      product: operation([all(x)], a),
      activation: operation([byRows(a)], a, 1000),
      use: operation([all(a)], b),
      'other use': operation([all(a)], c),
    };
    expect(tasksOf(inPlace, 1)).toEqual([
      'product 0-64, activation 0-64 after 0',
      'use 0-64 after 1',
      'other use 0-64 after 1',
    ]);
  });
});
