// The type of a figure: plain Plotly data with a text alternative.
import { toPlainArrays } from '../arrays';
import { invalidArgument } from '../errors';

/** A Plotly figure. Its text alternative is in `layout.meta.description`. */
export interface Figure {
  /** The traces, as `Plotly.newPlot` takes them. */
  readonly data: readonly Record<string, unknown>[];
  /** The layout; `meta.description` is the text alternative: what the chart shows, in words. */
  readonly layout: Record<string, unknown> & {
    /** The meta data, which Plotly leaves as they are. */
    readonly meta: {
      /** The content of the chart, in words. */
      readonly description: string;
    };
  };
  /** Plotly's configuration, such as its buttons. */
  readonly config?: Record<string, unknown>;
  /** The frames of an animation or a slider. */
  readonly frames?: readonly Record<string, unknown>[];
}

/** Checks that a value is a figure of `charts`; a TypeError otherwise. */
export function checkFigure(where: string, name: string, value: unknown): Figure {
  const { data, layout } = Object(value) as Partial<Figure>;
  if (Array.isArray(data) && typeof layout?.meta?.description === 'string')
    return toPlainArrays(value as Figure);
  throw invalidArgument(where, name, 'a figure that a chart made', value);
}
