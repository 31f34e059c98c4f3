// Any Plotly figure, also one that this library did not make: what it is, and what it shows in words.

/** A figure as Plotly takes it. */
export interface PlotlyFigure {
  readonly data: readonly object[];
  readonly layout?: object;
  readonly config?: object;
  readonly frames?: readonly object[];
}

type Look = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Look =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);

/** What a trace has, where it does not say its type. */
const values = ['x', 'y', 'z', 'values', 'labels', 'r', 'theta', 'lat', 'locations', 'a', 'dimensions'];
const isTrace = (value: unknown): boolean =>
  isObject(value) && (typeof value.type === 'string' || values.some((name) => name in value));

export function isPlotlyFigure(value: unknown): value is PlotlyFigure {
  if (!isObject(value) || !Array.isArray(value.data) || !value.data.every(isTrace)) return false;
  return isObject(value.layout) || (value.layout === undefined && value.data.length > 0);
}

/** A title, which is a text or an object with one, without Plotly's marks. */
function plain(title: unknown): string {
  const text = isObject(title) ? title.text : title;
  if (typeof text !== 'string') return '';
  const words = text.replace(/<[^>]*>/g, ' ').split(/\s+/);
  return words.join(' ').trim().replace(/\.$/, '');
}

/** The author's own words, in `layout.meta.description`; else the title, the traces and the axes. */
export function figureWords({ data, layout = {} }: PlotlyFigure): string {
  const { meta, title, ...rest } = layout as Look;
  if (isObject(meta) && typeof meta.description === 'string') return meta.description;
  const traces = data as readonly Look[];
  const kinds = traces.map(({ type }) => (typeof type === 'string' ? type : 'scatter'));
  const counted = [...new Set(kinds)].map(
    (kind) => `${kinds.filter((other) => other === kind).length} ${kind}`,
  );
  const names = traces.map(({ name }) => plain(name)).filter((name) => name !== '');
  const axes = Object.entries(rest).flatMap(([key, axis]) => {
    const label = /^[xyz]axis\d*$/.test(key) && isObject(axis) ? plain(axis.title) : '';
    return label === '' ? [] : [`${key.replace('axis', '')} is ${label}`];
  });
  return [
    plain(title) || 'A chart without a title',
    `Traces: ${counted.join(', ') || 'none'}${names.length > 0 ? ` (${names.join(', ')})` : ''}`,
    ...(axes.length > 0 ? [`Axes: ${axes.join(', ')}`] : []),
  ]
    .map((part) => `${part}.`)
    .join(' ');
}

/** As JSON has it: typed arrays as lists, big integers as numbers. */
export function plainFigure(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (ArrayBuffer.isView(value))
    return value instanceof DataView
      ? []
      : Array.from(value as unknown as ArrayLike<number | bigint>, Number);
  if (Array.isArray(value)) return value.map(plainFigure);
  if (!isObject(value) || typeof value.toJSON === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plainFigure(part)]));
}
