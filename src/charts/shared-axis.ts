// One axis range for several figures, so that they can be compared.
import { first } from '../arrays';
import { logTicks } from './axes';
import type { Figure } from './figure';

type Axis = Readonly<Record<string, unknown>>;
type Letter = 'x' | 'y';

const TICK_KEYS = new Set(['tickvals', 'ticktext', 'dtick']);
const PADDING = 0.05; // of the range, at either end

const extent = (values: readonly number[]): [number, number] =>
  values.reduce<[number, number]>(([l, h], v) => [Math.min(l, v), Math.max(h, v)], [Infinity, -Infinity]);

const spanOf = (values: readonly number[]): number => {
  const [low, high] = extent(values);
  return high - low;
};

/** The finite values that a figure draws along an axis: 'x', 'y2', … */
function valuesOf({ data }: Figure, name: string): number[] {
  const letter = name[0] as Letter;
  return data
    .filter((trace) => (trace[`${letter}axis`] ?? letter) === name)
    .flatMap((trace) => (trace[letter] ?? []) as unknown[])
    .filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
}

/** The layout key of an axis: `yaxis2` for 'y2'. */
export const axisKey = (name: string): string => name.replace(/^[xy]/, '$&axis');

const axisOf = ({ layout }: Figure, name: string): Axis => (layout[axisKey(name)] ?? {}) as Axis;

/** An axis whose range covers what all figures draw along it: their own ranges where they have them, else their data. */
export function sharedAxis(figures: readonly Figure[], name: string): Axis {
  const axes = figures.map((figure) => axisOf(figure, name));
  const values = figures.map((figure) => valuesOf(figure, name));
  const spans = values.map(spanOf);
  const widest = axes[spans.indexOf(Math.max(...spans))] ?? first(axes);
  const log = widest.type === 'log';
  const all = values.flat().filter((v) => v > 0 || !log);
  const dataSpan = log ? spanOf(all.map(Math.log10)) : 0;
  const own = axes.map(({ range }) => {
    const ends = Array.isArray(range) ? (range as [number, number]) : null;
    // On a log axis, a range that spans less than all data is that of a chart of level data: its data count.
    return ends && spanOf(ends) >= dataSpan ? ends : null;
  });
  const fixed = own.flatMap((range) => range ?? []);
  if (all.length === 0 && fixed.length === 0) return widest;
  const free = values
    .filter((_, i) => !own[i])
    .flat()
    .filter((v) => v > 0 || !log);
  const [low, high] = extent(log ? free.map(Math.log10) : free);
  const room = free.length > 0 ? PADDING * (high - low || 1) : 0;
  const range = extent([...fixed, ...(free.length > 0 ? [low - room, high + room] : [])]);
  if (!log) return { ...widest, range };
  const rest = Object.entries(widest).filter(([key]) => !TICK_KEYS.has(key));
  return { ...Object.fromEntries(rest), range, ...logTicks(range) };
}
