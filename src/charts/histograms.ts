// Ridge plot of distributions by layer, the first layer at the bottom.
import { first, itemAt, last } from '../arrays';
import type { ColumnTable } from '../arquero';
import { invalidArgument } from '../errors';
import { checkOptions, option, type Schema } from '../option-schema';
import { formatNumber } from '../format';
import { axis, depthTicks } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { depthColors, withOpacity } from './style';
import { groupByNumber, readRows, filterRows, type Row } from './tables';
import { changeBetween, joinWithAnd } from './phrases';

/** Options of `charts.histograms`. */
export interface HistogramsOptions {
  /** The quantity: 'z', 'a', 'W', 'dL/dz', … Default 'z'. */
  readonly quantity?: string;
  /** The title. Default: how much wider or narrower the last layer's distribution is than the first one's. */
  readonly title?: string;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The distribution of a layer. */
interface Ridge {
  readonly depth: number;
  readonly layer: string;
  readonly bins: readonly Bin[];
  readonly mean: number;
  readonly std: number;
}

const MAX_PEAK_RATIO = 2; // a denser peak is cut at so many times the density of the next bin
const RIDGE_HEIGHT = 1.5; // of a ridge's tallest point, in layers

function readRidge(where: string, depth: number, rows: readonly Row[]): Ridge {
  const bins = rows.map(({ from, to, count }) => {
    for (const [column, value] of Object.entries({ from, to, count })) {
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw invalidArgument(where, `column '${column}' of 'table'`, 'finite numbers', value);
    }
    return { from, to, count } as Bin;
  });
  bins.sort((a, b) => a.from - b.from);
  const clash = bins.find(
    (bin, i) => i > 0 && bin.from < itemAt(bins, i - 1).to - 1e-9 * (bin.to - bin.from),
  );
  if (clash) {
    throw new RangeError(
      `${where}: the bins of layer ${depth} overlap at ${clash.from}; filter the table to one seed and one step`,
    );
  }
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const middle = ({ from, to }: Bin): number => (from + to) / 2;
  const mean = bins.reduce((sum, bin) => sum + bin.count * middle(bin), 0) / total;
  const variance = bins.reduce((sum, bin) => sum + bin.count * (middle(bin) - mean) ** 2, 0) / total;
  return { depth, layer: String(first(rows).layer), bins, mean, std: Math.sqrt(variance) };
}

/** The density that is drawn at full height: the greatest one, but a single peak is cut so that the rest has a shape. */
function densityAtFullHeight(density: readonly number[]): number {
  const [most = 0, next = most] = density.toSorted((a, b) => b - a);
  return Math.min(most, MAX_PEAK_RATIO * (next || most));
}

/** A ridge as a closed shape over its own base line. */
function ridgeTrace({ depth, layer, bins, mean, std }: Ridge, color: string): Record<string, unknown> {
  const density = bins.map(({ from, to, count }) => count / (to - from || 1));
  const tops = density.map((d) => depth + RIDGE_HEIGHT * Math.min(1, d / densityAtFullHeight(density)));
  const middles = bins.map(({ from, to }) => (from + to) / 2);
  return {
    type: 'scatter',
    name: `layer ${depth}`,
    x: [first(bins).from, ...middles, last(bins).to, first(bins).from],
    y: [depth, ...tops, depth, depth],
    mode: 'lines',
    line: { color, width: 1.5 },
    fill: 'toself',
    fillcolor: withOpacity(color, 0.45),
    hoveron: 'fills',
    text: `layer ${depth} · ${layer}: mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}`,
    hoverinfo: 'text',
  };
}

function defaultTitle(ridges: readonly Ridge[], quantity: string): string {
  const [bottom, top] = [first(ridges), last(ridges)];
  if (bottom === top) return `${quantity} has a standard deviation of ${formatNumber(bottom.std)}`;
  const { verb, amount } = changeBetween(bottom.std, top.std);
  const change =
    {
      shrinks: `narrows ${amount}`,
      grows: `widens ${amount}`,
      vanishes: 'narrows to a single value',
      'is 0': 'has one value only in both',
    }[verb] ?? 'keeps its spread';
  return `${quantity} ${change} from layer ${bottom.depth} to layer ${top.depth}`;
}

/** Sentences on the layers without a ridge: no activation follows them, or there is no finite value. */
function describeEmpty(empty: readonly number[], rows: readonly Row[], quantity: string): string {
  const has = (depth: number, of: string): boolean =>
    rows.some((row) => row.depth === depth && row.quantity === of);
  const isOfActivation = quantity === 'a' || quantity === 'dL/da';
  const linear = empty.filter((depth) => isOfActivation && has(depth, 'z') && !has(depth, 'a'));
  const rest = empty.filter((depth) => !linear.includes(depth));
  const list = (depths: readonly number[]): string =>
    `layer${depths.length === 1 ? '' : 's'} ${joinWithAnd(depths.map(String))}`;
  return [
    ...(rest.length > 0 ? [` No values of ${quantity} at ${list(rest)}.`] : []),
    ...(linear.length > 0 ? [` No activation follows ${list(linear)}, so there is no ${quantity}.`] : []),
  ].join('');
}

function describe(ridges: readonly Ridge[], none: string, quantity: string): string {
  const each = ridges.map(
    ({ depth, mean, std, bins }) =>
      `layer ${depth}: mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}, ` +
      `from ${formatNumber(first(bins).from)} to ${formatNumber(last(bins).to)}`,
  );
  return `Ridge plot of the distribution of ${quantity} by layer, layer 1 nearest the input. ${each.join('; ')}.${none}`;
}

const SCHEMA = {
  quantity: option.unchecked<NonNullable<HistogramsOptions['quantity']>, { default: 'z' }>({ default: 'z' }),
  title: option.string(),
} satisfies Schema<HistogramsOptions>;

/**
 * Draws the distribution of a quantity at each layer as a ridge plot over one axis, the first layer at the bottom. All ridges have
 * the same height, so that shapes show and widths can be compared. A single peak, such as the zeros of a ReLU, is cut.
 *
 * @param table the `histograms` of `observe(…, { histograms: 60 })`, with `depth`, `layer`, `quantity`, the bin's ends `from` and
 * `to` (in units of the quantity) and its `count`
 * @param options the quantity, and the title
 * @returns a figure for `show`, or for `Plotly.newPlot`
 * @throws {TypeError} when the table is no Arquero table or lacks a column, or an option is unknown or of a wrong type
 * @throws {RangeError} when the table has no row of the quantity, or the bins of a layer overlap, as those of several seeds do
 * @example
 * const { x, y } = datasets.digits().test;
 * const model = mlp({ inputs: 64, hidden: [32, 32, 32], outputs: 10, activation: 'tanh' });
 * show(charts.histograms(observe(model, x, y, { histograms: 60 }).histograms, { quantity: 'a' })); // a ridge a layer
 */
export function histograms(table: ColumnTable | null, options: HistogramsOptions = {}): Figure {
  const where = 'charts.histograms';
  const { quantity } = checkOptions(where, 'options', options, SCHEMA);
  const all = readRows(where, 'table', table, {
    columns: ['depth', 'layer', 'quantity', 'from', 'to', 'count'],
    source: 'the histograms of observe(…, { histograms: 60 })',
  });
  const rows = filterRows(where, all, 'quantity', quantity);
  const ridges = [...groupByNumber(where, { name: all.name, rows }, 'depth')].map(([depth, bins]) =>
    readRidge(where, depth, bins),
  );
  const deepest = last(ridges).depth;
  const drawn = new Set(ridges.map(({ depth }) => depth));
  const empty = [...groupByNumber(where, all, 'depth').keys()].filter((depth) => !drawn.has(depth));
  const colors = depthColors(ridges.length);
  const words = {
    title: options.title ?? defaultTitle(ridges, quantity),
    subtitle: 'distribution by layer, each ridge to the same height',
    description: describe(ridges, describeEmpty(empty, all.rows, quantity), quantity),
  };
  // Plotly draws later traces in front: a lower ridge stands before those above it.
  const traces = ridges.map((ridge, i) => ridgeTrace(ridge, itemAt(colors, i))).reverse();
  return {
    data: traces,
    layout: {
      ...layoutFor(words, { plot: Math.min(640, 150 + 30 * ridges.length) }),
      showlegend: false,
      hovermode: 'closest',
      xaxis: { ...axis(quantity), zeroline: true, zerolinecolor: 'rgba(128, 134, 144, 0.5)' },
      yaxis: {
        ...axis('layer, counted from the input'),
        ...(deepest <= 20 ? { tickvals: [...drawn] } : depthTicks(deepest)), // no tick for a layer without a ridge
        range: [first(ridges).depth - 0.3, deepest + RIDGE_HEIGHT + 0.2],
      },
    },
  };
}
