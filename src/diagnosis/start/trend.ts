// Trends: how a quantity grows or shrinks over the layers of a network.
import type { Link } from './chain';
import type { LayerMeasures } from './measures';

/** The change of a quantity over the layers, on a logarithmic scale. */
export interface Trend {
  /** The names of the layers nearest the input and the output that have the quantity. */
  readonly first: string;
  readonly last: string;
  /** The number of layers that have the quantity, at least 2. */
  readonly layers: number;
  /** The quantity where it arrives over the quantity where it starts: the last layer's over the first's, for a gradient the other way round. */
  readonly ratio: number;
  /** The factor per layer, in the direction of travel: e to the slope of a line through the logarithms. */
  readonly factor: number;
  /** The standard error of that slope. */
  readonly standardError: number;
}

interface Point {
  readonly layer: string;
  readonly value: number | null;
  /** Whether the step to the next layer does not count. */
  readonly isResized: boolean;
  /** The factor of dropout on the mean square, on the way to the next layer and back: the rate is its own matter. */
  readonly dropout: number;
  /** The number n of values of a mean, on the way to the next layer: each gets 1 / n of its gradient, and the norm falls by √n. */
  readonly averaged: number | null;
}

/**
 * The trend of the part of z that depends on the example, over dense and convolutional layers from the input to the output; null where
 * fewer than two have it.
 */
export const forwardTrend = (links: readonly Link[], measures: readonly LayerMeasures[]): Trend | null =>
  trendOf(
    // The standard deviation of a mean depends on how alike its values are: the step behind an average does not count.
    pointsOf(
      links,
      measures,
      ({ deviation }) => deviation,
      ({ averaged }) => averaged === 1,
    ),
    1,
  );

/** The trend of the norm of dL/dz, from the output to the input; null where fewer than two layers have it. */
export const backwardTrend = (links: readonly Link[], measures: readonly LayerMeasures[]): Trend | null =>
  trendOf(
    pointsOf(
      links,
      measures,
      ({ dz }) => dz?.norm ?? null,
      ({ averaged }) => averaged !== null,
    ),
    -1,
  );

function pointsOf(
  links: readonly Link[],
  measures: readonly LayerMeasures[],
  quantity: (one: LayerMeasures) => number | null,
  counts: (link: Link) => boolean,
): Point[] {
  return links
    .filter(({ fanIn }) => fanIn !== null)
    .map((link) => {
      const one = measures.find(({ layer }) => layer === link.layer);
      // Layers that repeat values change the size of a signal by design; a maximum is one of the values.
      const isResized = !counts(link) || link.others.some((name) => name.includes('UpSampling'));
      const { dropout, averaged } = link;
      return { layer: link.layer, value: one ? quantity(one) : null, isResized, dropout, averaged };
    });
}

function trendOf(points: readonly Point[], direction: 1 | -1): Trend | null {
  const used = points.filter(({ value }) => value !== null && value > 0 && Number.isFinite(value));
  const [first, last] = [used[0], used.at(-1)];
  if (first === undefined || last === undefined || used.length < 2) return null;
  const logs = [0];
  for (const [i, { value }] of used.slice(1).entries()) {
    const before = used[i]!;
    const designed = (direction * Math.log(before.dropout)) / 2 + Math.log(before.averaged ?? 1) / 2;
    const step = Math.log(value! / before.value!) - designed;
    logs.push(logs[i]! + (before.isResized ? 0 : step));
  }
  const { slope, standardError } = lineThrough(logs);
  return {
    first: first.layer,
    last: last.layer,
    layers: used.length,
    ratio: Math.exp(direction * (logs.at(-1)! - logs[0]!)),
    factor: Math.exp(direction * slope),
    standardError,
  };
}

/** The least squares line through values at 0, 1, 2, …; the standard error is 0 for two points. */
export function lineThrough(values: readonly number[]): { slope: number; standardError: number } {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((sum, v) => sum + v, 0) / n;
  const sxx = values.reduce((sum, _, i) => sum + (i - meanX) ** 2, 0);
  const slope = values.reduce((sum, v, i) => sum + (i - meanX) * (v - meanY), 0) / sxx;
  const residuals = values.reduce((sum, v, i) => sum + (v - meanY - slope * (i - meanX)) ** 2, 0);
  return { slope, standardError: n > 2 ? Math.sqrt(residuals / (n - 2) / sxx) : 0 };
}
