// Tables, charts and tensors as the last expression of a cell look as `show` shows them.
import type { Bundle } from './display';
import { isFigure } from './figure';
import { bundleOf } from './show';

/** The list in which this project's kernel looks for ways to show a value; a plain Node program has none. */
const kernelFormatters = Symbol.for('Jupyter.formatters');

type Formatter = (value: unknown) => Bundle | null;

/** An object with data and no layout may be anything: an answer of a server, say. */
export function registerResults(): void {
  const list = (globalThis as Record<symbol, unknown>)[kernelFormatters] as Formatter[] | undefined;
  list?.push((value) => (isFigure(value) && !value.layout ? null : bundleOf(value)));
}
