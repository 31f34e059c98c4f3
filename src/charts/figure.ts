// What a chart is: plain Plotly data, and what it shows in words.
import { toPlainArrays } from '../arrays';
import { invalidArgument } from '../errors';

/** A Plotly figure. The words are in `layout.meta.description`: the text alternative. */
export interface Figure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown> & { readonly meta: { readonly description: string } };
  readonly config?: Record<string, unknown>;
  readonly frames?: readonly Record<string, unknown>[];
}

/** A figure as a chart makes it, or a TypeError. */
export function checkFigure(where: string, name: string, value: unknown): Figure {
  const { data, layout } = Object(value) as Partial<Figure>;
  if (Array.isArray(data) && typeof layout?.meta?.description === 'string')
    return toPlainArrays(value as Figure);
  throw invalidArgument(where, name, 'a figure that a chart made', value);
}
