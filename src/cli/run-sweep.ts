// A sweep from the command line: the library's, with a journal, an answer to Ctrl-C, and an exit code.
import path from 'node:path';
import { sweep, SweepError, writeArray, writeTable, type SweepRunOptions } from '../sweep';
import { UsageError } from './errors';
import { valueOf, valuesOf } from './grid';

/** A command line after its check. */
export interface SweepArguments {
  readonly experiment: string;
  readonly over: readonly (readonly [string, string])[];
  readonly base: readonly (readonly [string, string])[];
  readonly journal: string | undefined;
  readonly output: string | undefined;
  /** The number of shards to write scripts for. */
  readonly array: number | undefined;
  /** All arguments, for the scripts. */
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** The exit code of a program that Ctrl-C ended. */
const INTERRUPTED = 130;
/** The number of failures that are printed. */
const SHOWN = 5;

/** Runs a sweep, and gives the exit code. */
export async function runSweep(given: SweepArguments): Promise<number> {
  const { experiment } = given;
  const grid = {
    over: Object.fromEntries(unique(given.over).map(([name, text]) => [name, valuesOf(name, text)])),
    base: Object.fromEntries(unique(given.base).map(([name, text]) => [name, valueOf(text)])),
  };
  if (given.array !== undefined) {
    for (const line of writeArray(experiment, grid, given.array, given.args))
      process.stdout.write(`${line}\n`);
    return 0;
  }
  const journal = given.journal ?? path.join('sweeps', `${path.parse(experiment).name}.jsonl`);
  const controller = new AbortController();
  let interrupts = 0;
  const onSignal = (): void => {
    if (++interrupts > 1) process.exit(INTERRUPTED);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  process.on('SIGXFSZ', () => undefined); // the write then fails, which the journal reports
  const options = Object.fromEntries(
    Object.entries(given.options).filter(([, value]) => value !== undefined),
  );
  try {
    const table = await sweep(experiment, grid, {
      ...(options as SweepRunOptions),
      journal,
      signal: controller.signal,
    });
    if (given.output !== undefined) await writeTable('sweep', table, given.output);
    return report(table.objects(), journal);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    process.stderr.write(
      `${error.message}\nThe journal ${journal} has what is done; the same command goes on from there.\n`,
    );
    return controller.signal.aborted ? INTERRUPTED : 1;
  }
}

/** Prints how many rows there are, and the first failures; 1 where there is one. */
function report(rows: readonly Readonly<Record<string, unknown>>[], journal: string): number {
  const failed = rows.filter(({ fault }) => fault !== null);
  process.stdout.write(`${rows.length} rows, ${failed.length} of them with a fault; journal: ${journal}\n`);
  for (const { fault, error, ...row } of failed.slice(0, SHOWN))
    process.stdout.write(`  ${pointWords(row)}: ${String(fault)}: ${String(error)}\n`);
  if (failed.length > SHOWN) process.stdout.write(`  and ${failed.length - SHOWN} more\n`);
  return failed.length > 0 ? 1 : 0;
}

/** The columns of a row that have a value, in words: `depth=5 gain=0.5`. */
const pointWords = (row: Readonly<Record<string, unknown>>): string =>
  Object.entries(row)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${valueWords(value)}`)
    .join(' ');

const valueWords = (value: unknown): string => {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

function unique(pairs: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`'${twice}' is given twice; give its values in one option`);
  return pairs;
}
