// Plotly axes: linear, logarithmic, by layer, by percentage.
import { last } from '../arrays';
import { formatNumber } from '../format';
import { GRID_COLOR } from './style';
import type { Line } from './lines';

/** The properties that all axes share: a pale grid and no box. */
export const axis = (title: string): Record<string, unknown> => ({
  title: { text: title, standoff: 12, font: { size: 13 } },
  gridcolor: GRID_COLOR,
  linecolor: GRID_COLOR,
  zeroline: false,
  spikethickness: 1,
  automargin: true,
});

const MIN_DECADES = 0.1; // the shortest log axis: data that differ by less look level
/** The shortest axis of the size of a gradient, in decades: a size that hardly changes from layer to layer looks level. */
export const GRADIENT_DECADES = 2;
const PADDING = 0.05; // of the range, at either end

/** The ends of positive values as logarithms; null where there is none. */
function logExtent(values: readonly number[]): [number, number] | null {
  const seen = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  if (seen.length === 0) return null;
  return seen.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]);
}

/** The same ends, moved apart to a least distance. */
function atLeastApart([low, high]: readonly [number, number], least: number): [number, number] {
  const more = Math.max(0, least - (high - low)) / 2;
  return [low - more, high + more];
}

/** Round numbers between two logarithms: 1, 2 and 5 of every decade, or coarser ones; finer steps where those are fewer than three. */
function roundTicks(low: number, high: number, coarse: number[][] = []): number[] {
  for (const steps of [...coarse, [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], null]) {
    const first = Math.floor(low);
    const all = steps
      ? Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) =>
          steps.map((m) => m * 10 ** (first + i)),
        ).flat()
      : linearTicks(10 ** low, 10 ** high);
    const inside = all.filter((v) => Math.log10(v) >= low - 1e-9 && Math.log10(v) <= high + 1e-9);
    if (inside.length >= 3 || steps === null) return inside.map((v) => Number(v.toPrecision(3)));
  }
  return [];
}

/** About four multiples of a round step between two numbers. */
function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 2.5, 5, 10].find((m) => m * unit >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** The label of a tick, without trailing zeros. */
const shortestLabel = (v: number): string =>
  formatNumber(v, [1, 2, 3].find((digits) => Number(v.toPrecision(digits)) === v) ?? 3);

/** Whether the numbers between two logarithms are written in full: 0.001, not 1e-4. */
const arePlain = (low: number, high: number): boolean => low > -3.5 && high < 5;

/** Ticks of a log axis between two logarithms: at decades, at every few of many, and between them where there are few. */
export function logTicks([low, high]: readonly [number, number]): Record<string, unknown> {
  const decades = high - low;
  const tickvals =
    decades < 1.5
      ? roundTicks(low, high)
      : decades < 2 || (decades < 2.5 && arePlain(low, high))
        ? roundTicks(low, high, [[1, 3]])
        : [];
  return tickvals.length > 0
    ? { tickvals, ticktext: tickvals.map(shortestLabel) }
    : { dtick: Math.max(1, Math.ceil(decades / 7)), exponentformat: 'power', tickfont: { size: 12 } };
}

/**
 * A log axis, for multiplicative values, with ticks inside of what it shows.
 *
 * @param leastDecades the least span: data that span less stand in the middle, and look as level as they are
 */
export function logAxis(
  title: string,
  values: readonly number[],
  leastDecades = MIN_DECADES,
): Record<string, unknown> {
  const logarithmic = { ...axis(title), type: 'log' };
  const ends = logExtent(values);
  if (!ends) return { ...logarithmic, dtick: 1 };
  const [low, high] = atLeastApart(ends, leastDecades);
  const isNarrow = ends[1] - ends[0] < leastDecades;
  const room = PADDING * (high - low);
  return {
    ...logarithmic,
    ...(isNarrow ? { range: [low - room, high + room] } : {}),
    ...logTicks([low, high]),
  };
}

/** Ticks of an axis of layers: at every layer up to `maxTicks` layers, else at the first and at every few. */
export function depthTicks(deepest: number, maxTicks = 20): Record<string, unknown> {
  if (deepest <= maxTicks) return { dtick: 1 };
  const every = deepest <= 60 ? 5 : 10 ** Math.floor(Math.log10(deepest / 6));
  return { tickvals: [1, ...Array.from({ length: Math.floor(deepest / every) }, (_, i) => (i + 1) * every)] };
}

/** The number of tick labels that fit side by side on a phone. */
export const MAX_TICKS_ON_PHONE = 12;

/** The x axis of charts by layer. */
export const depthAxis = (lines: readonly Pick<Line, 'x'>[]): Record<string, unknown> => ({
  ...axis('layer, counted from the input'),
  ...depthTicks(Math.max(...lines.map(({ x }) => last(x))), MAX_TICKS_ON_PHONE),
});

/** An axis of percentages from 0 to 10 % at least, so that a tenth of a per cent does not look like much. */
export function percentAxis(title: string, values: readonly number[]): Record<string, unknown> {
  const most = Math.max(0.1, ...values.filter(Number.isFinite));
  return { ...axis(title), tickformat: '.0%', range: [-0.02 * most, 1.06 * most] };
}

/** A log axis or a linear one. */
export const valueAxis = (title: string, values: readonly number[], log: boolean): Record<string, unknown> =>
  log ? logAxis(title, values) : { ...axis(title), exponentformat: 'power' };
