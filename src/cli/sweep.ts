// The command `vanishing-gradients sweep`.
import { parseArgs } from 'node:util';
import type { Command } from './command';
import { UsageError } from './errors';

const help = `vanishing-gradients sweep EXPERIMENT --over NAME=VALUES… [OPTIONS]

Measures an experiment at every point of a grid. EXPERIMENT is observe, train, learningRateRange, or the path of a module (TypeScript or
JavaScript) whose default export is experiment({ name, measure }).

  --over NAME=VALUES    a column of the grid: 5,10,20 or a range 0.5:2.5:0.1 with both ends, or an array of JSON; seed=20 means 20 seeds
  --base NAME=VALUE     a constant of every point; may be given several times, as --over
  --journal FILE        where finished points go; what is there is not measured again (default: sweeps/EXPERIMENT.jsonl)
  --retry-failed        measures points again whose fault is in the journal
  --output FILE         writes the table: .csv, .arrow or .parquet
  --processes N         child processes (default: a core each)
  --time-limit S        the seconds of a point
  --memory-limit MIB    the memory of a process
  --max-failures N      the failures that are tolerated (default: any number)
  --shard I/N           measures the I-th of N parts; their journals concatenate
  --array N             measures nothing, and writes a script for sbatch and a manifest for Kubernetes that run N shards
  --executor NAME       local or bullmq (default local)
  --redis URL           the server of bullmq, whose workers are started by: vanishing-gradients worker --redis URL
  --help                shows this

Exit code: 0 where every point is measured without a fault, 1 where one failed, 2 where the sweep could not run, 130 after Ctrl-C.
`;

async function run(args: readonly string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      over: { type: 'string', multiple: true, default: [] },
      base: { type: 'string', multiple: true, default: [] },
      journal: { type: 'string' },
      'retry-failed': { type: 'boolean', default: false },
      output: { type: 'string' },
      processes: { type: 'string' },
      'time-limit': { type: 'string' },
      'memory-limit': { type: 'string' },
      'max-failures': { type: 'string' },
      shard: { type: 'string' },
      array: { type: 'string' },
      executor: { type: 'string', default: 'local' },
      redis: { type: 'string' },
    },
  });
  const [experiment] = positionals;
  if (positionals.length !== 1 || experiment === undefined)
    throw new UsageError(`sweep takes one experiment; got ${positionals.length}`);
  if (options.over.length === 0) throw new UsageError('sweep needs --over NAME=VALUES');
  const { runSweep } = await import('./run-sweep.js');
  return runSweep({
    experiment,
    over: options.over.map((text) => split('over', text)),
    base: options.base.map((text) => split('base', text)),
    journal: options.journal,
    output: options.output,
    array: numberOf('array', options.array),
    args,
    options: {
      executor: options.executor,
      retryFailed: options['retry-failed'],
      processes: numberOf('processes', options.processes),
      timeLimit: numberOf('time-limit', options['time-limit']),
      memoryLimit: numberOf('memory-limit', options['memory-limit']),
      maxFailures: numberOf('max-failures', options['max-failures']),
      shard: options.shard,
      redis: options.redis,
    },
  });
}

/** NAME=VALUES as a pair. */
function split(option: string, text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`--${option} takes NAME=VALUES, such as depth=5,10,20; got '${text}'`);
}

/** The value of an option that is a number; the library checks its range. */
export function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${option} takes a number; got '${text}'`);
}

export const sweepCommand: Command = { help, run };
