// Distributions by layer: a ridge a layer, the first one at the bottom.
import type { ColumnTable } from 'arquero';
import { checkKeys, invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { axis, depthTicks } from './axes';
import type { Figure } from './figure';
import { layoutFor } from './layout';
import { depthColours, fade } from './style';
import { byNumber, rowsOf, rowsWith, type Row } from './tables';
import { fateOf } from './words';

export interface HistogramsOptions {
  /** Of what: 'z', 'a', 'W', 'dL/dz', … Default 'z'. */
  readonly quantity?: string;
  /** What the chart finds. Default: how much wider or narrower the last layer's distribution is than the first one's. */
  readonly title?: string;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** A layer's distribution. */
interface Ridge {
  readonly depth: number;
  readonly layer: string;
  readonly bins: readonly Bin[];
  readonly mean: number;
  readonly std: number;
}

const SPIKE = 2; // as dense as the next densest bin
const OVERLAP = 1.5; // the tallest point of a ridge reaches so many layers up

function ridgeOf(where: string, depth: number, rows: readonly Row[]): Ridge {
  const bins = rows.map(({ from, to, count }) => {
    for (const [column, value] of Object.entries({ from, to, count })) {
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw invalidArgument(where, `column '${column}' of 'table'`, 'finite numbers', value);
    }
    return { from, to, count } as Bin;
  });
  bins.sort((a, b) => a.from - b.from);
  const clash = bins.find((bin, i) => i > 0 && bin.from < bins[i - 1].to - 1e-9 * (bin.to - bin.from));
  if (clash) {
    throw new RangeError(
      `${where}: the bins of layer ${depth} overlap at ${clash.from}; filter the table to one seed and one step`,
    );
  }
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const middle = ({ from, to }: Bin): number => (from + to) / 2;
  const mean = bins.reduce((sum, bin) => sum + bin.count * middle(bin), 0) / total;
  const variance = bins.reduce((sum, bin) => sum + bin.count * (middle(bin) - mean) ** 2, 0) / total;
  return { depth, layer: String(rows[0].layer), bins, mean, std: Math.sqrt(variance) };
}

/** The density that is drawn to full height: the greatest, but a lone spike is cut so that the rest has a shape. */
function ceilingOf(density: readonly number[]): number {
  const [most, next = most] = density.toSorted((a, b) => b - a);
  return Math.min(most, SPIKE * (next || most));
}

/** A ridge as a closed shape over its own line. A layer that has one value only is a needle. */
function traceOf({ depth, layer, bins, mean, std }: Ridge, colour: string): Record<string, unknown> {
  const density = bins.map(({ from, to, count }) => count / (to - from || 1));
  const tops = density.map((d) => depth + OVERLAP * Math.min(1, d / ceilingOf(density)));
  const middles = bins.map(({ from, to }) => (from + to) / 2);
  return {
    type: 'scatter',
    name: `layer ${depth}`,
    x: [bins[0].from, ...middles, bins.at(-1)!.to, bins[0].from],
    y: [depth, ...tops, depth, depth],
    mode: 'lines',
    line: { color: colour, width: 1.5 },
    fill: 'toself',
    fillcolor: fade(colour, 0.45),
    hoveron: 'fills',
    text: `layer ${depth} · ${layer}: mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}`,
    hoverinfo: 'text',
  };
}

function finding(ridges: readonly Ridge[], quantity: string): string {
  const [first, last] = [ridges[0], ridges.at(-1)!];
  if (first === last) return `${quantity} has a standard deviation of ${formatNumber(first.std)}`;
  const { verb, amount } = fateOf(first.std, last.std);
  const change =
    {
      shrinks: `narrows ${amount}`,
      grows: `widens ${amount}`,
      vanishes: 'narrows to a single value',
      'is 0': 'has one value only in both',
    }[verb] ?? 'keeps its spread';
  return `${quantity} ${change} from layer ${first.depth} to layer ${last.depth}`;
}

function describe(ridges: readonly Ridge[], empty: readonly number[], quantity: string): string {
  const each = ridges.map(
    ({ depth, mean, std, bins }) =>
      `layer ${depth}: mean ${formatNumber(mean)}, standard deviation ${formatNumber(std)}, ` +
      `from ${formatNumber(bins[0].from)} to ${formatNumber(bins.at(-1)!.to)}`,
  );
  const none = empty.length === 0 ? '' : ` Nothing to draw at layer ${empty.join(', ')}.`;
  return `Ridge plot of the distribution of ${quantity} by layer, layer 1 nearest the input. ${each.join('; ')}.${none}`;
}

/**
 * How a quantity is distributed at each layer: a ridge a layer, the first layer at the bottom, all over one axis. Every ridge
 * is as high as the others, so that its shape shows; widths can be compared. A lone spike, such as the zeros of a ReLU, is cut.
 *
 * @param table the histograms of `observe(model, x, y, { histograms: 60 })`
 * @param options of which quantity, and a title
 * @throws {TypeError | RangeError} when the table is none, lacks a column, has no row of the quantity, or several seeds
 * @example show(charts.histograms(observe(model, x, y, { histograms: 60 }).histograms, { quantity: 'a' }));
 */
export function histograms(table: ColumnTable | null, options: HistogramsOptions = {}): Figure {
  const where = 'charts.histograms';
  checkKeys(where, 'options', options, ['quantity', 'title']);
  const { quantity = 'z' } = options;
  const all = rowsOf(where, 'table', table, {
    columns: ['depth', 'layer', 'quantity', 'from', 'to', 'count'],
    source: 'the histograms of observe(…, { histograms: 60 })',
  });
  const rows = rowsWith(where, all, 'quantity', quantity);
  const ridges = [...byNumber(where, { name: all.name, rows }, 'depth')].map(([depth, bins]) =>
    ridgeOf(where, depth, bins),
  );
  const deepest = ridges.at(-1)!.depth;
  const drawn = new Set(ridges.map(({ depth }) => depth));
  const empty = [...byNumber(where, all, 'depth').keys()].filter((depth) => !drawn.has(depth));
  const colours = depthColours(ridges.length);
  const words = {
    title: options.title ?? finding(ridges, quantity),
    subtitle: 'distribution by layer, each ridge to the same height',
    description: describe(ridges, empty, quantity),
  };
  // From the back to the front: a lower ridge stands before those above it.
  const traces = ridges.map((ridge, i) => traceOf(ridge, colours[i])).reverse();
  return {
    data: traces,
    layout: {
      ...layoutFor(words, { plot: Math.min(640, 150 + 30 * ridges.length) }),
      showlegend: false,
      hovermode: 'closest',
      xaxis: { ...axis(quantity), zeroline: true, zerolinecolor: 'rgba(128, 134, 144, 0.5)' },
      yaxis: {
        ...axis('layer, counted from the input'),
        ...(deepest <= 20 ? { tickvals: [...drawn] } : depthTicks(deepest)), // none for a layer that is not there
        range: [ridges[0].depth - 0.3, deepest + OVERLAP + 0.2],
      },
    },
  };
}
