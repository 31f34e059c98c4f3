// Gradient flow: how large the gradient is at each layer, from the input on, on a log axis.
import type { ColumnTable } from 'arquero';
import { checkKeys, oneOf, type NameOf } from '../errors';
import { quantities, type Quantity } from '../hooks';
import { depthAxis, logAxis } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { extentOf, lineOf, lineTraces, type Line } from './lines';
import { nameOfMeasure, sizes, type Size } from './measures';
import { isTable } from '../table';
import { coloursFor } from './style';
import { layersAt, namedTables, rowsWith, type Tables } from './tables';
import { curveOf, powersBack, ratioOf, theoryTrace, type Curve } from './theory';
import { fateOf, fates, medianOver, overSeeds, points, said } from './words';

type Theory = ColumnTable | number;

export interface GradientFlowOptions {
  /** Default 'dL/dz': weight gradients alone can hide vanishing. */
  readonly quantity?: NameOf<Quantity>;
  /** Which number of it. Default 'norm' (L2). */
  readonly measure?: NameOf<Size>;
  /**
   * What it should be: a table with `depth` and `value`, as `theory.layers` gives it, or the ratio that each layer on the way
   * back multiplies it by, drawn from the last layer's median on; or one of these for each of several tables, by its name.
   * What was measured is points then.
   */
  readonly theory?: Theory | Readonly<Record<string, Theory>>;
  /** What the chart finds. Default: how much the gradient shrinks or grows from the last layer to the first. */
  readonly title?: string;
}

/** What becomes of the gradient on its way from the last layer to the first. */
const fate = (line: Line) => fateOf(line.middle.at(-1)!, line.middle[0]);

/** The finding of the chart, in one sentence: "sigmoid shrinks 240 times on the way back, ReLU 1.3 times". */
function finding(lines: readonly Line[], quantity: Quantity): string {
  if (lines.length === 1) return `${quantity} ${said(fate(lines[0]))} from the last layer to the first`;
  return fates(
    lines.map((line) => ({ name: line.name, fate: fate(line) })),
    'on the way back',
  );
}

function describe(
  lines: readonly Line[],
  theory: readonly Curve[],
  quantity: Quantity,
  measure: string,
): string {
  const each = lines.map(
    (line) =>
      `${line.name}: ${points(line, 'layer')}; it ${said(fate(line))} from the last layer to the first.`,
  );
  const dashed = theory.map(({ x, y }) => `Theory, dashed: ${points({ x, middle: y }, 'layer')}.`);
  const head = `Line chart of the ${measure} of ${quantity} by layer, layer 1 nearest the input, log scale`;
  return [`${head}${medianOver(lines)}.`, ...each, ...dashed].join(' ');
}

/**
 * The gradient's size at each layer, counted from the input, on a log axis. Where a table holds several seeds, the line is
 * their median and the band holds 90 % of them.
 *
 * @param tables a table of `observe` or `repeat`, or several under the names that the legend gives them
 * @param options which quantity and measure, what theory says of it, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or has no row of the quantity
 * @example show(charts.gradientFlow({ sigmoid: a.layers, ReLU: b.layers }, { quantity: 'dL/dW' }));
 * @example show(charts.gradientFlow(observe(model, x, y).layers, { theory: 0.25 }));
 * @example show(charts.gradientFlow({ He: a, Xavier: b }, { theory: { He: 1, Xavier: Math.SQRT1_2 } }));
 */
export function gradientFlow(tables: Tables, options: GradientFlowOptions = {}): Figure {
  const where = 'charts.gradientFlow';
  checkKeys(where, 'options', options, ['quantity', 'measure', 'theory', 'title']);
  const quantity = oneOf(where, 'quantity', options.quantity ?? 'dL/dz', quantities);
  const measure = oneOf(where, 'measure', options.measure ?? 'norm', sizes);
  const needs = {
    columns: ['depth', 'layer', 'quantity', measure],
    source: 'the layers of observe or repeat',
  };
  const drawn = namedTables(where, tables, quantity, needs).map((table) => {
    const rows = rowsWith(where, table, 'quantity', quantity);
    const line = lineOf(where, { name: table.name, rows }, 'depth', measure);
    return { line, text: layersAt(rows, line.x) };
  });
  const lines = drawn.map(({ line }) => line);
  const theory = theoryOf(where, options.theory, lines);
  const names = lines.map(({ name }) => name);
  const colours = coloursFor(names);
  const length = nameOfMeasure(measure);
  const words = {
    title: options.title ?? finding(lines, quantity),
    subtitle: `${length} of ${quantity} by layer${overSeeds(lines)}`,
    description: describe(lines, theory, quantity, measure),
  };
  return {
    data: [
      // Under the points, and last in the legend.
      ...theory.map((curve, i) => ({
        ...theoryTrace(curve, { log: true, show: i === 0 }),
        legendrank: 1001,
      })),
      ...drawn.flatMap(({ line, text }) =>
        lineTraces(line, {
          colour: colours.get(line.name)!,
          log: true,
          ...(theory.length > 0 ? { mode: 'markers' as const } : {}), // the curve shows between them
          ...(line.seeds > 1 ? {} : { text }),
        }),
      ),
    ],
    layout: {
      ...layoutFor(words, { legend: theory.length > 0 ? [...names, 'theory'] : names }),
      xaxis: depthAxis(lines),
      yaxis: logAxis(`${quantity}, ${length}`, [...extentOf(lines), ...theory.flatMap(({ y }) => y)]),
    },
  };
}

function theoryOf(where: string, theory: unknown, lines: readonly Line[]): Curve[] {
  if (theory === undefined) return [];
  if (isTable(theory)) return [curveOf(where, theory, 'depth')];
  const ratioFor = (value: unknown, line: Line): Curve =>
    powersBack(line, ratioOf(where, 'theory', value, ', or a table with depth and value'));
  if (typeof theory !== 'object' || theory === null) return lines.map((line) => ratioFor(theory, line));
  checkKeys(
    where,
    'theory',
    theory,
    lines.map(({ name }) => name),
  );
  return Object.entries(theory as Record<string, unknown>).map(([name, value]) =>
    isTable(value)
      ? curveOf(where, value, 'depth')
      : ratioFor(
          value,
          lines.find((line) => line.name === name)!,
        ),
  );
}
