// Training curves: loss over steps, and accuracy under it.
import { flag, checkKeys } from '../errors';
import { formatNumber } from '../format';
import { axis, percentAxis, sizeAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { coloursFor } from './style';
import { namedTables, type Named, type Tables } from './tables';
import { listed, medianOver, overSeeds, percent, points } from './words';

export interface TrainingCurvesOptions {
  /** Whether the loss has a log axis. Default false. */
  readonly log?: boolean;
  /** What the chart finds. Default: what the loss comes to. */
  readonly title?: string;
}

const columns = [
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

/** The curves of one table: those of its columns that hold anything. */
function curvesOf(where: string, table: Named): Curve[] {
  return columns
    .filter(
      ({ column }) =>
        column === 'loss' ||
        (table.columns.includes(column) && table.rows.some((row) => (row[column] ?? null) !== null)),
    )
    .map(({ column, panel, test }) => ({
      table: table.name,
      panel,
      test,
      line: lineOf(where, table, 'step', column),
    }));
}

/** What a run comes to: "from 2.3 to 0.04", or where it stops being a number. */
function outcome({ x, middle }: Line): string {
  const broken = middle.findIndex((v) => !Number.isFinite(v));
  if (broken >= 0) return `is ${formatNumber(middle[broken])} from step ${x[broken]} on`;
  const [from, to] = [middle[0], middle.at(-1)!];
  if (from === to) return `stays at ${formatNumber(from)} for ${x.at(-1)!} steps`;
  return `${to < from ? 'falls' : 'rises'} from ${formatNumber(from)} to ${formatNumber(to)} in ${x.at(-1)!} steps`;
}

function finding(curves: readonly Curve[]): string {
  const losses = curves.filter(({ panel, test }) => panel === 'loss' && !test);
  if (losses.length === 1) return `The loss ${outcome(losses[0].line)}`;
  const ends = losses.map(({ table, line }) => `${table} ${formatNumber(line.middle.at(-1)!)}`);
  return `Loss at the end: ${listed(ends)}`;
}

function describe(curves: readonly Curve[], log: boolean): string {
  const each = curves.map(({ table, panel, test, line }) => {
    const number = panel === 'accuracy' ? percent : formatNumber;
    return `${test ? 'test ' : ''}${panel} of ${table}: ${points(line, 'step', number)}.`;
  });
  const lines = curves.map(({ line }) => line);
  return `Line chart of the loss by training step${log ? ', log scale' : ''}${medianOver(lines)}. ${each.join(' ')}`;
}

/**
 * The loss over the steps of training, and the accuracy in a panel under it where the tables have one. Test curves are dashed.
 * Where a table holds several seeds, each line is their median and the band holds 90 % of them.
 *
 * @param tables a history with `step`, `loss` and, if there, `accuracy`, `testLoss`, `testAccuracy`, `seed`; or several under
 * the names that the legend gives them
 * @param options whether the loss has a log axis, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or is empty
 * @example show(charts.trainingCurves({ sigmoid: a.history, ReLU: b.history }, { log: true }));
 */
export function trainingCurves(tables: Tables, options: TrainingCurvesOptions = {}): Figure {
  const where = 'charts.trainingCurves';
  checkKeys(where, 'options', options, ['log', 'title']);
  const log = flag(where, 'log', options.log ?? false);
  const needs = { columns: ['step', 'loss'], source: 'the history of train' };
  const named = namedTables(where, tables, 'training', needs);
  const curves = named.flatMap((table) => curvesOf(where, table));
  const colours = coloursFor(named.map(({ name }) => name));
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
        colour: colours.get(curve.table)!,
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
    title: options.title ?? finding(curves),
    subtitle: `${two ? 'loss and accuracy' : 'loss'} by step of training${overSeeds(lines)}`,
    description: describe(curves, log),
  };
  return {
    data,
    layout: {
      ...layoutFor(words, { legend: [...seen], ...(two ? { plot: 400 } : {}) }),
      xaxis: { ...axis('step of training'), ...(two ? { anchor: 'y2' } : {}) },
      yaxis: { ...sizeAxis('loss', extentOf(losses), log), ...(two ? { domain: [0.54, 1] } : {}) },
      ...(two ? { yaxis2: { ...percentAxis('accuracy', extentOf(accuracies)), domain: [0, 0.46] } } : {}),
    },
  };
}
