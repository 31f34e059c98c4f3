// sweep: an experiment over a grid of points, as one table.
import type { Table } from '../table';
import type { Experiment } from './experiment';
import type { BuiltInName } from './experiments';
import type { SweepRunOptions } from './options';
import type { Grid } from './points';
import { planOf } from './plan';
import { run } from './run';
import { tableOfOutcomes } from './table';

/** A sweep that ended before every point was measured: it was cancelled, or more points failed than `maxFailures`. */
export class SweepError extends Error {
  /** 'SweepError'. */
  override name = 'SweepError';
  /** The rows of the points that were measured. */
  readonly table: Table;

  /** @internal */
  constructor(message: string, table: Table) {
    super(message);
    this.table = table;
  }
}

/**
 * Measures an experiment at every point of a grid, on all cores or on many machines, and returns one table. In a notebook and on a
 * terminal it shows progress, with the rate and the time that is left.
 *
 * A point that throws, gives NaN, takes too long or too much memory, or whose process ends, is a row with its `fault` and `error`.
 * With a `journal`, what is finished is kept whatever happens, and the same call again measures what is missing.
 *
 * @param experiment the name of a built-in experiment ('observe', 'train', 'learningRateRange'), the path of a module whose default
 * export is an experiment (TypeScript or JavaScript), or that export itself
 * @param grid `over`: the values of each column that varies; `base`: constants. Both are plain data
 * @param options the executor, the journal, limits, and what to show
 * @returns the rows in the order of the grid, whatever measured them: the columns of `over`, then those of the rows, then `fault`
 * ('error', 'nan', 'time', 'memory', 'died') and `error`, the words, which are null where there is none
 * @throws {TypeError} when the experiment is none or can't be loaded, a value is not plain data, or an option is unknown or of a
 * wrong type
 * @throws {RangeError} when a column has no values or one twice, or an option is out of its range
 * @throws {SweepError} when the sweep is cancelled, or more points fail than `maxFailures`; its `table` has the rows so far
 * @throws {Error} when the journal can't be written, or the executor can't run
 * @example
 * const rows = await sweep('observe', { over: { depth: [2, 4], seed: 3 }, base: { width: 16, quantities: ['dL/dz'] } });
 * rows.numRows(); // 24
 */
export async function sweep(
  experiment: BuiltInName | (string & Record<never, never>) | Experiment<never>,
  grid: Grid,
  options: SweepRunOptions = {},
): Promise<Table> {
  const plan = planOf('sweep', experiment, grid, options);
  // Loaded only now: a process that measures shows nothing, and needs none of what it takes.
  const { showing } = await import('./show.js');
  const shown = showing(plan);
  try {
    const result = await run(shown.plan);
    try {
      const table = tableOfOutcomes(plan.points, plan.options.shard, plan.hash, result.outcomes);
      shown.drawLast(table);
      if (result.ended === null) return table;
      const left = result.points - result.done;
      throw new SweepError(
        `sweep: ended early, with ${left} of ${result.points} points left: ${result.ended}`,
        table,
      );
    } finally {
      result.close();
    }
  } finally {
    shown.close();
  }
}
