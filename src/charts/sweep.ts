// Parameter sweep: measurements over a parameter, with a curve of theory.
import { first, last } from '../arrays';
import { escape, type ColumnTable } from '../arquero';
import { invalidArgument, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { asSentence, formatNumber } from '../format';
import { valueAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { bandValues, medianLine, lineTraces, type Line } from './lines';
import { colorsFor } from './style';
import { readRows, type Row } from './tables';
import { isTable } from '../table';
import { describeTheory, readCurve, theoryTraces, type Curve } from './theory';
import {
  joinWithAnd,
  numberOnAxis,
  placeOf,
  seedsInDescription,
  seedsInSubtitle,
  listPoints,
} from './phrases';

const LOG_AXES = ['none', 'x', 'y', 'both'] as const;

/** Options of `charts.sweep`. */
export interface SweepOptions {
  /** The column of the parameter. */
  readonly x: string;
  /** The column of the measurement. */
  readonly y: string;
  /** A column whose values each become a line. */
  readonly series?: string;
  /** The axes that are logarithmic: 'none', 'x', 'y' or 'both'. Default 'none'. */
  readonly log?: NameOf<(typeof LOG_AXES)[number]>;
  /**
   * The prediction: a table with the column of the parameter and `value`; where it has the column of `series`, a curve for each of
   * its values.
   */
  readonly theory?: ColumnTable;
  /** The title. Default: the first and last value of each line. */
  readonly title?: string;
}

function groupBySeries(rows: readonly Row[], series: string | undefined, y: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = series === undefined ? y : String(row[series]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

function defaultTitle(lines: readonly Line[], x: string, y: string): string {
  const rounded = new Set(lines.flatMap(({ median }) => median.map((value) => formatNumber(value, 2))));
  if (lines.length === 1 && rounded.size === 1) {
    const { x: places } = first(lines);
    const way = `from ${formatNumber(first(places))} to ${formatNumber(last(places))}`;
    return asSentence(`${y} stays at ${[...rounded][0]} as ${x} goes ${way}`);
  }
  const each = lines.map(({ name, median }) => {
    const change = `${formatNumber(first(median), 2)} to ${formatNumber(last(median), 2)}`;
    return lines.length > 1 ? `${change} for ${name}` : change;
  });
  const ends = new Set(
    lines.map((line) => `from ${formatNumber(first(line.x))} to ${formatNumber(last(line.x))}`),
  );
  return asSentence(
    `${y} goes from ${joinWithAnd(each)} as ${x} goes ${ends.size === 1 ? [...ends][0] : 'up'}`,
  );
}

function readTheory(where: string, theory: unknown, x: string, series: string | undefined): Curve[] {
  if (theory === undefined) return [];
  const split = isTable(theory) && series !== undefined && theory.columnNames().includes(series);
  if (!split) return [readCurve(where, theory, x)];
  const names = new Set(theory.array(series) as unknown[]);
  return [...names].map((name) => ({
    ...readCurve(where, theory.filter(escape((row: Row) => row[series] === name)).reify(), x),
    of: String(name),
  }));
}

const SCHEMA = {
  x: option.unchecked<SweepOptions['x']>(),
  y: option.unchecked<SweepOptions['y']>(),
  series: option.unchecked<SweepOptions['series']>(),
  log: option.oneOf(LOG_AXES, { default: 'none' }),
  theory: option.unchecked<SweepOptions['theory']>(),
  title: option.string(),
} satisfies Schema<SweepOptions>;

/**
 * Draws a measurement over a parameter, as points where a curve of theory is given. Where the table holds several seeds, the line
 * is their median and the band holds 90 % of them, of fewer than ten all.
 *
 * @param table a table with the columns that `x`, `y` and `series` name and, optionally, `seed`
 * @param options the columns, the log axes, the prediction of theory, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when the table is no Arquero table, lacks a column or holds values that are no numbers
 * @throws {RangeError} when the table is empty, or has several rows for one value of the parameter and seed
 * @example
 * const ratios = [0.5, 1, 2].map((weightVariance) => ({
 *   weightVariance,
 *   ratio: theory.chi1({ activation: 'tanh', weightVariance, biasVariance: 0.05 }),
 * }));
 * show(charts.sweep(aq.from(ratios), { x: 'weightVariance', y: 'ratio', log: 'y' })); // a line of three points
 */
export function sweep(table: ColumnTable, options: SweepOptions): Figure {
  const where = 'charts.sweep';
  const { log: scale } = checkOptions(where, 'options', options, SCHEMA);
  const { x, y, series } = options;
  for (const [name, column] of Object.entries({ x, y, series: series ?? '' })) {
    if (typeof column !== 'string') throw invalidArgument(where, name, 'the name of a column', column);
  }
  const [logX, logY] = [scale === 'x' || scale === 'both', scale === 'y' || scale === 'both'];
  const columns = [x, y, ...(series === undefined ? [] : [series])];
  const { rows } = readRows(where, 'table', table, { columns, source: 'a table that has the columns named' });
  if (rows.length === 0) throw new RangeError(`${where}: table is empty; give a row a measurement`);
  const theory = readTheory(where, options.theory, x, series);
  const lines = [...groupBySeries(rows, series, y)].map(([name, own]) =>
    medianLine(where, { name, rows: own }, x, y),
  );
  const names = lines.map(({ name }) => name);
  const colors = colorsFor(names);
  const head = `Chart of ${y} by ${x}${scale === 'none' ? '' : `, log scale on ${scale}`}${seedsInDescription(lines)}.`;
  const number = logY
    ? formatNumber
    : numberOnAxis([...bandValues(lines), ...theory.flatMap((curve) => curve.y)]);
  const place = placeOf(x);
  const each = lines.map((line) => `${line.name}: ${listPoints(line, place, number)}.`);
  const dashed = theory.map((curve) => describeTheory(curve, place, number));
  const words = {
    title: options.title ?? defaultTitle(lines, x, y),
    subtitle: `${y} by ${x}${seedsInSubtitle(lines)}`,
    description: [head, ...each, ...dashed].join(' '),
  };
  const data = lines.flatMap((line) =>
    lineTraces(line, {
      color: colors.get(line.name)!,
      log: logY,
      ...(theory.length > 0 ? { mode: 'markers' } : {}),
    }),
  );
  const dash = theoryTraces(theory, { log: logY, colors });
  return {
    data: [...data, ...dash],
    layout: {
      ...layoutFor(words, { legend: theory.length > 0 ? [...names, 'theory'] : names }),
      xaxis: valueAxis(
        x,
        lines.flatMap((line) => line.x),
        logX,
      ),
      yaxis: valueAxis(y, [...bandValues(lines), ...theory.flatMap((curve) => curve.y)], logY),
    },
  };
}
