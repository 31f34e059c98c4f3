// A formatter for the kernel: tables, charts and tensors as the last expression of a cell look as `show` shows them.
import type { MimeBundle } from './display';
import { isPlotlyFigure } from './plotly-figure';
import { bundleOf } from './show';

/** The key of the list of formatters that this project's kernel reads; a plain Node program has none. */
const FORMATTERS = Symbol.for('Jupyter.formatters');

type Formatter = (value: unknown) => MimeBundle | null;

/** Adds the formatter. An object with data and no layout is left out: it may be anything, such as an answer of a server. */
export function registerFormatter(): void {
  const list = (globalThis as Record<symbol, unknown>)[FORMATTERS] as Formatter[] | undefined;
  list?.push((value) => (isPlotlyFigure(value) && !value.layout ? null : bundleOf(value)));
}
