// Training curves: the loss over steps, and the accuracy in a second panel.
import { first, itemAt, last } from '../arrays';
import { checkOptions, option, type Schema } from '../option-schema';
import { countOf, formatNumber } from '../format';
import { axis, percentAxis, valueAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { bandValues, medianLine, lineTraces, type Line } from './lines';
import { colorsFor } from './style';
import { readTables, type NamedRows, type Tables } from './tables';
import { joinWithAnd, seedsInDescription, seedsInSubtitle, formatPercent, listPoints } from './phrases';

/** Options of `charts.trainingCurves`. */
export interface TrainingCurvesOptions {
  /** Whether the loss has a log axis. Default false. */
  readonly log?: boolean;
  /** The title. Default: the loss at the end. */
  readonly title?: string;
}

const COLUMNS = [
  { column: 'loss', panel: 'loss', test: false },
  { column: 'testLoss', panel: 'loss', test: true },
  { column: 'accuracy', panel: 'accuracy', test: false },
  { column: 'testAccuracy', panel: 'accuracy', test: true },
] as const;

interface Curve {
  readonly table: string;
  readonly panel: 'loss' | 'accuracy';
  readonly test: boolean;
  readonly line: Line;
}

/** Reads the curves of one table: those of its columns that hold values. */
function readCurves(where: string, table: NamedRows): Curve[] {
  return COLUMNS.filter(
    ({ column }) =>
      column === 'loss' ||
      (table.columns.includes(column) && table.rows.some((row) => (row[column] ?? null) !== null)),
  ).map(({ column, panel, test }) => ({
    table: table.name,
    panel,
    test,
    line: medianLine(where, table, 'step', column),
  }));
}

/** The outcome of a run: "falls from 2.3 to 0.04 in 100 steps", or the first step with a value that is not finite. */
function phraseOutcome({ x, median }: Line): string {
  const broken = median.findIndex((v) => !Number.isFinite(v));
  if (broken >= 0) return `is ${formatNumber(itemAt(median, broken))} from step ${itemAt(x, broken)} on`;
  const [from, to] = [first(median), last(median)];
  if (from === to) return `stays at ${formatNumber(from)} for ${countOf(last(x), 'step')}`;
  return `${to < from ? 'falls' : 'rises'} from ${formatNumber(from)} to ${formatNumber(to)} in ${countOf(last(x), 'step')}`;
}

function defaultTitle(curves: readonly Curve[]): string {
  const losses = curves.filter(({ panel, test }) => panel === 'loss' && !test);
  if (losses.length === 1) return `The loss ${phraseOutcome(first(losses).line)}`;
  const ends = losses.map(({ table, line }) => `${table} ${formatNumber(last(line.median))}`);
  return `Loss at the end: ${joinWithAnd(ends)}`;
}

function describe(curves: readonly Curve[], log: boolean): string {
  const each = curves.map(({ table, panel, test, line }) => {
    const number = panel === 'accuracy' ? formatPercent : formatNumber;
    return `${test ? 'test ' : ''}${panel} of ${table}: ${listPoints(line, 'step', number)}.`;
  });
  const lines = curves.map(({ line }) => line);
  return `Line chart of the loss by training step${log ? ', log scale' : ''}${seedsInDescription(lines)}. ${each.join(' ')}`;
}

const SCHEMA = {
  log: option.boolean({ default: false }),
  title: option.string(),
} satisfies Schema<TrainingCurvesOptions>;

/**
 * Draws the loss over the steps of training, and the accuracy in a second panel where the tables have one. Curves of test data are
 * dashed. Where a table holds several seeds, each line is their median and the band holds 90 % of them, of fewer than ten all.
 *
 * @param tables the `history` of `train` or `watch`, with `step`, `loss` and, optionally, `testLoss`, `accuracy`, `testAccuracy`
 * (fractions from 0 to 1) and `seed`; or an object of several such tables by the names that the legend shows
 * @param options the scale of the loss, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table, lacks a column or holds values that are no numbers
 * @throws {RangeError} when a table is empty, or has several rows for one step and seed
 * @example
 * const model = mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'relu' });
 * const { history } = await train(model, datasets.digits().train, { steps: 50 });
 * show(charts.trainingCurves(history, { log: true })); // two panels: the loss, and the accuracy
 */
export function trainingCurves(tables: Tables, options: TrainingCurvesOptions = {}): Figure {
  const where = 'charts.trainingCurves';
  const { log } = checkOptions(where, 'options', options, SCHEMA);
  const needs = { columns: ['step', 'loss'], source: 'the history of train' };
  const named = readTables(where, tables, 'training', needs);
  const curves = named.flatMap((table) => readCurves(where, table));
  const colors = colorsFor(named.map(({ name }) => name));
  const nameOf = ({ table, test }: Curve): string => (test ? `${table}, test` : table);
  const seen = new Set<string>();
  const data = curves.flatMap((curve) => {
    const name = nameOf(curve);
    const show = !seen.has(name);
    seen.add(name);
    const accuracy = curve.panel === 'accuracy';
    return lineTraces(
      { ...curve.line, name },
      {
        color: colors.get(curve.table)!,
        log: log && !accuracy,
        mode: 'lines',
        dash: curve.test ? 'dash' : 'solid',
        width: 2,
        format: accuracy ? '.1%' : '.3~g',
        legend: { group: name, show },
        axes: accuracy ? { xaxis: 'x', yaxis: 'y2' } : {},
      },
    );
  });
  const lines = curves.map(({ line }) => line);
  const of = (panel: string): Line[] => curves.filter((c) => c.panel === panel).map(({ line }) => line);
  const [losses, accuracies] = [of('loss'), of('accuracy')];
  const two = accuracies.length > 0;
  const words = {
    title: options.title ?? defaultTitle(curves),
    subtitle: `${two ? 'loss and accuracy' : 'loss'} by step of training${seedsInSubtitle(lines)}`,
    description: describe(curves, log),
  };
  return {
    data,
    layout: {
      ...layoutFor(words, { legend: [...seen], ...(two ? { plot: 400 } : {}) }),
      xaxis: { ...axis('step of training'), ...(two ? { anchor: 'y2' } : {}) },
      yaxis: { ...valueAxis('loss', bandValues(losses), log), ...(two ? { domain: [0.54, 1] } : {}) },
      ...(two ? { yaxis2: { ...percentAxis('accuracy', bandValues(accuracies)), domain: [0, 0.46] } } : {}),
    },
  };
}
