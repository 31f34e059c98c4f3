// The network: layers as columns of units, and behind them the gradient as a band that flows from the loss to the input.
import type { LayerMeasurement, Measurement } from '../measurement';
import { deepestOf, labeledLayers } from './frame';
import { disc, line, path, px, svg, text, type Size } from './svg';

const MARGIN = { left: 44, right: 44, top: 26, bottom: 24 };
const MAX_COLUMN = 20; // pixels
const FAINTEST_WIDTH = 0.6; // of the band, in pixels; what is thinner is a dotted line
const SHADES = 6;
const MOST_COLUMNS = 80; // of units; a deeper network is its band

/** The size of an activation that is drawn in full colour. */
function fullSize(layers: readonly LayerMeasurement[], activation: string): number {
  if (activation === 'sigmoid' || activation === 'tanh') return 1;
  const first = layers[0]!.units.map(Math.abs).filter(Number.isFinite);
  return Math.max(1e-30, 0.8 * Math.max(...first, 0));
}

/** The units of all columns, as a path for each sign and shade. */
function units(
  layers: readonly LayerMeasurement[],
  full: number,
  place: (column: number, row: number, rows: number) => readonly [number, number],
  radius: number,
): string {
  const paths = new Map<string, string>();
  layers.forEach(({ units: values }, column) => {
    values.forEach((value, row) => {
      const isOdd = !Number.isFinite(value);
      const share = isOdd ? 1 : Math.min(1, Math.abs(value) / full);
      const kind = isOdd
        ? 'unit odd'
        : `unit ${value < 0 ? 'minus' : 'plus'} s${Math.round(share * (SHADES - 1))}`;
      const [x, y] = place(column, row, values.length);
      paths.set(kind, (paths.get(kind) ?? '') + disc(x, y, radius));
    });
  });
  return [...paths].map(([kind, d]) => path(kind, d)).join('');
}

/** The band: its upper edge from right to left, its lower edge back, in curves. */
function flow(places: readonly (readonly [x: number, half: number])[], middle: number): string {
  const curve = (points: readonly (readonly [number, number])[]): string =>
    points
      .slice(1)
      .map(([x, y], i) => {
        const [fromX, fromY] = points[i]!;
        const half = (fromX + x) / 2;
        return `C${px(half)} ${px(fromY)} ${px(half)} ${px(y)} ${px(x)} ${px(y)}`;
      })
      .join('');
  const upper = places.map(([x, half]) => [x, middle - half] as const);
  const lower = places.map(([x, half]) => [x, middle + half] as const).toReversed();
  return `M${px(upper[0]![0])} ${px(upper[0]![1])}${curve(upper)}L${px(lower[0]![0])} ${px(lower[0]![1])}${curve(lower)}Z`;
}

/** Draws a network at initialisation, with the norm of dL/dz as the width of a band. */
export function drawNetwork(measurement: Measurement, size: Size, words: string): string {
  const { layers, state } = measurement;
  const { width, height } = size;
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const deepest = deepestOf(layers);
  const gap = (right - left) / deepest;
  const xAt = (column: number): number => left + (layers[column]!.depth - 0.5) * gap;
  const [top, bottom] = [MARGIN.top, height - MARGIN.bottom];
  const middle = (top + bottom) / 2;
  const column = Math.min(MAX_COLUMN, gap * 0.62);
  const radius = Math.max(1.1, Math.min(4.2, column * 0.36, (bottom - top) / 22));
  const place = (at: number, row: number, rows: number): readonly [number, number] => [
    xAt(at),
    middle + ((row - (rows - 1) / 2) / 8) * (bottom - top),
  ];
  const norms = layers.map(({ gradient }) => (Number.isFinite(gradient) ? gradient : 0));
  const most = Math.max(...norms, Number.MIN_VALUE);
  const halves = norms.map((norm) => (norm / most) * ((bottom - top) / 2));
  const backwards = halves.map((half, i) => [xAt(i), half] as const).toReversed();
  const all = [
    [right + 6, backwards[0]![1]] as const,
    ...backwards,
    [left - 6, backwards.at(-1)![1]] as const,
  ];
  const thin = all.filter(([, half]) => 2 * half < FAINTEST_WIDTH);
  const hasUnits = layers.length <= MOST_COLUMNS;
  const boxes = !hasUnits
    ? ''
    : layers
        .map(
          (_, i) =>
            `M${px(xAt(i) - column / 2)} ${px(top + 4)}a4 4 0 0 1 4 -4h${px(Math.max(0, column - 8))}a4 4 0 0 1 4 4V${px(bottom - 4)}a4 4 0 0 1 -4 4h${px(-Math.max(0, column - 8))}a4 4 0 0 1 -4 -4Z`,
        )
        .join('');
  const arcs =
    state.skip && layers.length > 2 && hasUnits
      ? layers
          .slice(0, -2)
          .map(
            (_, i) =>
              `M${px(xAt(i))} ${px(top)}C${px(xAt(i))} ${px(top - 16)} ${px(xAt(i + 1))} ${px(top - 16)} ${px(xAt(i + 1))} ${px(top)}`,
          )
          .join('')
      : '';
  const isOdd = layers.some(({ gradient }) => !Number.isFinite(gradient));
  return svg(
    size,
    words,
    [
      line('way', left - 6, middle, right + 6, middle),
      thin.length > 0
        ? line(
            'trickle',
            Math.min(...thin.map(([x]) => x)),
            middle,
            Math.max(...thin.map(([x]) => x)),
            middle,
          )
        : '',
      path('flow', flow(all, middle)),
      column > 8 ? path('box', boxes) : '',
      hasUnits ? units(layers, fullSize(layers, state.activation), place, radius) : '',
      path('skip', arcs),
      text(left - 12, middle + 4, 'x', { anchor: 'end', kind: 'end' }),
      text(right + 12, middle + 4, 'L', { kind: 'end' }),
      width < 480 ? '' : text(left, 12, 'data runs forward →', { kind: 'name' }),
      text(right, 12, isOdd ? '← the gradient is not finite' : '← the gradient flows back', {
        anchor: 'end',
        kind: isOdd ? 'bad' : 'back',
      }),
      labeledLayers(deepest, gap)
        .map((depth) => text(left + (depth - 0.5) * gap, bottom + 17, String(depth), { anchor: 'middle' }))
        .join(''),
    ].join(''),
  );
}
