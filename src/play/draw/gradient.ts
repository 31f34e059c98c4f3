// The gradient by layer: measured points, the band over seeds, theory as a dashed line, and a reader's guess.
import type { Band, Measurement } from '../measurement';
import { deepestOf, layerAxis, logRange, plotOf, valueAxis, wholeTicks, type Plot } from './frame';
import { disc, path, polyline, powerTicks, svg, text, type Size } from './svg';

/** A reader's guess: the power of ten of the gradient at each layer; null where nothing was drawn. */
export type Guess = readonly (number | null)[];

export interface GradientView {
  readonly measurement: Measurement;
  readonly band?: Band | null;
  readonly guess?: Guess | null;
  /** Whether the measurement and its theory are shown; the last layer's is shown in any case. */
  readonly isHidden?: boolean;
  /** The ends of the axis as powers of ten. Default: what the values need. */
  readonly range?: readonly [number, number];
}

const LEAST_DECADES = 4;

const isOnLogAxis = (value: number): boolean => value > 0 && Number.isFinite(value);

/** The ends of the axis of a view, as powers of ten. */
function gradientRange({ measurement, band, range }: GradientView): readonly [number, number] {
  if (range) return range;
  const norms = measurement.layers.map(({ gradient }) => gradient);
  const all = [
    ...norms,
    ...(measurement.theory.gradients ?? []),
    ...(band?.low ?? []),
    ...(band?.high ?? []),
  ];
  return logRange(all, 10, LEAST_DECADES);
}

/** The plot of a view, in which a pointer finds layers and values. */
export const gradientPlot = (view: GradientView, size: Size): Plot =>
  plotOf(size, deepestOf(view.measurement.layers), gradientRange(view));

function bandShape(plot: Plot, depths: readonly number[], { low, high }: Band): string {
  const isThere = (i: number): boolean => isOnLogAxis(low[i]!) && isOnLogAxis(high[i]!);
  const inside = depths.map((_, i) => i).filter(isThere);
  const at = (values: readonly number[]) => (i: number) =>
    [plot.x(depths[i]!), plot.y(Math.log10(values[i]!))] as const;
  return inside.length < 2
    ? ''
    : `${polyline([...inside.map(at(low)), ...inside.toReversed().map(at(high))])}Z`;
}

/** The layers whose gradient no log axis has, under or over it, with what they are. */
function marks(plot: Plot, { layers }: Measurement): string {
  const odd = layers.filter(({ gradient }) => !isOnLogAxis(gradient));
  if (odd.length === 0) return '';
  const name = ({ gradient }: { readonly gradient: number }): string =>
    gradient === 0 ? '0' : Number.isNaN(gradient) ? 'NaN' : '∞';
  const crosses = odd.map(({ depth, gradient }) => {
    const [x, y] = [plot.x(depth), gradient === 0 ? plot.bottom - 5 : plot.top + 5];
    return `M${x - 3} ${y - 3}l6 6m0 -6l-6 6`;
  });
  const firstOdd = odd[0]!;
  const y = firstOdd.gradient === 0 ? plot.bottom - 14 : plot.top + 22;
  return (
    path('odd', crosses.join('')) +
    text(
      plot.x(firstOdd.depth) + 2,
      y,
      `exactly ${name(firstOdd)}`
        .replace('exactly NaN', 'NaN: not a number')
        .replace('exactly ∞', 'infinite'),
      {
        kind: 'bad',
      },
    )
  );
}

/** Draws the norm of dL/dz by layer on a log axis. */
export function drawGradient(view: GradientView, size: Size, words: string): string {
  const { measurement, band, guess, isHidden = false } = view;
  const { layers, theory } = measurement;
  const [low, high] = gradientRange(view);
  const plot = gradientPlot(view, size);
  const place = (depth: number, norm: number): readonly [number, number] | null =>
    isOnLogAxis(norm) ? [plot.x(depth), plot.y(Math.log10(norm))] : null;
  const depths = layers.map(({ depth }) => depth);
  const radius = Math.max(1.5, Math.min(4.5, plot.gap * 0.3));
  const shown = isHidden ? layers.slice(-1) : layers;
  const points = shown.flatMap(({ depth, gradient }) => {
    const at = place(depth, gradient);
    return at ? [disc(at[0], at[1], radius)] : [];
  });
  const drawn = guess?.map((exponent, i) =>
    exponent === null ? null : ([plot.x(i + 1), plot.y(exponent)] as const),
  );
  const ticks = wholeTicks(low, high, Math.max(2, Math.floor((plot.bottom - plot.top) / 34)));
  return svg(
    size,
    words,
    [
      valueAxis(plot, powerTicks(ticks)),
      layerAxis(plot, deepestOf(layers)),
      isHidden || !band ? '' : path('band', bandShape(plot, depths, band)),
      isHidden || !theory.gradients
        ? ''
        : path('theory', polyline(depths.map((depth, i) => place(depth, theory.gradients![i]!)))),
      drawn ? path('guess', polyline(drawn)) : '',
      path('points', points.join('')),
      isHidden ? '' : marks(plot, measurement),
    ].join(''),
  );
}
