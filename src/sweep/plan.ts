// The plan of a sweep: its arguments after their check, and the executor that they ask for.
import { invalidArgument, oneOf } from '../errors';
import { environmentVariable, terminal } from '../platform';
import { PARENT_VARIABLE } from './child/messages';
import { isExperiment, type Experiment } from './experiment';
import { builtIns } from './experiments';
import { InlineExecutor, LocalExecutor, type Executor, type Listener } from './executors';
import { checkSweepOptions, limitsOf, type CheckedOptions, type SweepRunOptions } from './options';
import { Points, type Grid } from './points';
import type { RunPlan } from './run';
import { hashOf, loadExperiment, sourceOf, type Source } from './source';

/** Checks the arguments of a sweep. */
export function planOf(where: string, experiment: unknown, grid: Grid, given: SweepRunOptions): RunPlan {
  const options = checkSweepOptions(where, given);
  if (options.executor !== 'inline' && environmentVariable(PARENT_VARIABLE) !== undefined)
    throw new Error(
      `${where}: this process measures points of a sweep, and may start none: where a program calls sweep as it loads, its ` +
        'experiment belongs in another file',
    );
  const points = new Points(where, grid);
  if (options.executor === 'inline' && isExperiment(experiment) && experiment.file === undefined)
    return planInline(experiment, points, options);
  const source = sourceOf(where, experiment);
  checkNames(where, source, points);
  const createExecutor = async (listener: Listener): Promise<Executor> => {
    const task = { source, limits: limitsOf(options), listener };
    if (options.executor === 'inline') return new InlineExecutor(() => loadExperiment(source), listener);
    if (options.executor === 'local') return new LocalExecutor(task, options);
    const { BullMQExecutor } = await import('./executors/bullmq/executor.js');
    return BullMQExecutor.connect(where, task, options.redis!);
  };
  return { points, hash: hashOf(source), options, createExecutor, note };
}

/** An experiment that is in no file has no hash: nothing of it can be found again. */
function planInline(experiment: Experiment<never>, points: Points, options: CheckedOptions): RunPlan {
  if (options.journal !== undefined)
    throw invalidArgument('sweep', 'experiment', 'a path where there is a journal', experiment.name);
  const createExecutor = (listener: Listener): Promise<Executor> =>
    Promise.resolve(new InlineExecutor(() => Promise.resolve(experiment), listener));
  return { points, hash: experiment.name, options, createExecutor, note };
}

const note = (text: string): void => {
  terminal.write(`sweep: ${text}\n`);
};

/** A built-in experiment knows the names of its points. */
function checkNames(where: string, source: Source, points: Points): void {
  if (source.kind !== 'built-in') return;
  for (const name of points.names)
    oneOf(where, `the column of '${source.name}'`, name, builtIns[source.name].keys);
}
