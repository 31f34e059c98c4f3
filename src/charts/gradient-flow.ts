// Gradient flow: how large the gradient is at each layer, from the input on, on a log axis.
import type { ColumnTable } from 'arquero';
import { knownKeys, oneOf, wrong, type NameOf } from '../errors';
import { quantities, type Quantity } from '../hooks';
import { isTable } from '../table';
import type { Figure } from './figure';
import { significant, times } from '../format';
import { median, quantile } from './quantiles';
import { axis, coloursFor, fade, layoutFor, logAxis } from './style';

const measures = ['norm', 'rms', 'std'] as const;

export interface GradientFlowOptions {
  /** Default 'dL/dz': weight gradients alone can hide vanishing. */
  readonly quantity?: NameOf<Quantity>;
  /** Which number of it. Default 'norm' (L2). */
  readonly measure?: NameOf<(typeof measures)[number]>;
  /** What the chart finds. Default: how much the gradient shrinks or grows from the last layer to the first. */
  readonly title?: string;
}

/** One line of the chart: the median over seeds at each depth, and the band that 90 % of the runs lie in. */
interface Line {
  readonly name: string;
  readonly depths: number[];
  readonly layers: string[];
  readonly middle: number[];
  readonly low: number[];
  readonly high: number[];
  readonly seeds: number;
}

const COLUMNS = ['depth', 'layer', 'quantity'];
const BAND = [0.05, 0.95] as const;

function lineOf(name: string, table: ColumnTable, quantity: Quantity, measure: string): Line {
  const rows = table.objects() as Record<string, unknown>[];
  const byDepth = new Map<number, { layer: string; values: number[] }>();
  for (const row of rows) {
    if (row.quantity !== quantity) continue;
    const depth = row.depth as number;
    const at = byDepth.get(depth) ?? { layer: row.layer as string, values: [] };
    byDepth.set(depth, at);
    at.values.push(row[measure] as number);
  }
  if (byDepth.size === 0) {
    throw new RangeError(
      `charts.gradientFlow: the table of '${name}' has no rows with the quantity '${quantity}'`,
    );
  }
  const depths = [...byDepth.keys()].sort((a, b) => a - b);
  const values = depths.map((depth) => byDepth.get(depth)!.values);
  return {
    name,
    depths,
    layers: depths.map((depth) => byDepth.get(depth)!.layer),
    middle: values.map(median),
    low: values.map((v) => quantile(v, BAND[0])),
    high: values.map((v) => quantile(v, BAND[1])),
    seeds: Math.max(...values.map((v) => v.length)),
  };
}

/** What becomes of the gradient on its way from the last layer to the first: "shrinks 27 times". */
function fate(line: Line): { verb: string; amount: string } {
  const ratio = line.middle.at(-1)! / line.middle[0];
  if (Number.isNaN(ratio)) return { verb: 'is not a number', amount: '' };
  if (ratio === Infinity) return { verb: 'vanishes', amount: '' };
  if (ratio > 1.05) return { verb: 'shrinks', amount: times(ratio) };
  if (ratio < 1 / 1.05) return { verb: 'grows', amount: times(1 / ratio) };
  return { verb: 'stays level', amount: '' };
}

const said = ({ verb, amount }: ReturnType<typeof fate>): string =>
  amount === '' ? verb : `${verb} ${amount}`;

/** The finding of the chart, in one sentence: "sigmoid shrinks 240 times on the way back, ReLU 1.3 times". */
function finding(lines: Line[], quantity: Quantity): string {
  if (lines.length === 1) return `${quantity} ${said(fate(lines[0]))} from the last layer to the first`;
  let verb = '';
  const each = lines.map((line, i) => {
    const { name } = line;
    const own = fate(line);
    const text = own.verb === verb && own.amount !== '' ? own.amount : said(own);
    verb = own.verb;
    return `${name} ${text}${i === 0 ? ' on the way back' : ''}`;
  });
  return each.join(', ');
}

function describe(lines: Line[], quantity: Quantity, measure: string): string {
  const each = lines.map((line) => {
    const values = line.depths
      .map((depth, i) => `${significant(line.middle[i])} at layer ${depth}`)
      .join(', ');
    return `${line.name}: ${values}; it ${said(fate(line))} from the last layer to the first.`;
  });
  const over = lines[0].seeds > 1 ? `, median of ${lines[0].seeds} seeds` : '';
  return `Line chart of the ${measure} of ${quantity} by layer, layer 1 nearest the input, log scale${over}. ${each.join(' ')}`;
}

/** A zero has no place on a log axis: a gap says so. */
const onLogAxis = (values: number[]): (number | null)[] =>
  values.map((v) => (v > 0 && Number.isFinite(v) ? v : null));

function traces(line: Line, colour: string): Record<string, unknown>[] {
  const edge = {
    x: line.depths,
    mode: 'lines',
    line: { width: 0 },
    legendgroup: line.name,
    showlegend: false,
    hoverinfo: 'skip',
  };
  const band = [
    { ...edge, y: onLogAxis(line.low) },
    { ...edge, y: onLogAxis(line.high), fill: 'tonexty', fillcolor: fade(colour, 0.2) },
  ];
  const range = line.depths.map((_, i) => `${significant(line.low[i])} – ${significant(line.high[i])}`);
  return [
    ...(line.seeds > 1 ? band : []),
    {
      name: line.name,
      legendgroup: line.name,
      x: line.depths,
      y: onLogAxis(line.middle),
      text: line.layers,
      customdata: range,
      mode: 'lines+markers',
      line: { color: colour, width: 3 },
      marker: { color: colour, size: 8 },
      hovertemplate: line.seeds > 1 ? '%{y:.3~g} (%{customdata})' : '%{y:.3~g} · %{text}',
    },
  ].map((trace) => ({ type: 'scatter', ...trace }));
}

/**
 * The gradient's size at each layer, counted from the input, on a log axis. Where a table holds several seeds, the line is
 * their median and the band holds 90 % of them.
 *
 * @param tables a table of `observe` or `repeat`, or several under the names that the legend gives them
 * @param options which quantity and measure, and a title
 * @throws {TypeError | RangeError} when a table is none, lacks a column, or has no row of the quantity
 * @example show(charts.gradientFlow({ sigmoid: a.layers, ReLU: b.layers }, { quantity: 'dL/dW' }));
 */
export function gradientFlow(
  tables: ColumnTable | Record<string, ColumnTable>,
  options: GradientFlowOptions = {},
): Figure {
  const where = 'charts.gradientFlow';
  knownKeys(where, 'options', options, ['quantity', 'measure', 'title']);
  const quantity = oneOf(where, 'quantity', options.quantity ?? 'dL/dz', quantities);
  const measure = oneOf(where, 'measure', options.measure ?? 'norm', measures);
  const lines = namedTables(where, tables, [...COLUMNS, measure], quantity).map(([name, table]) =>
    lineOf(name, table, quantity, measure),
  );
  const colours = coloursFor(lines.map((line) => line.name));
  const title = options.title ?? finding(lines, quantity);
  const seeds = lines[0].seeds;
  const length =
    measure === 'norm' ? 'L2 norm' : measure === 'rms' ? 'root mean square' : 'standard deviation';
  const layout = layoutFor({
    title,
    subtitle:
      `${length} of ${quantity} by layer` +
      (seeds > 1 ? `; median of ${seeds} seeds, band: 90 % of them` : ''),
    description: describe(lines, quantity, measure),
  });
  return {
    data: lines.flatMap((line) => traces(line, colours.get(line.name)!)),
    layout: {
      ...layout,
      ...(lines.length > 1
        ? { legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' } }
        : { showlegend: false }),
      xaxis: { ...axis('layer, counted from the input'), ...ticksFor(lines) },
      yaxis: logAxis(
        `${quantity}, ${length}`,
        lines.flatMap((line) => [...line.low, ...line.high]),
      ),
    },
  };
}

/** Every layer's tick where there is room for it. */
function ticksFor(lines: Line[]): Record<string, unknown> {
  const depth = Math.max(...lines.map((line) => line.depths.at(-1)!));
  return depth <= 20 ? { dtick: 1 } : {};
}

function namedTables(
  where: string,
  tables: unknown,
  columns: string[],
  alone: string,
): [string, ColumnTable][] {
  const named: [string, unknown][] = isTable(tables)
    ? [[alone, tables]]
    : Object.entries(Object(tables) as object);
  if (named.length === 0) throw wrong(where, 'tables', 'an Arquero table, or an object of them', tables);
  return named.map(([name, table]) => {
    if (!isTable(table)) throw wrong(where, name, 'an Arquero table', table);
    for (const column of columns) {
      if (!table.columnNames().includes(column)) {
        throw new TypeError(
          `${where}: the table of '${name}' has no column '${column}'; give the layers of observe or repeat`,
        );
      }
    }
    return [name, table];
  });
}
