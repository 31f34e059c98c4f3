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

/** The ends of a log axis as logarithms: those of the data, at least MIN_DECADES apart; null where no value is positive. */
function logExtent(values: readonly number[]): [number, number] | null {
  const seen = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  if (seen.length === 0) return null;
  const [low, high] = seen.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]);
  const more = Math.max(0, MIN_DECADES - (high - low)) / 2;
  return [low - more, high + more];
}

/** Round numbers between two logarithms: 1, 2 and 5 of every decade, or finer steps where those are fewer than three. */
function roundTicks(low: number, high: number): number[] {
  for (const steps of [[1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], null]) {
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
  const step = unit * [1, 2, 5, 10].find((m) => m * unit >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** The label of a tick, without trailing zeros. */
const shortestLabel = (v: number): string =>
  formatNumber(v, [1, 2, 3].find((digits) => Number(v.toPrecision(digits)) === v) ?? 3);

/** Ticks of a log axis: at decades, at every few of many, and between them where there are fewer than 1.5. */
export function logTicks(values: readonly number[]): Record<string, unknown> {
  const ends = logExtent(values);
  const decades = ends ? ends[1] - ends[0] : 0;
  const tickvals = ends && decades < 1.5 ? roundTicks(...ends) : [];
  return tickvals.length > 0
    ? { tickvals, ticktext: tickvals.map(shortestLabel) }
    : { dtick: Math.max(1, Math.ceil(decades / 7)), exponentformat: 'power', tickfont: { size: 12 } };
}

/** A log axis, for multiplicative values. It spans MIN_DECADES at least, so that data that hardly differ look level. */
export function logAxis(title: string, values: readonly number[]): Record<string, unknown> {
  const ends = logExtent(values);
  const isNarrow = ends !== null && ends[1] - ends[0] <= MIN_DECADES * 1.001;
  return {
    ...axis(title),
    type: 'log',
    ...(isNarrow ? { range: [ends[0] - MIN_DECADES / 20, ends[1] + MIN_DECADES / 20] } : {}),
    ...logTicks(values),
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
  log ? logAxis(title, values) : axis(title);
