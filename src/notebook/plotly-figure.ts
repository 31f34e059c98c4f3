// Plotly figures, also those of other libraries: how to recognise, describe and serialise them.

/** The MIME type of a figure in Plotly's JSON schema. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** A figure in Plotly's JSON schema. */
export interface PlotlyFigure {
  /** The traces. */
  readonly data: readonly object[];
  /** The layout; its `meta.description` is the text alternative, where there is one. */
  readonly layout?: object;
  /** Plotly's configuration. */
  readonly config?: object;
  /** The frames of an animation or a slider. */
  readonly frames?: readonly object[];
}

type PlainObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** The attributes that a trace without a type is recognised by. */
const DATA_KEYS = ['x', 'y', 'z', 'values', 'labels', 'r', 'theta', 'lat', 'locations', 'a', 'dimensions'];
const isTrace = (value: unknown): boolean =>
  isObject(value) && (typeof value.type === 'string' || DATA_KEYS.some((name) => name in value));

/** Whether a value is a Plotly figure. */
export function isPlotlyFigure(value: unknown): value is PlotlyFigure {
  if (!isObject(value) || !Array.isArray(value.data) || !value.data.every(isTrace)) return false;
  return isObject(value.layout) || (value.layout === undefined && value.data.length > 0);
}

/** A title, given as a string or as an object with one, without HTML tags. */
function plainTitle(title: unknown): string {
  const text = isObject(title) ? title.text : title;
  if (typeof text !== 'string') return '';
  const words = text.replace(/<[^>]*>/g, ' ').split(/\s+/);
  return words.join(' ').trim().replace(/\.$/, '');
}

/** The text alternative of a figure: `layout.meta.description`, or else its title, traces and axes. */
export function describeFigure({ data, layout = {} }: PlotlyFigure): string {
  const { meta, title, ...rest } = layout as PlainObject;
  if (isObject(meta) && typeof meta.description === 'string') return meta.description;
  const traces = data as readonly PlainObject[];
  const kinds = traces.map(({ type }) => (typeof type === 'string' ? type : 'scatter'));
  const counted = [...new Set(kinds)].map(
    (kind) => `${kinds.filter((other) => other === kind).length} ${kind}`,
  );
  const names = traces.map(({ name }) => plainTitle(name)).filter((name) => name !== '');
  const axes = Object.entries(rest).flatMap(([key, axis]) => {
    const label = /^[xyz]axis\d*$/.test(key) && isObject(axis) ? plainTitle(axis.title) : '';
    return label === '' ? [] : [`${key.replace('axis', '')} is ${label}`];
  });
  return [
    plainTitle(title) || 'A chart without a title',
    `Traces: ${counted.join(', ') || 'none'}${names.length > 0 ? ` (${names.join(', ')})` : ''}`,
    ...(axes.length > 0 ? [`Axes: ${axes.join(', ')}`] : []),
  ]
    .map((part) => `${part}.`)
    .join(' ');
}

/** Converts a figure to plain JSON: typed arrays to arrays, big integers to numbers. */
export function jsonFigure(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value))
    return value instanceof DataView
      ? []
      : Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) return value.map(jsonFigure);
  if (!isObject(value) || typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, jsonFigure(part)]));
}
