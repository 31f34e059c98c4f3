// Drawings of a training: the loss by step, the update ratio by layer, and the shares of saturated and dead units.
import { last } from '../../arrays';
import { layerAxis, logRange, plotOf, valueAxis, wholeTicks } from './frame';
import { disc, path, polyline, powerTicks, px, svg, text, type Size } from './svg';

/** The loss after some steps. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

const MOST_POINTS = 400;

/** Every few of many points, and the last one. */
const thinned = (points: readonly LossPoint[]): LossPoint[] => {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, i) => i % every === 0 || i === points.length - 1);
};

/** Draws the loss by step on a log axis; a dotted line is the loss of a guess among the classes. */
export function drawLoss(points: readonly LossPoint[], guess: number, size: Size, words: string): string {
  const shown = thinned(points);
  const [low, high] = logRange([guess, ...shown.map(({ loss }) => loss)], 10, 2);
  const plot = plotOf(size, 1, [low, high]);
  const steps = shown.length === 0 ? 1 : last(shown).step;
  const x = (step: number): number => plot.left + (step / steps) * (plot.right - plot.left);
  const level = plot.y(Math.log10(guess));
  const line = shown.map(({ step, loss }) =>
    loss > 0 && Number.isFinite(loss) ? ([x(step), plot.y(Math.log10(loss))] as const) : null,
  );
  const end = shown.at(-1);
  return svg(
    size,
    words,
    [
      valueAxis(plot, powerTicks(wholeTicks(low, high, 5))),
      path('theory', `M${px(plot.left)} ${px(level)}H${px(plot.right)}`),
      text(plot.right, level - 5, 'a guess', { anchor: 'end' }),
      path('loss', polyline(line)),
      text(plot.left, plot.bottom + 15, '0', { anchor: 'middle' }),
      text(plot.right, plot.bottom + 15, String(steps), { anchor: 'end' }),
      text((plot.left + plot.right) / 2, plot.bottom + 31, 'step', { anchor: 'middle', kind: 'name' }),
      end && !Number.isFinite(end.loss)
        ? text(plot.right, plot.top + 14, Number.isNaN(end.loss) ? 'NaN: not a number' : 'infinite', {
            anchor: 'end',
            kind: 'bad',
          })
        : '',
    ].join(''),
  );
}

/** Draws the update ratio by layer on a log axis; the shaded rows are those of a useful rate, about a thousandth. */
export function drawRatios(ratios: readonly (number | null)[], size: Size, words: string): string {
  const there = ratios.flatMap((ratio) => (ratio === null ? [] : [ratio]));
  const [low, high] = logRange([1e-4, 1e-2, ...there], 10, 4);
  const deepest = Math.max(1, ratios.length);
  const plot = plotOf(size, deepest, [low, high]);
  const radius = Math.max(1.4, Math.min(4, plot.gap * 0.28));
  const [top, bottom] = [plot.y(-2.5), plot.y(-3.5)];
  const dots = ratios.map((ratio, i) =>
    ratio !== null && ratio > 0 && Number.isFinite(ratio)
      ? disc(plot.x(i + 1), plot.y(Math.log10(ratio)), radius)
      : '',
  );
  return svg(
    size,
    words,
    [
      `<rect class="useful" x="${px(plot.left)}" y="${px(top)}" width="${px(plot.right - plot.left)}" height="${px(bottom - top)}"/>`,
      valueAxis(plot, powerTicks(wholeTicks(low, high, 5))),
      layerAxis(plot, deepest),
      path('ratios', dots.join('')),
    ].join(''),
  );
}

/** Draws the shares of saturated and of dead units by layer, as bars. */
export function drawUnits(
  layers: readonly { readonly saturated: number | null; readonly dead: number | null }[],
  size: Size,
  words: string,
): string {
  const deepest = Math.max(1, layers.length);
  const plot = plotOf(size, deepest, [0, 1]);
  const half = Math.min(9, plot.gap * 0.4);
  const bars = (side: number, of: 'saturated' | 'dead'): string =>
    layers
      .map((layer, i) => {
        const share = layer[of] ?? 0;
        const x = plot.x(i + 1) + (side < 0 ? -half : 0);
        return share > 0
          ? `M${px(x)} ${px(plot.bottom)}V${px(plot.y(share))}h${px(half)}V${px(plot.bottom)}Z`
          : '';
      })
      .join('');
  return svg(
    size,
    words,
    [
      valueAxis(plot, [
        [0, '0'],
        [0.5, '50 %'],
        [1, '100 %'],
      ]),
      layerAxis(plot, deepest),
      path('bar-saturated', bars(-1, 'saturated')),
      path('bar-dead', bars(1, 'dead')),
    ].join(''),
  );
}
