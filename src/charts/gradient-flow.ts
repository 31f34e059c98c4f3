// Gradient flow: the size of the gradient at each layer, on a log axis.
import { first } from '../arrays';
import type { ColumnTable } from '../arquero';
import { checkKeys, type NameOf } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { QUANTITIES, type Quantity } from '../hooks';
import { depthAxis } from './axes';
import type { Figure } from './figure';
import { changeBackwards, changeInWords, describeLines, gradientLayout } from './gradient-lines';
import { medianLine, lineTraces, type Line } from './lines';
import { measureLabel, SIZE_MEASURES, type SizeMeasure } from './measures';
import { isTable } from '../table';
import { colorsFor } from './style';
import { layerNames, readTables, filterRows, type Tables } from './tables';
import { readCurve, geometricCurve, checkRatio, theoryTraces, type Curve } from './theory';
import { phraseChanges, seedsInDescription, seedsInSubtitle } from './phrases';

/** A theory: a table with `depth` and the quantity, or the factor a layer. */
export type Theory = ColumnTable | number;

/** Options of `charts.gradientFlow`. */
export interface GradientFlowOptions {
  /** The quantity that is drawn. Default 'dL/dz': weight gradients alone can hide vanishing. */
  readonly quantity?: NameOf<Quantity>;
  /** The statistic of the quantity: 'norm' (L2), 'rms' or 'std'. Default 'norm'. */
  readonly measure?: NameOf<SizeMeasure>;
  /**
   * The prediction: a table with `depth` and `value`, as `theory.layers` makes it, or the ratio by which each layer multiplies
   * the gradient in the backward pass, drawn from the last layer's median on; or an object with one of these for each table, by
   * its name. With a prediction, measurements are drawn as points.
   */
  readonly theory?: Theory | Readonly<Record<string, Theory>>;
  /** The title. Default: how much the gradient shrinks or grows from the last layer to the first. */
  readonly title?: string;
}

/** The finding in one sentence: "sigmoid shrinks 240 times on the way back, ReLU 1.3 times". */
function defaultTitle(lines: readonly Line[], quantity: Quantity): string {
  if (lines.length === 1) return `${quantity} ${changeInWords(first(lines), 'layer')}`;
  return phraseChanges(
    lines.map((line) => ({ name: line.name, change: changeBackwards(line) })),
    'on the way back',
  );
}

function describe(
  lines: readonly Line[],
  theory: readonly Curve[],
  quantity: Quantity,
  measure: string,
): string {
  const head = `Line chart of the ${measure} of ${quantity} by layer, layer 1 nearest the input, log scale`;
  return [`${head}${seedsInDescription(lines)}.`, ...describeLines(lines, theory, 'layer')].join(' ');
}

const SCHEMA = {
  quantity: option.oneOf(QUANTITIES, { default: 'dL/dz' }),
  measure: option.oneOf(SIZE_MEASURES, { default: 'norm' }),
  theory: option.unchecked<GradientFlowOptions['theory']>(),
  title: option.string(),
} satisfies Schema<GradientFlowOptions>;

/**
 * Draws the size of the gradient at each layer, counted from the input, on a log axis. Where a table holds several seeds, the line
 * is their median and the band holds 90 % of them, of fewer than ten all.
 *
 * @param tables the `layers` of `observe` or `repeat`, with `depth`, `layer`, `quantity`, the measure and, optionally, `seed`; or
 * an object of several such tables by the names that the legend shows
 * @param options the quantity, the measure, the prediction of theory, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when a table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when a table has no row of the quantity, or several rows for one layer and seed
 * @example
 * const { x, y } = datasets.digits().test;
 * const sigmoid = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'sigmoid' }), x, y);
 * const relu = observe(mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'relu' }), x, y);
 * show(charts.gradientFlow({ sigmoid: sigmoid.layers, ReLU: relu.layers }, { quantity: 'dL/dW' })); // two lines
 */
export function gradientFlow(tables: Tables, options: GradientFlowOptions = {}): Figure {
  const where = 'charts.gradientFlow';
  const { quantity, measure } = checkOptions(where, 'options', options, SCHEMA);
  const needs = {
    columns: ['depth', 'layer', 'quantity', measure],
    source: 'the layers of observe or repeat',
  };
  const drawn = readTables(where, tables, quantity, needs).map((table) => {
    const rows = filterRows(where, table, 'quantity', quantity);
    const line = medianLine(where, { name: table.name, rows }, 'depth', measure);
    return { line, text: layerNames(rows, line.x) };
  });
  const lines = drawn.map(({ line }) => line);
  const theory = readTheory(where, options.theory, lines);
  const colors = colorsFor(lines.map(({ name }) => name));
  const length = measureLabel(measure);
  const words = {
    title: options.title ?? defaultTitle(lines, quantity),
    subtitle: `${length} of ${quantity} by layer${seedsInSubtitle(lines)}`,
    description: describe(lines, theory, quantity, measure),
  };
  return {
    data: [
      // Under the points, and last in the legend.
      ...theoryTraces(theory, { log: true, colors }).map((trace) => ({ ...trace, legendrank: 1001 })),
      ...drawn.flatMap(({ line, text }) =>
        lineTraces(line, {
          color: colors.get(line.name)!,
          log: true,
          ...(theory.length > 0 ? { mode: 'markers' as const } : {}), // the curve shows between them
          ...(line.seeds > 1 ? {} : { text }),
        }),
      ),
    ],
    layout: gradientLayout(words, lines, theory, { x: depthAxis(lines), y: `${quantity}, ${length}` }),
  };
}

function readTheory(where: string, theory: unknown, lines: readonly Line[]): Curve[] {
  if (theory === undefined) return [];
  if (isTable(theory)) return [readCurve(where, theory, 'depth')];
  const named = (curve: Curve, name: string): Curve => (lines.length > 1 ? { ...curve, of: name } : curve);
  const ratioFor = (value: unknown, line: Line): Curve => {
    const ratio = checkRatio(where, 'theory', value, ', or a table with depth and value');
    return named(geometricCurve(line, ratio), line.name);
  };
  if (typeof theory !== 'object' || theory === null) return lines.map((line) => ratioFor(theory, line));
  checkKeys(
    where,
    'theory',
    theory,
    lines.map(({ name }) => name),
  );
  return Object.entries(theory as Record<string, unknown>).map(([name, value]) =>
    isTable(value)
      ? named(readCurve(where, value, 'depth'), name)
      : ratioFor(
          value,
          lines.find((line) => line.name === name)!,
        ),
  );
}
