// Arquero tables that know what their rows hold, and plain ways to read them.
import { escape, table as tableFrom, type ColumnTable } from './arquero';
import { oneOf, invalidArgument } from './errors';

/** A row of a table that says nothing of its rows, such as one that was joined or rolled up. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- columns of any type, which only their user knows
export type AnyRow = Readonly<Record<string, any>>;

/** An Arquero table whose rows are of a type: `objects()` gives them so, and what is in here. */
export type Table<Row = AnyRow> = {
  objects(options?: { limit?: number; offset?: number }): Row[];
  /** For the compiler alone: never there. */
  readonly __row?: Row;
} & ColumnTable;

/** The rows of a table, where it says what they hold. */
export type RowOf<T extends ColumnTable> = T extends { readonly __row?: infer Row }
  ? unknown extends Row
    ? AnyRow
    : NonNullable<Row>
  : AnyRow;

/** What rows are to be: in each column named here the value, or one of the values. */
export type Match<Row> = { readonly [Column in keyof Row]?: Row[Column] | readonly Row[Column][] };

/** What rows are to be, or a function of a row. */
export type Test<Row> = Match<Row> | ((row: Row) => unknown);

/** Whether a value is an Arquero table, whichever copy of Arquero made it. */
export const isTable = (value: unknown): value is ColumnTable =>
  typeof value === 'object' &&
  value !== null &&
  ['numRows', 'columnNames', 'objects'].every(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  );

/** A table of some columns of rows, in this order. */
export const tableOf = <Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): Table<Row> =>
  tableFrom(Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])), [
    ...columns,
  ]) as unknown as Table<Row>;

function checkTable(name: string, table: unknown): void {
  if (!isTable(table)) throw invalidArgument(name, 'table', 'an Arquero table', table);
}

/** A test as a function of a row. */
function predicate<Row>(name: string, table: ColumnTable, test: Test<Row>): (row: Row) => boolean {
  if (typeof test === 'function') return (row) => Boolean(test(row));
  if (typeof test !== 'object' || test === null || Array.isArray(test))
    throw invalidArgument(
      name,
      'test',
      "an object such as { quantity: 'dL/dz' }, or a function (row) => …",
      test,
    );
  const columns = table.columnNames();
  const entries = Object.entries(test).map(([column, value]) => {
    const wanted: unknown[] = Array.isArray(value) ? value : [value];
    return [oneOf(name, 'column', column, columns), wanted] as const;
  });
  return (row) => entries.every(([column, wanted]) => wanted.includes((row as AnyRow)[column]));
}

/**
 * The rows that pass a test, as a table.
 *
 * @param test values by column, `{ quantity: 'dL/dz', depth: [1, 2] }`, or a function of a row, which may use any variable
 * @throws {TypeError} when the table is none, or the test names a column that it has not
 * @example charts.gradientFlow(tables.where(seen.layers, (row) => row.depth <= deepest))
 */
export function where<T extends ColumnTable>(table: T, test: Test<RowOf<T>>): Table<RowOf<T>> {
  checkTable('tables.where', table);
  return table.filter(escape(predicate('tables.where', table, test))).reify() as unknown as Table<RowOf<T>>;
}

/**
 * The rows, or those that pass a test, as objects.
 *
 * @throws {TypeError} as in `where`
 * @example tables.rows(seen.layers, { quantity: 'W' }).map((row) => row.rms)
 */
export function rows<T extends ColumnTable>(table: T, test?: Test<RowOf<T>>): RowOf<T>[] {
  checkTable('tables.rows', table);
  const all = table.objects() as RowOf<T>[];
  return test === undefined ? all : all.filter(predicate('tables.rows', table, test));
}

/**
 * The values of a column, of all rows or of those that pass a test.
 *
 * @throws {TypeError} when the table is none, or has no such column
 * @example tables.values(run.history, 'loss')
 */
export function values<T extends ColumnTable, Column extends keyof RowOf<T> & string>(
  table: T,
  column: Column,
  test?: Test<RowOf<T>>,
): RowOf<T>[Column][] {
  checkTable('tables.values', table);
  oneOf('tables.values', 'column', column, table.columnNames());
  return rows(table, test).map((row) => row[column]);
}

/**
 * The value in a column of the one row that passes a test.
 *
 * @throws {TypeError} when the table is none, or has no such column
 * @throws {RangeError} when no row passes, or more than one
 * @example tables.value(seen.layers, 'norm', { quantity: 'dL/dW', depth: 1 })
 */
export function value<T extends ColumnTable, Column extends keyof RowOf<T> & string>(
  table: T,
  column: Column,
  test?: Test<RowOf<T>>,
): RowOf<T>[Column] {
  const found = values(table, column, test);
  if (found.length === 1) return found[0];
  throw new RangeError(`tables.value: ${found.length} rows pass; name columns until one is left`);
}

/**
 * The table with more columns, or others in their place.
 *
 * @param columns by name: one value for all rows, or a function of a row
 * @throws {TypeError} when the table is none
 * @example tables.derive(run.history, { network: 'ReLU', perplexity: (row) => Math.exp(row.loss) })
 */
export function derive<T extends ColumnTable, More extends object>(
  table: T,
  columns: { readonly [Column in keyof More]: More[Column] | ((row: RowOf<T>) => More[Column]) },
): Table<Omit<RowOf<T>, keyof More> & More> {
  checkTable('tables.derive', table);
  const made = Object.entries(columns).map(([name, value]) => {
    const of: unknown = typeof value === 'function' ? value : (): unknown => value;
    return [name, escape(of)];
  });
  return table.derive(Object.fromEntries(made) as never) as unknown as Table<
    Omit<RowOf<T>, keyof More> & More
  >;
}
