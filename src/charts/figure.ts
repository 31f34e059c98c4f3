// What a chart is: plain Plotly data, and what it shows in words.

/** A Plotly figure. The words are in `layout.meta.description`: the text alternative. */
export interface Figure {
  readonly data: readonly Record<string, unknown>[];
  readonly layout: Record<string, unknown> & { readonly meta: { readonly description: string } };
  readonly config?: Record<string, unknown>;
  readonly frames?: readonly Record<string, unknown>[];
}
