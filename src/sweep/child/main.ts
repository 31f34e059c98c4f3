// The program of a child process: loads an experiment, and measures at one point after another.
import { setImmediate } from 'node:timers/promises';
import { terminal } from '../../platform';
import type { Experiment } from '../experiment';
import { SharedGraphsOnDemand } from '../graphs';
import { measureAt, thrownText } from '../measure';
import { parseOutcome } from '../outcome';
import { CANNOT_LOAD, loadExperiment } from '../source';
import type { FromChild, ToChild } from './messages';
import { startWatchdog } from './watchdog';

/** The point that is being measured. */
interface Current {
  readonly key: string;
  readonly began: number;
  /** The duration of the measurement in milliseconds; null while it runs. */
  ms: number | null;
  readonly controller: AbortController;
}

let experiment: Experiment<never> | null = null;
let current: Current | null = null;
/** The number of points that are measured. */
let measured = 0;
const shared = new SharedGraphsOnDemand();

const send = (message: FromChild, then?: () => void): void => {
  process.send?.(message, undefined, undefined, then);
};

const finish = (
  outcome: string,
  { isUncaught = false, then }: { isUncaught?: boolean; then?: () => void } = {},
): void => {
  if (current === null) return;
  const { key, ms, began } = current;
  current = null;
  measured++;
  send({ type: 'finished', key, ms: ms ?? performance.now() - began, outcome, isUncaught }, then);
};

/**
 * An error of no measurement's promise: the state of the process is unknown, and another one takes its place. It may be of a point
 * that was measured before, which has its rows.
 */
function endAfter(error: unknown): void {
  const outcome = thrownText(error);
  const words = parseOutcome(outcome).error!;
  if (measured > 0)
    terminal.write(`sweep: an error in a timer or of a promise that nobody waits for: ${words}
`);
  const end = (): void => process.exit(1);
  if (current !== null) finish(outcome, { isUncaught: true, then: end });
  else if (experiment === null) send({ type: 'unloadable', error: CANNOT_LOAD + words }, end);
  else end();
}

async function measure(key: string, point: string): Promise<void> {
  const controller = new AbortController();
  const own: Current = { key, began: performance.now(), ms: null, controller };
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
  own.ms = performance.now() - own.began;
  // A promise that was rejected by now and that nobody waits for is an error of this point: Node tells of it in this turn.
  await setImmediate();
  await written();
  if (current === own) finish(outcome);
}

/** Resolves when what the measurement printed is with the parent, which may end this process then. */
async function written(): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
}

async function load(message: Extract<ToChild, { type: 'load' }>): Promise<void> {
  try {
    const loaded = await loadExperiment(message.source);
    await setImmediate(); // as for a point: a promise that the module left rejected is an error of it
    experiment = loaded;
    send({ type: 'ready', name: experiment.name });
  } catch (error) {
    send({ type: 'unloadable', error: (error as Error).message });
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
