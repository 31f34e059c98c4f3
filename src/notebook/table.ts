// A table as a page shows it, and as a terminal does.
import type { ColumnTable } from 'arquero';
import { formatNumber } from '../format';
import { integer, checkKeys, invalidArgument } from '../errors';
import type { Bundle } from './display';
import { escapeHtml } from './html';

export interface TableOptions {
  /** A sentence above the table. */
  readonly caption?: string;
  /** Significant digits of numbers that are not whole. Default 3. */
  readonly digits?: number;
  /** How many rows at the most; what is left out is said. Default 50. */
  readonly limit?: number;
}

const cell = (value: unknown, digits: number): string => {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : formatNumber(value, digits);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
};

/** The table as text, and which columns are numbers, to be aligned at the right. */
function cells(
  table: ColumnTable,
  digits: number,
  limit: number,
): { names: string[]; rows: string[][]; numeric: boolean[] } {
  const names = table.columnNames();
  const objects = table.objects({ limit }) as Record<string, unknown>[];
  return {
    names,
    rows: objects.map((row) => names.map((name) => cell(row[name], digits))),
    numeric: names.map((name) => objects.every((row) => row[name] === null || typeof row[name] === 'number')),
  };
}

function asHtml(
  { names, rows, numeric }: ReturnType<typeof cells>,
  caption: string | undefined,
  rest: string,
): string {
  const row = (tag: string, texts: string[]): string =>
    `<tr>${texts.map((text, i) => `<${tag} style="text-align:${numeric[i] ? 'right' : 'left'}">${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return [
    '<table class="vg-table mathjax_ignore">',
    caption === undefined ? '' : `<caption>${escapeHtml(caption)}</caption>`,
    `<thead>${row('th', names)}</thead>`,
    `<tbody>${rows.map((texts) => row('td', texts)).join('\n')}</tbody>`,
    '</table>',
    rest === '' ? '' : `<p>${rest}</p>`,
  ].join('\n');
}

function asText(
  { names, rows, numeric }: ReturnType<typeof cells>,
  caption: string | undefined,
  rest: string,
): string {
  const widths = names.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i].length)));
  const line = (texts: string[]): string =>
    texts
      .map((text, i) => (numeric[i] ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd();
  return [caption, line(names), ...rows.map(line), rest]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}

export function tableBundle(table: ColumnTable, options: TableOptions = {}): Bundle {
  checkKeys('show', 'options', options, ['caption', 'digits', 'limit']);
  const { caption } = options;
  if (caption !== undefined && typeof caption !== 'string')
    throw invalidArgument('show', 'caption', 'a string', caption);
  const digits = integer('show', 'digits', options.digits ?? 3, 1);
  const limit = integer('show', 'limit', options.limit ?? 50, 1);
  const shown = cells(table, digits, limit);
  const more = table.numRows() - shown.rows.length;
  const rest = more > 0 ? `… and ${more} more rows` : '';
  return { 'text/html': asHtml(shown, caption, rest), 'text/plain': asText(shown, caption, rest) };
}
