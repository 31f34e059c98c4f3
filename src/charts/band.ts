// Bands: closed shapes whose width is a value at each place.
import { last } from '../arrays';

/** A place of a band: its x, the y of its middle, and its width; a width of NaN is a gap. */
export interface BandPoint {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The outline of a band as coordinates of a filled trace: a closed shape for each stretch without a gap. */
export function outlineOf(points: readonly BandPoint[]): { x: (number | null)[]; y: (number | null)[] } {
  const stretches: BandPoint[][] = [[]];
  for (const point of points) {
    if (Number.isNaN(point.width)) stretches.push([]);
    else last(stretches).push(point);
  }
  const outline = stretches
    .filter((stretch) => stretch.length > 0)
    .flatMap((stretch, i) => [
      ...(i > 0 ? [{ x: null, y: null }] : []),
      ...stretch.map(({ x, y, width }) => ({ x, y: y - width / 2 })),
      ...stretch.toReversed().map(({ x, y, width }) => ({ x, y: y + width / 2 })),
    ]);
  if (outline.length === 0) return { x: [null], y: [null] }; // Plotly hides a trace without points
  return { x: outline.map(({ x }) => x), y: outline.map(({ y }) => y) };
}

/** Makes the width of a band, from 0 to 1, from a value: in proportion to it, NaN for NaN, 1 for infinity. */
export type WidthOf = (value: number) => number;

/** Widths in proportion to the values, 1 at the largest finite one. */
export function proportionalWidth(values: readonly number[]): WidthOf {
  const largest = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, v) : most), 0);
  return (value) => (value === 0 ? 0 : Math.min(1, value / largest));
}
