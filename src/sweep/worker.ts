// The worker of a machine, for the command line.
import { availableParallelism } from 'node:os';
import { checkOptions, option } from '../option-schema';
import { terminal } from '../platform';
import { POINTS_PER_PROCESS } from './options';

const SCHEMA = {
  processes: option.integer({ min: 1, default: availableParallelism() }),
  pointsPerProcess: option.integer({ min: 1, default: POINTS_PER_PROCESS }),
};

/** A worker that takes points. */
export interface RunningWorker {
  /** Takes no point any more, and resolves when those that it has are measured. */
  close(): Promise<void>;
}

/** Starts a worker that takes the points of sweeps from a Redis server. */
export async function startWorker(
  url: string,
  options: { readonly processes?: number | undefined; readonly pointsPerProcess?: number | undefined },
): Promise<RunningWorker> {
  const checked = checkOptions('worker', 'options', options, SCHEMA);
  const { SweepWorker: Supervisor } = await import('./executors/bullmq/worker.js');
  return Supervisor.connect('worker', url, {
    ...checked,
    note: (text) => {
      terminal.write(`worker: ${text}\n`);
    },
  });
}
