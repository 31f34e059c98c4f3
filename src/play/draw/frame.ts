// The frame that drawings by layer share: layers from left to right, an axis of values upwards.
import { itemAt, last } from '../../arrays';
import { line, text, type Size } from './svg';

/** The room around a plot, in pixels. */
const MARGIN = { left: 46, right: 14, top: 12, bottom: 36 };

/** A plot: its edges, and the places of layers and values in it. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** The pixels of a layer. */
  readonly gap: number;
  x(depth: number): number;
  y(value: number): number;
}

/** A plot of layers 1 to `deepest`, and of values between two ends. */
export function plotOf(
  { width, height }: Size,
  deepest: number,
  [low, high]: readonly [number, number],
): Plot {
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  const gap = (right - left) / deepest;
  return {
    left,
    right,
    top,
    bottom,
    gap,
    x: (depth) => left + (depth - 0.5) * gap,
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
  };
}

const LABEL_ROOM = 30;

/** The layers that get a label: all that have room, else every few. */
export function labeledLayers(deepest: number, gap: number): number[] {
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((n) => n * gap >= LABEL_ROOM) ?? 1000;
  const labels = [1];
  for (let depth = every; depth <= deepest; depth += every) if (depth > 1) labels.push(depth);
  if (every > 1 && (itemAt(labels, 1 % labels.length) - 1) * gap < LABEL_ROOM - 6) labels.splice(1, 1);
  return labels;
}

/** The labels of layers under a plot. */
export const layerAxis = (plot: Plot, deepest: number, words = 'layer, counted from the input'): string =>
  labeledLayers(deepest, plot.gap)
    .map((depth) => text(plot.x(depth), plot.bottom + 15, String(depth), { anchor: 'middle' }))
    .join('') +
  text((plot.left + plot.right) / 2, plot.bottom + 31, words, { anchor: 'middle', kind: 'name' });

/** Grid lines at values, with labels. */
export const valueAxis = (plot: Plot, ticks: readonly (readonly [value: number, label: string])[]): string =>
  ticks
    .map(
      ([value, label]) =>
        line('grid', plot.left, plot.y(value), plot.right, plot.y(value)) +
        text(plot.left - 6, plot.y(value) + 4, label, { anchor: 'end' }),
    )
    .join('');

/** The ends of a log axis, in whole powers of a base, that has all positive finite values and a least span. */
export function logRange(values: readonly number[], base: number, least: number): [number, number] {
  const logs = values.filter((v) => v > 0 && Number.isFinite(v)).map((v) => Math.log(v) / Math.log(base));
  if (logs.length === 0) return [-least, 0];
  let low = Math.floor(Math.min(...logs) - 0.1);
  let high = Math.ceil(Math.max(...logs) + 0.1);
  while (high - low < least) {
    low--;
    if (high - low < least) high++;
  }
  return [low, high];
}

/** Whole numbers between two ends, at most about `most` of them, zero among them where it lies between. */
export function wholeTicks(low: number, high: number, most: number): number[] {
  const every = Math.max(1, Math.ceil((high - low) / most));
  const ticks: number[] = [];
  for (let k = Math.ceil(low / every) * every; k <= high; k += every) ticks.push(k === 0 ? 0 : k);
  return ticks;
}

/** The deepest layer of a measurement. */
export const deepestOf = (layers: readonly { readonly depth: number }[]): number => last(layers).depth;
