import type { ColumnTable } from 'arquero';
import type { Figure } from '../charts';
import { wrong } from '../errors';
import { isTable } from '../table';
import { display } from './display';
import { figureBundle, isFigure } from './figure';
import type { PlotlyFigure } from './figure-words';
import { tableBundle, type TableOptions } from './table';

/**
 * Shows a chart or a table: drawn in a notebook, in words in a plain Node program.
 *
 * @param value a figure of `charts` or any other Plotly figure, or an Arquero table
 * @param options for tables: a caption, how many digits, how many rows
 * @throws {TypeError} when the value is neither
 * @example show(charts.gradientFlow(seen.layers));
 */
export function show(value: Figure | PlotlyFigure | ColumnTable, options?: TableOptions): void {
  if (isTable(value)) display(tableBundle(value, options));
  else if (isFigure(value)) display(figureBundle(value));
  else throw wrong('show', 'value', 'a figure of charts or an Arquero table', value);
}
