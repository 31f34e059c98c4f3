import type { ColumnTable } from 'arquero';
import type { tf } from '../backend';
import type { Figure } from '../charts';
import { invalidArgument } from '../errors';
import { isTable } from '../table';
import { display, type Bundle } from './display';
import { figureBundle, isFigure } from './figure';
import type { PlotlyFigure } from './figure-words';
import { tableBundle, type TableOptions } from './table';
import { isTensorLike, tensorBundle } from './tensor';

/** What `show` shows, or null for what it cannot. */
export function bundleOf(value: unknown, options?: TableOptions): Bundle | null {
  if (isTable(value)) return tableBundle(value, options);
  if (isFigure(value)) return figureBundle(value);
  if (isTensorLike(value)) return tensorBundle(value);
  return null;
}

/**
 * Shows a chart, a table or a tensor: drawn in a notebook, in words in a plain Node program. As the last line of a cell, the
 * value alone does the same.
 *
 * @param value a figure of `charts` or any other Plotly figure, an Arquero table, or a tensor
 * @param options for tables: a caption, how many digits, how many rows
 * @throws {TypeError} when the value is none of them
 * @example show(charts.gradientFlow(seen.layers));
 */
export function show(value: Figure | PlotlyFigure | ColumnTable | tf.Tensor, options?: TableOptions): void {
  const bundle = bundleOf(value, options);
  if (!bundle)
    throw invalidArgument('show', 'value', 'a figure of charts, an Arquero table or a tensor', value);
  display(bundle);
}
