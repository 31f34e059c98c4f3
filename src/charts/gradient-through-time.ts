// Gradient through time: the size of the gradient at each step of a sequence, in recurrent networks.
import { first, last } from '../arrays';
import { type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { axis } from './axes';
import type { Figure } from './figure';
import { changeBackwards, describeLines, gradientLayout } from './gradient-lines';
import { medianLine, lineTraces, type Line } from './lines';
import { measureLabel, SIZE_MEASURES, type SizeMeasure } from './measures';
import { colorsFor } from './style';
import { groupByNumber, readTables, filterRows, type NamedRows, type Tables } from './tables';
import { geometricCurve, checkRatio, theoryTraces, type Curve } from './theory';
import { phraseChanges, seedsInDescription, seedsInSubtitle, phrase } from './phrases';

/** Options of `charts.gradientThroughTime`. */
export interface GradientThroughTimeOptions {
  /** The quantity: 'dL/da' (of the state), 'dL/dz', and for an LSTM 'dL/dc' (of its memory). Default 'dL/da'. */
  readonly quantity?: string;
  /** The statistic of the quantity: 'norm' (L2), 'rms' or 'std'. Default 'norm'. */
  readonly measure?: NameOf<SizeMeasure>;
  /** The ratio by which each step back multiplies the gradient, above 0, drawn from the last step's median on. */
  readonly theory?: number;
  /** The title. Default: how much the gradient shrinks or grows from the last step to the first. */
  readonly title?: string;
}

/** Reads a line for each recurrent layer. */
export function linesByLayer(
  where: string,
  table: NamedRows,
  quantity: string,
  measure: string,
  alone: boolean,
): Line[] {
  const layers = groupByNumber(
    where,
    { name: table.name, rows: filterRows(where, table, 'quantity', quantity) },
    'depth',
  );
  return [...layers].map(([depth, rows]) => {
    const layer = alone ? `layer ${depth}` : `${table.name}, layer ${depth}`;
    return medianLine(where, { name: layers.size > 1 ? layer : table.name, rows }, 'time', measure);
  });
}

function defaultTitle(lines: readonly Line[], quantity: string): string {
  if (lines.length > 1) {
    return phraseChanges(
      lines.map((line) => ({ name: line.name, change: changeBackwards(line) })),
      'back through time',
    );
  }
  const line = first(lines);
  return `${quantity} ${phrase(changeBackwards(line))} from step ${last(line.x)} back to step ${first(line.x)}`;
}

function describe(
  lines: readonly Line[],
  theory: readonly Curve[],
  quantity: string,
  measure: string,
): string {
  const head = `Line chart of the ${measure} of ${quantity} by step of the sequence, log scale${seedsInDescription(lines)}`;
  return [
    `${head}. The gradient enters at the last step and flows back to the first.`,
    ...describeLines(lines, theory, 'step'),
  ].join(' ');
}

const SCHEMA = {
  quantity: option.unchecked<NonNullable<GradientThroughTimeOptions['quantity']>, { default: 'dL/da' }>({
    default: 'dL/da',
  }),
  measure: option.oneOf(SIZE_MEASURES, { default: 'norm' }),
  theory: option.unchecked<GradientThroughTimeOptions['theory']>(),
  title: option.string(),
} satisfies Schema<GradientThroughTimeOptions>;

/**
 * Draws the size of the gradient at each step of a sequence, on a log axis. Time runs to the right, so the gradient enters at the
 * right and flows to the left. Each recurrent layer is a line; where a table holds several seeds, the line is their median and the
 * band holds 90 % of them, of fewer than ten all.
 *
 * @param tables the `throughTime` of `observe`, with `depth`, `quantity`, `time`, the measure and, optionally, `seed`; or an object
 * of several such tables by the names that the legend shows
 * @param options the quantity, the measure, the ratio that theory predicts for a step, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when a table has no row of the quantity, or several rows for one layer, step and seed
 * @example
 * const model = recurrent({ cell: 'simple', steps: 20, inputs: 2, units: 16, outputs: 2 });
 * const { throughTime } = observe(model, tf.randomNormal([8, 20, 2]), tf.randomNormal([8, 2]), { loss: 'meanSquaredError' });
 * show(charts.gradientThroughTime(throughTime)); // a line over the time steps 1 to 20
 */
export function gradientThroughTime(tables: Tables | null, options: GradientThroughTimeOptions = {}): Figure {
  const where = 'charts.gradientThroughTime';
  const { quantity, measure } = checkOptions(where, 'options', options, SCHEMA);
  const ratio = options.theory === undefined ? null : checkRatio(where, 'theory', options.theory);
  const needs = {
    columns: ['depth', 'quantity', 'time', measure],
    source: 'the throughTime of observe',
  };
  const named = readTables(where, tables, quantity, needs);
  const lines = named.flatMap((table) => linesByLayer(where, table, quantity, measure, named.length === 1));
  const theory =
    ratio === null
      ? []
      : lines.map((line) => ({
          ...geometricCurve(line, ratio),
          ...(lines.length > 1 ? { of: line.name } : {}),
        }));
  const colors = colorsFor(lines.map(({ name }) => name));
  const length = measureLabel(measure);
  const words = {
    title: options.title ?? defaultTitle(lines, quantity),
    subtitle: `${length} of ${quantity}, flowing from right to left${seedsInSubtitle(lines)}`,
    description: describe(lines, theory, quantity, measure),
  };
  return {
    data: [
      ...lines.flatMap((line) => lineTraces(line, { color: colors.get(line.name)!, log: true })),
      ...theoryTraces(theory, { log: true, colors }),
    ],
    layout: gradientLayout(words, lines, theory, {
      x: axis('step of the sequence'),
      y: `${quantity}, ${length}`,
    }),
  };
}
