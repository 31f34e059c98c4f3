// Distributions by layer: an upright, symmetric shape a layer, as wide as the values are many.
import { formatNumber } from '../../format';
import { placeOnZ, valueOnZ, type LayerMeasurement, type Measurement, type ZAxis } from '../measurement';
import { deepestOf, layerAxis, plotOf, valueAxis, wholeTicks, type Plot } from './frame';
import { path, powerOfTen, powerTicks, px, svg, text, type Size } from './svg';

const HALF_WIDTH = 0.44; // of the pixels between two shapes
const MAX_HALF_WIDTH = 26;

/** Each bin with half of the weight, and a quarter for each neighbour: a few hundred values make a calm shape. */
const smooth = (bins: readonly number[]): number[] =>
  bins.map((count, i) => (2 * count + (bins[i - 1] ?? count) + (bins[i + 1] ?? count)) / 4);

/** The shape of one layer in the room between its neighbours; its fullest bin has the full width. */
function shape(
  plot: Plot,
  depth: number,
  counts: readonly number[],
  [low, high]: readonly [number, number],
  room: number,
): string {
  const bins = smooth(counts);
  const most = Math.max(...bins);
  if (most === 0) return '';
  const half = Math.min(MAX_HALF_WIDTH, room * HALF_WIDTH);
  const step = (high - low) / bins.length;
  const first = bins.findIndex((count) => count > 0);
  const end = bins.findLastIndex((count) => count > 0);
  const x = plot.x(depth);
  const at = (i: number): string => px(plot.y(low + (i + 0.5) * step));
  const right: string[] = [];
  const left: string[] = [];
  for (let i = first; i <= end; i++) {
    const reach = (half * bins[i]!) / most;
    right.push(`${px(x + reach)} ${at(i)}`);
    left.unshift(`${px(x - reach)} ${at(i)}`);
  }
  const [bottom, top] = [px(plot.y(low + first * step)), px(plot.y(low + (end + 1) * step))];
  return `M${px(x)} ${bottom}L${right.join('L')}L${px(x)} ${top}L${left.join('L')}Z`;
}

const shapes = (
  plot: Plot,
  layers: readonly LayerMeasurement[],
  binsOf: (layer: LayerMeasurement) => readonly number[],
  range: readonly [number, number],
): string => {
  const apart = layers.length < 2 ? 1 : layers[1]!.depth - layers[0]!.depth; // of a deep network, every tenth layer is there
  return layers.map((layer) => shape(plot, layer.depth, binsOf(layer), range, apart * plot.gap)).join('');
};

/** A round number of about half of a limit. */
function roundTick(limit: number): number {
  const unit = 10 ** Math.floor(Math.log10(limit));
  return ([5, 2, 1].find((m) => m * unit <= limit * 0.75) ?? 0.5) * unit;
}

/** The ticks of an axis of z: zero, and round values on either side. */
function zTicks(axis: ZAxis): [place: number, label: string][] {
  const { limit, unit } = axis;
  const either = (size: number, label: string): [number, string][] => [
    [placeOnZ(axis, size), label],
    [placeOnZ(axis, -size), `−${label}`],
  ];
  const powers = [0.9, 0.5].map((place) => Math.floor(Math.log10(valueOnZ(axis, place))));
  const sizes =
    unit === null
      ? either(roundTick(limit), formatNumber(roundTick(limit), 1))
      : [...new Set(powers)].flatMap((power) => either(10 ** power, powerOfTen(power)));
  return [[0, '0'], ...sizes];
}

/** Draws the distribution of z at each layer; where the activation saturates, the ground is shaded. */
export function drawZ({ layers, zAxis, saturation }: Measurement, size: Size, words: string): string {
  const range = [-1, 1] as const;
  const plot = plotOf(size, deepestOf(layers), range);
  const edge = saturation === null ? 1 : placeOnZ(zAxis, saturation);
  const zone = (from: number, to: number): string => {
    const [top, bottom] = [plot.y(to), plot.y(from)];
    return `<rect class="saturated" x="${px(plot.left)}" y="${px(top)}" width="${px(plot.right - plot.left)}" height="${px(bottom - top)}"/>`;
  };
  const isShaded = edge < 1;
  return svg(
    size,
    words,
    [
      isShaded ? zone(edge, 1) + zone(-1, -edge) : '',
      valueAxis(plot, zTicks(zAxis)),
      layerAxis(plot, deepestOf(layers)),
      path(
        'z',
        shapes(plot, layers, ({ zBins }) => zBins, range),
      ),
      isShaded ? text(plot.right - 2, plot.top + 11, 'saturated', { anchor: 'end', kind: 'zone' }) : '',
      zAxis.unit === null
        ? ''
        : text(plot.left + 4, plot.top + 11, 'log axis either side of 0', { kind: 'zone' }),
    ].join(''),
  );
}

/** Draws the distribution of |dL/dz| at each layer, on a log axis; what is exactly 0 has no place there. */
export function drawSizes({ layers, gradientDecades }: Measurement, size: Size, words: string): string {
  const plot = plotOf(size, deepestOf(layers), gradientDecades);
  const ticks = wholeTicks(...gradientDecades, Math.max(2, Math.floor((plot.bottom - plot.top) / 34)));
  return svg(
    size,
    words,
    [
      valueAxis(plot, powerTicks(ticks)),
      layerAxis(plot, deepestOf(layers)),
      path(
        'sizes',
        shapes(plot, layers, ({ gradientBins }) => gradientBins, gradientDecades),
      ),
    ].join(''),
  );
}
