// The factor of each layer: the norm of dL/dz over that of the layer behind it, on a log axis around one.
import { factorsByLayer } from '../measurement';
import type { Measurement } from '../measurement';
import { deepestOf, layerAxis, logRange, plotOf, valueAxis, wholeTicks } from './frame';
import { disc, line, path, polyline, svg, text, type Size } from './svg';

const label = (exponent: number): string => (exponent < 0 ? `1/${2 ** -exponent}` : String(2 ** exponent));

/** Draws the factor of each hidden layer. */
export function drawFactor(measurement: Measurement, size: Size, words: string): string {
  const { layers, theory } = measurement;
  const depths = layers.map(({ depth }) => depth);
  const factors = factorsByLayer(
    depths,
    layers.map(({ gradient }) => gradient),
  );
  const predicted = theory.gradients ? factorsByLayer(depths, theory.gradients) : [];
  const [low, high] = logRange([0.3, 3.4, ...factors, ...predicted], 2, 4);
  const plot = plotOf(size, deepestOf(layers), [low, high]);
  const place = (value: number, i: number): readonly [number, number] | null =>
    value > 0 && Number.isFinite(value) ? [plot.x(depths[i]!), plot.y(Math.log2(value))] : null;
  const places = factors.map(place);
  const radius = Math.max(1.4, Math.min(3.5, plot.gap * 0.28));
  const ticks = wholeTicks(low, high, Math.max(2, Math.floor((plot.bottom - plot.top) / 30)));
  const middle = plot.y(0);
  const room = (y: number): boolean => Math.abs(y - middle) > 24;
  return svg(
    size,
    words,
    [
      valueAxis(
        plot,
        ticks.map((k) => [k, label(k)]),
      ),
      layerAxis(plot, deepestOf(layers)),
      line('one', plot.left, middle, plot.right, middle),
      room(plot.top) ? text(plot.right - 2, plot.top + 11, 'grows', { anchor: 'end', kind: 'zone' }) : '',
      room(plot.bottom)
        ? text(plot.right - 2, plot.bottom - 6, 'shrinks', { anchor: 'end', kind: 'zone' })
        : '',
      path('theory', polyline(predicted.map(place))),
      path('thin', polyline(places)),
      path('points', places.flatMap((at) => (at ? [disc(at[0], at[1], radius)] : [])).join('')),
    ].join(''),
  );
}
