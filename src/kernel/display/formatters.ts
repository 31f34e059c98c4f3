// MIME bundles of tables, charts and tensors by duck typing, whichever library made them.
import { inspect } from 'node:util';
import type { Bundle } from './bundle';

type Look = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Look => typeof value === 'object' && value !== null;
const can = (value: Look, ...methods: string[]): boolean =>
  methods.every((method) => typeof value[method] === 'function');

export const builtIn: readonly ((value: unknown) => Bundle | null)[] = [tensor, chart, table];

/** TensorFlow.js: data type, shape, and the first and last values, as it writes them itself. */
function tensor(value: unknown): Bundle | null {
  if (!isObject(value) || !can(value, 'dataSync', 'toString') || !Array.isArray(value.shape)) return null;
  const { dtype, shape } = value;
  if (value.isDisposed === true)
    return { 'text/plain': `Tensor, disposed\n  dtype: ${String(dtype)}\n  shape: [${shape.join(',')}]` };
  return { 'text/plain': (value as { toString(verbose: boolean): string }).toString(true) };
}

/** Plotly: an object with `data`, an array of traces, and `layout`. */
function chart(value: unknown): Bundle | null {
  if (!isObject(value) || !Array.isArray(value.data) || !isObject(value.layout)) return null;
  const { data, layout } = value;
  if (data.length === 0 || !data.every((trace) => isObject(trace) && isTrace(trace))) return null;
  const title = isObject(layout.title) ? layout.title.text : layout.title;
  const words = typeof title === 'string' ? `: ${title}` : '';
  const traces = data.length === 1 ? 'one trace' : `${data.length} traces`;
  return {
    'application/vnd.plotly.v1+json': value,
    'text/plain': `Plotly chart${words} (${traces})`,
  };
}

const isTrace = (trace: Look): boolean =>
  typeof trace.type === 'string' || ['x', 'y', 'z', 'values', 'r', 'lat'].some((name) => name in trace);

const MAX_ROWS = 50;

interface TableLike {
  columnNames(): string[];
  numRows(): number;
  objects(options: { limit: number }): Look[];
}

/** Arquero. */
function table(value: unknown): Bundle | null {
  if (!isObject(value) || !can(value, 'numRows', 'columnNames', 'objects')) return null;
  const source = value as unknown as TableLike;
  const names = source.columnNames();
  const rows = source.objects({ limit: MAX_ROWS }).map((row) => names.map((name) => cell(row[name])));
  const more = source.numRows() - rows.length;
  const rest = more > 0 ? `… and ${more} more rows` : '';
  const line = (tag: string, texts: string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escape(text)}</${tag}>`).join('')}</tr>`;
  const html = `<table><thead>${line('th', names)}</thead><tbody>${rows.map((row) => line('td', row)).join('')}</tbody></table>`;
  return {
    'text/html': rest ? `${html}<p>${rest}</p>` : html,
    'text/plain': [...columns([names, ...rows]), ...(rest ? [rest] : [])].join('\n'),
  };
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : inspect(value, { breakLength: Infinity });
}

function columns(lines: string[][]): string[] {
  const lengths = lines.map((line) => line.map(({ length }) => length));
  const widths = lengths.reduce(
    (widest, line) => line.map((length, i) => Math.max(length, widest[i] ?? 0)),
    [],
  );
  return lines.map((line) =>
    line
      .map((text, i) => text.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
