// Axes: by depth, by size, by share.
import { significant } from '../format';
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

/** 1, 2 and 5 of every decade between two numbers. */
function ticksBetween(low: number, high: number): number[] {
  const decades = Math.ceil(Math.log10(high / low)) + 1;
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: decades + 1 }, (_, i) =>
    [1, 2, 5].map((m) => Number(`${m}e${first + i}`)),
  ).flat();
}

/** A tick every decade, or every few where there are many; and at 2 and 5 too where there are few. */
export function logTicks(values: readonly number[]): Record<string, unknown> {
  const seen = values.filter((v) => v > 0 && Number.isFinite(v));
  const [low, high] = seen.reduce(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, 0]);
  const decades = seen.length === 0 ? 0 : Math.log10(high / low);
  const tickvals = seen.length > 0 && decades < 1.5 ? ticksBetween(low, high) : [];
  return tickvals.length > 0
    ? { tickvals, ticktext: tickvals.map((v) => significant(v, 1)) }
    : { dtick: Math.max(1, Math.ceil(decades / 7)), exponentformat: 'power', tickfont: { size: 12 } };
}

/** For what is multiplicative. */
export const logAxis = (title: string, values: readonly number[]): Record<string, unknown> => ({
  ...axis(title),
  type: 'log',
  ...logTicks(values),
});

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
