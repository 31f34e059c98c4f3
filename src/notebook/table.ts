// The MIME bundle of a table: HTML and text.
import type { ColumnTable } from '../arquero';
import { itemAt } from '../arrays';
import { formatValue } from '../errors';
import { formatNumber } from '../format';
import { checkOptions, option, type Schema } from '../option-schema';
import type { MimeBundle } from './display';
import { escapeProse } from '../html';

/** Options of `show` for tables. */
export interface TableOptions {
  /** A sentence above the table. */
  readonly caption?: string;
  /** The number of significant digits of numbers that are not integers, at least 1. Default 3. */
  readonly digits?: number;
  /** The greatest number of rows, at least 1; a last line says how many are left out. Default 50. */
  readonly limit?: number;
}

const formatCell = (value: unknown, digits: number): string => {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e7 ? String(value) : formatNumber(value, digits);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return value;
  if (typeof value === 'object') {
    // JSON has no big integers.
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  }
  return formatValue(value);
};

/** The cells of a table as text, and which columns are numeric, for their alignment. */
function formatTable(
  table: ColumnTable,
  digits: number,
  limit: number,
): { names: string[]; rows: string[][]; numeric: boolean[] } {
  const names = table.columnNames();
  const objects = table.objects({ limit }) as Record<string, unknown>[];
  return {
    names,
    rows: objects.map((row) => names.map((name) => formatCell(row[name], digits))),
    numeric: names.map((name) => objects.every((row) => row[name] === null || typeof row[name] === 'number')),
  };
}

function tableHtml(
  { names, rows, numeric }: ReturnType<typeof formatTable>,
  caption: string | undefined,
  note: string,
): string {
  const row = (tag: string, texts: string[]): string =>
    `<tr>${texts.map((text, i) => `<${tag} style="text-align:${numeric[i] ? 'right' : 'left'}">${escapeProse(text)}</${tag}>`).join('')}</tr>`;
  return [
    '<table class="vg-table mathjax_ignore">',
    caption === undefined ? '' : `<caption>${escapeProse(caption)}</caption>`,
    `<thead>${row('th', names)}</thead>`,
    `<tbody>${rows.map((texts) => row('td', texts)).join('\n')}</tbody>`,
    '</table>',
    note === '' ? '' : `<p>${note}</p>`,
  ].join('\n');
}

function tableText(
  { names, rows, numeric }: ReturnType<typeof formatTable>,
  caption: string | undefined,
  note: string,
): string {
  const widths = names.map((name, i) => Math.max(name.length, ...rows.map((row) => itemAt(row, i).length)));
  const line = (texts: string[]): string =>
    texts
      .map((text, i) => (numeric[i] ? text.padStart(itemAt(widths, i)) : text.padEnd(itemAt(widths, i))))
      .join('  ')
      .trimEnd();
  return [caption, line(names), ...rows.map(line), note]
    .filter((part) => part !== undefined && part !== '')
    .join('\n');
}

const SCHEMA = {
  caption: option.string(),
  digits: option.integer({ min: 1, default: 3 }),
  limit: option.integer({ min: 1, default: 50 }),
} satisfies Schema<TableOptions>;

/** The MIME bundle of a table: as HTML, and as text. */
export function tableBundle(table: ColumnTable, options: TableOptions = {}): MimeBundle {
  const { caption, digits, limit } = checkOptions('show', 'options', options, SCHEMA);
  const shown = formatTable(table, digits, limit);
  const more = table.numRows() - shown.rows.length;
  const note = more > 0 ? `… and ${more} more rows` : table.numRows() === 0 ? 'no rows' : '';
  return {
    'text/html': tableHtml(shown, caption, note),
    'text/plain': tableText(shown, caption, note),
  };
}
