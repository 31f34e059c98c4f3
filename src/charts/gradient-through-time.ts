// The gradient's size at each step of a sequence: what a recurrent network's last step tells its first.
import { checkKeys, oneOf, type NameOf } from '../errors';
import { axis, logAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { nameOfMeasure, sizes, type Size } from './measures';
import { coloursFor } from './style';
import { byNumber, namedTables, rowsWith, type Named, type Tables } from './tables';
import { powersBack, ratioOf, theoryTrace, type Curve } from './theory';
import { fateOf, fates, medianOver, overSeeds, points, said } from './words';

export interface GradientThroughTimeOptions {
  /** 'dL/da' (of the state), 'dL/dz', of an LSTM also 'dL/dc' (of its memory). Default 'dL/da'. */
  readonly quantity?: string;
  /** Which number of it. Default 'norm' (L2). */
  readonly measure?: NameOf<Size>;
  /** The factor that each step back multiplies the gradient by, drawn from the last step's median on. */
  readonly theory?: number;
  /** What the chart finds. Default: how much the gradient shrinks or grows from the last step to the first. */
  readonly title?: string;
}

/** A line a recurrent layer. */
function linesOf(where: string, table: Named, quantity: string, measure: string, alone: boolean): Line[] {
  const layers = byNumber(
    where,
    { name: table.name, rows: rowsWith(where, table, 'quantity', quantity) },
    'depth',
  );
  return [...layers].map(([depth, rows]) => {
    const layer = alone ? `layer ${depth}` : `${table.name}, layer ${depth}`;
    return lineOf(where, { name: layers.size > 1 ? layer : table.name, rows }, 'time', measure);
  });
}

const fate = (line: Line) => fateOf(line.middle.at(-1)!, line.middle[0]);

function finding(lines: readonly Line[], quantity: string): string {
  if (lines.length > 1) {
    return fates(
      lines.map((line) => ({ name: line.name, fate: fate(line) })),
      'back through time',
    );
  }
  const [line] = lines;
  return `${quantity} ${said(fate(line))} from step ${line.x.at(-1)!} back to step ${line.x[0]}`;
}

function describe(
  lines: readonly Line[],
  theory: readonly Curve[],
  quantity: string,
  measure: string,
): string {
  const each = lines.map(
    (line) =>
      `${line.name}: ${points(line, 'step')}; it ${said(fate(line))} from the last step to the first.`,
  );
  const dashed = theory.map(({ x, y }) => `Theory, dashed: ${points({ x, middle: y }, 'step')}.`);
  const head = `Line chart of the ${measure} of ${quantity} by step of the sequence, log scale${medianOver(lines)}`;
  return [
    `${head}. The gradient enters at the last step and flows back to the first.`,
    ...each,
    ...dashed,
  ].join(' ');
}

/**
 * The gradient's size at each step of the sequence, on a log axis. Time runs to the right, so the gradient enters at the right
 * and flows to the left. A layer is a line; where a table holds several seeds, it is their median, with the band of 90 %.
 *
 * @param tables the `throughTime` of `observe`, or several under the names that the legend gives them
 * @param options which quantity and measure, the factor a step that theory has for it, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or has no row of the quantity
 * @example show(charts.gradientThroughTime({ simple: a.throughTime, LSTM: b.throughTime }));
 */
export function gradientThroughTime(tables: Tables | null, options: GradientThroughTimeOptions = {}): Figure {
  const where = 'charts.gradientThroughTime';
  checkKeys(where, 'options', options, ['quantity', 'measure', 'theory', 'title']);
  const { quantity = 'dL/da' } = options;
  const measure = oneOf(where, 'measure', options.measure ?? 'norm', sizes);
  const ratio = options.theory === undefined ? null : ratioOf(where, 'theory', options.theory);
  const needs = {
    columns: ['depth', 'quantity', 'time', measure],
    source: 'the throughTime of observe',
  };
  const named = namedTables(where, tables, quantity, needs);
  const lines = named.flatMap((table) => linesOf(where, table, quantity, measure, named.length === 1));
  const theory = ratio === null ? [] : lines.map((line) => powersBack(line, ratio));
  const names = lines.map(({ name }) => name);
  const colours = coloursFor(names);
  const length = nameOfMeasure(measure);
  const words = {
    title: options.title ?? finding(lines, quantity),
    subtitle: `${length} of ${quantity}, flowing from right to left${overSeeds(lines)}`,
    description: describe(lines, theory, quantity, measure),
  };
  return {
    data: [
      ...lines.flatMap((line) => lineTraces(line, { colour: colours.get(line.name)!, log: true })),
      ...theory.map((curve, i) => theoryTrace(curve, { log: true, show: i === 0 })),
    ],
    layout: {
      ...layoutFor(words, { legend: theory.length > 0 ? [...names, 'theory'] : names }),
      xaxis: axis('step of the sequence'),
      yaxis: logAxis(`${quantity}, ${length}`, [...extentOf(lines), ...theory.flatMap(({ y }) => y)]),
    },
  };
}
