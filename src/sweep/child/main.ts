// The program of a child process: loads an experiment, and measures at one point after another.
import type { Experiment } from '../experiment';
import { SharedGraphsOnDemand } from '../graphs';
import { measureAt, thrownText } from '../measure';
import { loadExperiment } from '../source';
import type { FromChild, ToChild } from './messages';
import { startWatchdog } from './watchdog';

/** The point that is being measured. */
interface Current {
  readonly key: string;
  readonly began: number;
  readonly controller: AbortController;
}

let experiment: Experiment<never> | null = null;
let current: Current | null = null;
const shared = new SharedGraphsOnDemand();

const send = (message: FromChild, then?: () => void): void => {
  process.send?.(message, undefined, undefined, then);
};

const finish = (outcome: string, then?: () => void): void => {
  if (current === null) return;
  const { key, began } = current;
  current = null;
  send({ type: 'finished', key, ms: performance.now() - began, outcome }, then);
};

/** An error of no measurement's promise: the state of the process is unknown, and another one takes its place. */
function endAfter(error: unknown): void {
  if (current !== null) finish(thrownText(error), () => process.exit(1));
  else process.exit(1);
}

async function measure(key: string, point: string): Promise<void> {
  const controller = new AbortController();
  const own: Current = { key, began: performance.now(), controller };
  current = own;
  const outcome = await measureAt(experiment!, point, {
    signal: controller.signal,
    report: (value) => {
      if (current === own) send({ type: 'progress', key, value });
    },
    get graphs() {
      return shared.graphs;
    },
  });
  if (current === own) finish(outcome);
}

async function load(message: Extract<ToChild, { type: 'load' }>): Promise<void> {
  try {
    experiment = await loadExperiment(message.source);
    send({ type: 'ready', name: experiment.name });
  } catch (error) {
    send({
      type: 'unloadable',
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    });
  }
}

process.on('message', (message: ToChild) => {
  if (message.type === 'load') void load(message);
  else if (message.type === 'measure') void measure(message.key, message.point);
  else current?.controller.abort(new Error('the point was cancelled'));
});
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', endAfter);
// Ctrl-C reaches every process of a terminal; the pool ends its children itself.
process.on('SIGINT', () => undefined);
startWatchdog();
