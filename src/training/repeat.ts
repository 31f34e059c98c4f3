// repeat: one measurement over many seeds.
import type { ColumnTable } from '../arquero';
import { callback, integer, invalidArgument } from '../errors';
import { nextTurn } from '../platform';
import { isTable, withFirstColumn, type RowOf, type Table } from '../table';
import { SharedGraphs } from './shared-graphs';

/** The context that the runs of a `repeat` share. */
export interface RunContext {
  /**
   * The graphs of training steps, for the option `graphs` of `train` and `learningRateRange`: trainings from specs that differ by
   * seed, first weights or learning rate use the same ones.
   */
  readonly graphs: SharedGraphs;
}

/** The column that `repeat` adds to each row. */
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- a row fits Record<string, …>
export type SeedRow = {
  /** The seed of the run. */
  readonly seed: number;
};

/**
 * Runs a measurement once per seed, and returns one table with a `seed` column in front.
 *
 * Between two runs the event loop gets a turn, so that progress shows and an interrupt is handled. A run that trains a network
 * from a spec may give `train` the `graphs` of its second argument: the next run, which differs by its seed, its first weights or its
 * learning rate, then uses the same graphs.
 *
 * When `run` throws or its promise is rejected, `repeat` is rejected with the same error at once: later seeds do not run, the
 * tables of the runs before are dropped, and the shared graphs are disposed of.
 *
 * @param seeds the number of seeds, at least 1, for the seeds 1, 2, …; or the seeds, whole numbers from 0. `progress(100)` gives
 * 100 and shows a progress bar
 * @param run returns a table from a seed, with the same columns each time; its second argument has `graphs`, which the runs share
 * @returns the rows of all tables, with their columns after `seed`
 * @throws {TypeError} when `seeds` is neither a number nor iterable, `run` is no function, or it returns no Arquero table
 * @throws {RangeError} when there is no seed, one is not a whole number of at least 0, or `run` returns other columns than before
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3, seed: 1 });
 * const runs = await repeat(5, (seed) => observe(mlp({ inputs: 10, hidden: [8, 8], outputs: 3, seed }), x, y).layers);
 * runs.rollup({ seeds: aq.op.distinct('seed') }).get('seeds', 0); // 5
 */
export async function repeat<T extends ColumnTable>(
  seeds: number | Iterable<number>,
  run: (seed: number, context: RunContext) => T | Promise<T>,
): Promise<Table<RowOf<T> & SeedRow>> {
  callback('repeat', 'run', run, '(seed) => table');
  const tables: ColumnTable[] = [];
  const graphs = new SharedGraphs();
  try {
    for (const seed of seedsOf(seeds)) {
      integer('repeat', 'a seed', seed, 0);
      const result: unknown = await run(seed, { graphs });
      if (!isTable(result)) throw invalidArgument('repeat', 'what run gives', 'an Arquero table', result);
      checkColumns(seed, result, tables[0]);
      tables.push(withFirstColumn(result, 'seed', seed));
      await nextTurn();
    }
  } finally {
    graphs.dispose();
  }
  const [first, ...others] = tables;
  if (first === undefined)
    throw new RangeError('repeat: seeds is empty; give a number of at least 1, or the seeds');
  const all = others.length === 0 ? first.reify() : first.concat(others).reify();
  return all as unknown as Table<RowOf<T> & { readonly seed: number }>;
}

/** Checks that a run gives the columns of the first one, beside the seed: others would be lost, or undefined. */
function checkColumns(seed: number, table: ColumnTable, first: ColumnTable | undefined): void {
  const columns = table.columnNames();
  const expected = first?.columnNames().filter((name) => name !== 'seed' || columns.includes('seed'));
  if (expected === undefined || [...expected].sort().join() === [...columns].sort().join()) return;
  throw new RangeError(
    `repeat: run gave the columns ${columns.join(', ')} for seed ${seed}, and ${expected.join(', ')} for the first; give the same each time`,
  );
}

function seedsOf(seeds: unknown): Iterable<number> {
  if (typeof seeds === 'number')
    return Array.from({ length: integer('repeat', 'seeds', seeds, 1) }, (_, i) => i + 1);
  if (typeof seeds === 'object' && seeds !== null && Symbol.iterator in seeds)
    return seeds as Iterable<number>;
  throw invalidArgument('repeat', 'seeds', 'a number of seeds or an iterable of them', seeds);
}
