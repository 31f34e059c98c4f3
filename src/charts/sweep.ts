// A sweep: what was measured against a parameter, and what theory says of it.
import { escape, type ColumnTable } from 'arquero';
import { checkKeys, oneOf, invalidArgument, type NameOf } from '../errors';
import { formatNumber } from '../format';
import { sizeAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { coloursFor } from './style';
import { rowsOf, type Row } from './tables';
import { isTable } from '../table';
import { curveOf, theoryTrace, type Curve } from './theory';
import { listed, medianOver, overSeeds, points } from './words';

const scales = ['none', 'x', 'y', 'both'] as const;

export interface SweepOptions {
  /** The column of the parameter. */
  readonly x: string;
  /** The column of what was measured. */
  readonly y: string;
  /** A column whose every value is a line of its own. */
  readonly series?: string;
  /** Which axes are log axes. Default 'none'. */
  readonly log?: NameOf<(typeof scales)[number]>;
  /**
   * What theory says: a table with the column of the parameter, and `value`; a curve for each value of the column of `series`,
   * where it has that.
   */
  readonly theory?: ColumnTable;
  /** What the chart finds. Default: the range of what was measured. */
  readonly title?: string;
}

function seriesOf(rows: readonly Row[], series: string | undefined, y: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = series === undefined ? y : String(row[series]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

function finding(lines: readonly Line[], x: string, y: string): string {
  const each = lines.map(({ name, middle }) => {
    const change = `${formatNumber(middle[0], 2)} to ${formatNumber(middle.at(-1)!, 2)}`;
    return lines.length > 1 ? `${change} for ${name}` : change;
  });
  const ends = new Set(
    lines.map((line) => `from ${formatNumber(line.x[0])} to ${formatNumber(line.x.at(-1)!)}`),
  );
  return `${y} goes from ${listed(each)} as ${x} goes ${ends.size === 1 ? [...ends][0] : 'up'}`;
}

function theoryOf(where: string, theory: unknown, x: string, series: string | undefined): Curve[] {
  if (theory === undefined) return [];
  const split = isTable(theory) && series !== undefined && theory.columnNames().includes(series);
  if (!split) return [curveOf(where, theory, x)];
  const names = new Set(theory.array(series) as unknown[]);
  return [...names].map((name) =>
    curveOf(where, theory.filter(escape((row: Row) => row[series] === name)).reify(), x),
  );
}

/**
 * What was measured against a parameter; with a curve of theory through it, as points. Where the table holds several seeds,
 * it shows their median and the band of 90 %.
 *
 * @param table with the columns that x, y and series name and, if there, `seed`
 * @param options which columns, which log axes, what theory says, and a title
 * @throws {TypeError | RangeError} when a column is not there, holds no numbers, or the table is empty
 * @example show(charts.sweep(runs, { x: 'gain', y: 'ratio', log: 'y', theory: predicted }));
 */
export function sweep(table: ColumnTable, options: SweepOptions): Figure {
  const where = 'charts.sweep';
  checkKeys(where, 'options', options, ['x', 'y', 'series', 'log', 'theory', 'title']);
  const { x, y, series } = options;
  for (const [name, column] of Object.entries({ x, y, series: series ?? '' })) {
    if (typeof column !== 'string') throw invalidArgument(where, name, 'the name of a column', column);
  }
  const scale = oneOf(where, 'log', options.log ?? 'none', scales);
  const [logX, logY] = [scale === 'x' || scale === 'both', scale === 'y' || scale === 'both'];
  const columns = [x, y, ...(series === undefined ? [] : [series])];
  const { rows } = rowsOf(where, 'table', table, { columns, source: 'a table that has the columns named' });
  if (rows.length === 0) throw new RangeError(`${where}: table is empty; give a row a measurement`);
  const theory = theoryOf(where, options.theory, x, series);
  const lines = [...seriesOf(rows, series, y)].map(([name, own]) => lineOf(where, { name, rows: own }, x, y));
  const names = lines.map(({ name }) => name);
  const colours = coloursFor(names);
  const head = `Chart of ${y} by ${x}${scale === 'none' ? '' : `, log scale on ${scale}`}${medianOver(lines)}.`;
  const each = lines.map((line) => `${line.name}: ${points(line, x)}.`);
  const dashed = theory.map((curve) => `Theory, dashed: ${points({ x: curve.x, middle: curve.y }, x)}.`);
  const words = {
    title: options.title ?? finding(lines, x, y),
    subtitle: `${y} by ${x}${overSeeds(lines)}`,
    description: [head, ...each, ...dashed].join(' '),
  };
  const data = lines.flatMap((line) =>
    lineTraces(line, {
      colour: colours.get(line.name)!,
      log: logY,
      ...(theory.length > 0 ? { mode: 'markers' } : {}),
    }),
  );
  const dash = theory.map((curve, i) => theoryTrace(curve, { log: logY, show: i === 0 }));
  return {
    data: [...data, ...dash],
    layout: {
      ...layoutFor(words, { legend: theory.length > 0 ? [...names, 'theory'] : names }),
      xaxis: sizeAxis(
        x,
        lines.flatMap((line) => line.x),
        logX,
      ),
      yaxis: sizeAxis(y, [...extentOf(lines), ...theory.flatMap((curve) => curve.y)], logY),
    },
  };
}
