// experiment: a measurement at a point of a grid, defined in a module of its own.
import { fileURLToPath } from 'node:url';
import type { ColumnTable } from '../arquero';
import { callback, invalidArgument } from '../errors';
import { checkOptions, option } from '../option-schema';
import type { SharedGraphs } from '../training';
import type { Point } from './points';

/** The second argument of a measurement. */
export interface MeasureContext {
  /** The signal that is aborted when the sweep is cancelled or the point's time is over. */
  readonly signal: AbortSignal;
  /** Reports how far the measurement is, as plain data, such as a share from 0 to 1. */
  readonly report: (progress: unknown) => void;
  /** Graphs of training steps that the points of a process share, for the option `graphs` of `train`. */
  readonly graphs: SharedGraphs;
}

/** The result of a measurement: rows, a single row, or a table. */
export type Measured =
  readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, unknown>> | ColumnTable;

/** The definition of an experiment. */
export interface ExperimentDefinition<P extends object = Point> {
  /** The name, for tables, journals and messages. */
  readonly name: string;
  /** Measures at a point; a fault of a point is an error that it throws, and a row of the sweep. */
  readonly measure: (point: P, context: MeasureContext) => Measured | Promise<Measured>;
  /** The file of the module, as `__filename` or `import.meta.url`. Default: the file that calls `experiment`. */
  readonly file?: string;
}

/** A measurement that `sweep` takes. */
export interface Experiment<P extends object = Point> extends ExperimentDefinition<P> {
  /** @internal The mark by which every copy of the library knows an experiment. */
  readonly [EXPERIMENT]: true;
}

const EXPERIMENT = Symbol.for('vanishing-gradients.experiment');

/** Whether a value is an experiment, of any copy of the library. */
export const isExperiment = (value: unknown): value is Experiment<never> =>
  typeof value === 'object' && value !== null && EXPERIMENT in value;

const SCHEMA = {
  name: option.string({ required: true }),
  measure: option.callback<ExperimentDefinition['measure']>('(point, { signal, report, graphs }) => rows', {
    required: true,
  }),
  file: option.string(),
};

/**
 * Defines an experiment. It is the default export of a module, which `sweep` loads in each of its processes: what it needs, it
 * imports, and what varies, it gets from the point.
 *
 * @param definition the name, and the measurement, which gives rows of plain data: numbers (NaN and infinite ones too), strings,
 * booleans, null, and arrays and objects of these
 * @returns the experiment, for `sweep`
 * @throws {TypeError} when `name` is no string, or empty, `measure` is no function, or another key is given
 * @example
 * const halving = experiment({ name: 'halving', measure: ({ depth }) => ({ signal: 0.5 ** Number(depth) }) });
 * halving.name; // 'halving'
 */
export function experiment<P extends object = Point>(definition: ExperimentDefinition<P>): Experiment<P> {
  const checked = checkOptions('experiment', 'the definition', definition, SCHEMA);
  if (checked.name.trim() === '') throw invalidArgument('experiment', 'name', 'a name', checked.name);
  callback('experiment', 'measure', definition.measure, '(point, context) => rows');
  const file = definition.file ?? callerFile();
  return {
    name: checked.name,
    measure: definition.measure,
    ...(file === undefined ? {} : { file }),
    [EXPERIMENT]: true,
  };
}

/** The file that called the public function; undefined where it is none, as a cell of a notebook. */
function callerFile(): string | undefined {
  const { stackTraceLimit } = Error;
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  try {
    Error.stackTraceLimit = 10;
    Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName());
    const files = new Error().stack as unknown as (string | null)[];
    const own = files[0];
    const caller = files.find((file) => file !== own && typeof file === 'string');
    return typeof caller === 'string' && caller.startsWith('file:')
      ? fileURLToPath(caller)
      : (caller ?? undefined);
  } finally {
    if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
    else Object.defineProperty(Error, 'prepareStackTrace', before);
    Error.stackTraceLimit = stackTraceLimit;
  }
}
