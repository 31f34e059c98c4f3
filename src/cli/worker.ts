// The command `vanishing-gradients worker`.
import { parseArgs } from 'node:util';
import type { Command } from './command';
import { UsageError } from './errors';
import { numberOf } from './sweep';

const help = `vanishing-gradients worker --redis URL [OPTIONS]

Measures on this machine for sweeps with the executor bullmq, until Ctrl-C: then it takes no point any more, and ends when those that it
has are measured; a second Ctrl-C ends it at once, and other workers measure them.

  --redis URL             the server, such as redis://localhost:6379
  --processes N           child processes (default: a core each)
  --points-per-process N  points after which a process is replaced (default 10000)
  --help                  shows this
`;

/** Runs the command until it is ended. */
async function run(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      redis: { type: 'string' },
      processes: { type: 'string' },
      'points-per-process': { type: 'string' },
    },
  });
  if (values.redis === undefined) throw new UsageError('worker needs --redis URL');
  const { startWorker } = await import('../sweep/index.js');
  const worker = await startWorker(values.redis, {
    processes: numberOf('processes', values.processes),
    pointsPerProcess: numberOf('points-per-process', values['points-per-process']),
  });
  process.stdout.write('The worker takes points. Ctrl-C ends it.\n');
  await new Promise<void>((resolve) => {
    let signals = 0;
    const onSignal = (): void => {
      if (++signals > 1) process.exit(INTERRUPTED);
      resolve();
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
  process.stdout.write('The worker ends when its points are measured. Ctrl-C again ends it at once.\n');
  await worker.close();
  return 0;
}

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export const workerCommand: Command = { help, run };
