// `show`: figures, tables, tensors and diagnoses in a notebook or on a terminal.
import type { ColumnTable } from '../arquero';
import type { tf } from '../backend';
import type { Figure } from '../charts';
import type { Diagnosis } from '../diagnosis';
import { invalidArgument } from '../errors';
import { isTable } from '../table';
import { display, type MimeBundle } from './display';
import { figureBundle } from './figure';
import { isPlotlyFigure, type PlotlyFigure } from './plotly-figure';
import { tableBundle, type TableOptions } from './table';
import { isTensorLike, tensorBundle } from './tensor';

/** The MIME bundle of a value; null where `show` can't show it. */
export function bundleOf(value: unknown, options?: TableOptions): MimeBundle | null {
  if (isTable(value)) return tableBundle(value, options);
  if (isPlotlyFigure(value)) return figureBundle(value);
  if (isTensorLike(value)) return tensorBundle(value);
  if (isSelfShowing(value)) return value[DISPLAY]();
  return null;
}

const DISPLAY = Symbol.for('Jupyter.display');

/** Whether a value says itself how it is shown, as a Diagnosis does, by the method that the kernel asks for as well. */
const isSelfShowing = (value: unknown): value is { [DISPLAY](): MimeBundle } =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Record<symbol, unknown>)[DISPLAY] === 'function';

/**
 * Shows a chart, a table, a tensor or a diagnosis: drawn in a notebook, as text in a plain Node program. A value on the last line of a cell is
 * shown in the same way.
 *
 * @param value a figure of `charts` or any other Plotly figure, an Arquero table, a tensor, or the result of `diagnose`
 * @param options for tables: the caption, the number of significant digits, and the number of rows
 * @throws {TypeError} when the value is none of these, or an option is unknown or of a wrong type
 * @throws {RangeError} when `digits` or `limit` is not a whole number of at least 1
 * @example
 * const line = theory.criticalLine('tanh', [0, 0.05, 0.1]);
 * show(line, { caption: 'The critical line of the tanh', digits: 4 }); // a table of three rows
 */
export function show(
  value: Figure | PlotlyFigure | ColumnTable | tf.Tensor | Diagnosis,
  options?: TableOptions,
): void {
  const bundle = bundleOf(value, options);
  if (!bundle)
    throw invalidArgument(
      'show',
      'value',
      'a figure of charts, an Arquero table, a tensor or a diagnosis',
      value,
    );
  display(bundle);
}
