// The input of charts: Arquero tables, checked before anything is drawn.
import type { ColumnTable } from '../arquero';
import { invalidArgument } from '../errors';
import { isTable } from '../table';

/** One table, or several by the names that the legend shows. */
export type Tables = ColumnTable | Readonly<Record<string, ColumnTable>>;
export type Row = Readonly<Record<string, unknown>>;

/** The rows of a table, with its name. */
export interface NamedRows {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly columns: readonly string[];
}

/** The columns that a chart reads. */
export interface RequiredColumns {
  readonly columns: readonly string[];
  /** The source of such tables, for the error about another table. */
  readonly source: string;
}

/** Reads a table that has the columns; a TypeError otherwise. */
export function readRows(
  where: string,
  name: string,
  value: unknown,
  { columns, source }: RequiredColumns,
): NamedRows {
  if (!isTable(value)) throw invalidArgument(where, name, 'an Arquero table', value);
  const has = value.columnNames();
  const missing = columns.find((column) => !has.includes(column));
  if (missing !== undefined) {
    throw new TypeError(
      `${where}: the table of '${name}' has no column '${missing}', but ${has.join(', ')}; give ${source}`,
    );
  }
  return { name, rows: value.objects() as Row[], columns: has };
}

/** Reads tables with their names; a single one gets the name `alone`. */
export function readTables(
  where: string,
  tables: unknown,
  alone: string,
  needs: RequiredColumns,
): NamedRows[] {
  const named: [string, unknown][] = isTable(tables)
    ? [[alone, tables]]
    : Object.entries(Object(tables) as object);
  if (named.length === 0)
    throw invalidArgument(where, 'tables', 'an Arquero table, or an object of them', tables);
  return named.map(([name, table]) => readRows(where, name, table, needs));
}

/** The rows with a value in a column; a RangeError where there are none. */
export function filterRows(where: string, table: NamedRows, column: string, value: string): Row[] {
  const rows = table.rows.filter((row) => row[column] === value);
  if (rows.length > 0) return rows;
  const there = [...new Set(table.rows.map((row) => String(row[column])))];
  const instead = there.length === 0 ? 'it is empty' : `it has ${there.slice(0, 12).join(', ')}`;
  throw new RangeError(
    `${where}: the table of '${table.name}' has no rows with the ${column} '${value}'; ${instead}`,
  );
}

/** Groups rows by the number in a column, in ascending order. */
export function groupByNumber(
  where: string,
  { name, rows }: Pick<NamedRows, 'name' | 'rows'>,
  column: string,
): Map<number, Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const key = row[column];
    if (typeof key !== 'number' || !Number.isFinite(key)) {
      throw invalidArgument(where, `column '${column}' of '${name}'`, 'finite numbers', key);
    }
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return new Map([...groups].sort(([a], [b]) => a - b));
}

/** The names of the layers at these depths. */
export function layerNames(rows: readonly Row[], depths: readonly number[]): string[] {
  const names = new Map(rows.map((row) => [row.depth, String(row.layer)]));
  return depths.map((depth) => names.get(depth) ?? '');
}
