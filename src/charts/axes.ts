// Axes: by depth, by size, by share.
import { formatNumber } from '../format';
import { GRID } from './style';
import type { Line } from './lines';

/** Every axis: a quiet grid and no box. */
export const axis = (title: string): Record<string, unknown> => ({
  title: { text: title, standoff: 12, font: { size: 13 } },
  gridcolor: GRID,
  linecolor: GRID,
  zeroline: false,
  spikethickness: 1,
  automargin: true,
});

const FINEST = 0.1; // decades: data that differ by less are to look level

/** The ends of what a log axis shows: of the data, with room around those that hardly differ. Logarithms. */
function logEnds(values: readonly number[]): [number, number] | null {
  const seen = values.filter((v) => v > 0 && Number.isFinite(v)).map(Math.log10);
  if (seen.length === 0) return null;
  const [low, high] = seen.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]);
  const more = Math.max(0, FINEST - (high - low)) / 2;
  return [low - more, high + more];
}

/** Round numbers between two logarithms: 1, 2 and 5 of every decade, and where that gives fewer than three, finer steps. */
function ticksBetween(low: number, high: number): number[] {
  for (const steps of [[1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], null]) {
    const first = Math.floor(low);
    const all = steps
      ? Array.from({ length: Math.ceil(high) - first + 1 }, (_, i) =>
          steps.map((m) => m * 10 ** (first + i)),
        ).flat()
      : evenly(10 ** low, 10 ** high);
    const inside = all.filter((v) => Math.log10(v) >= low - 1e-9 && Math.log10(v) <= high + 1e-9);
    if (inside.length >= 3 || steps === null) return inside.map((v) => Number(v.toPrecision(3)));
  }
  return [];
}

/** Multiples of a round step, some four of them. */
function evenly(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((m) => m * unit >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
}

/** With no digit more than it has. */
const shortest = (v: number): string =>
  formatNumber(v, [1, 2, 3].find((digits) => Number(v.toPrecision(digits)) === v) ?? 3);

/** A tick every decade, or every few where there are many; and between decades where there are few. */
export function logTicks(values: readonly number[]): Record<string, unknown> {
  const ends = logEnds(values);
  const decades = ends ? ends[1] - ends[0] : 0;
  const tickvals = ends && decades < 1.5 ? ticksBetween(...ends) : [];
  return tickvals.length > 0
    ? { tickvals, ticktext: tickvals.map(shortest) }
    : { dtick: Math.max(1, Math.ceil(decades / 7)), exponentformat: 'power', tickfont: { size: 12 } };
}

/** For what is multiplicative. Data that hardly differ look level: the axis spans a tenth of a decade at least. */
export function logAxis(title: string, values: readonly number[]): Record<string, unknown> {
  const ends = logEnds(values);
  const isNarrow = ends !== null && ends[1] - ends[0] <= FINEST * 1.001;
  return {
    ...axis(title),
    type: 'log',
    ...(isNarrow ? { range: [ends[0] - FINEST / 20, ends[1] + FINEST / 20] } : {}),
    ...logTicks(values),
  };
}

/** Where an axis of layers has its ticks: at every one while there is room for so many, else at the first and every few. */
export function depthTicks(deepest: number, room = 20): Record<string, unknown> {
  if (deepest <= room) return { dtick: 1 };
  const every = deepest <= 60 ? 5 : 10 ** Math.floor(Math.log10(deepest / 6));
  return { tickvals: [1, ...Array.from({ length: Math.floor(deepest / every) }, (_, i) => (i + 1) * every)] };
}

/** As many as stand side by side on a phone. */
export const ABREAST = 12;

/** By layer, along the bottom. */
export const depthAxis = (lines: readonly Pick<Line, 'x'>[]): Record<string, unknown> => ({
  ...axis('layer, counted from the input'),
  ...depthTicks(Math.max(...lines.map(({ x }) => x.at(-1)!)), ABREAST),
});

/** A share of the whole: from 0 on, and never so near that a tenth of a per cent looks like much. */
export function percentAxis(title: string, values: readonly number[]): Record<string, unknown> {
  const most = Math.max(0.1, ...values.filter(Number.isFinite));
  return { ...axis(title), tickformat: '.0%', range: [-0.02 * most, 1.06 * most] };
}

/** A log or a plain one. */
export const sizeAxis = (title: string, values: readonly number[], log: boolean): Record<string, unknown> =>
  log ? logAxis(title, values) : axis(title);
