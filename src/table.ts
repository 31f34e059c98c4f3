// Arquero tables with typed rows, and functions to read them by values or predicates.
import { escape, table as tableFrom, type ColumnTable } from './arquero';
import { oneOf, invalidArgument } from './errors';

/** A row of a table without a type for its rows, such as one that was joined or rolled up. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- columns of any type, which only their user knows
export type AnyRow = Readonly<Record<string, any>>;

/** An Arquero table with typed rows, which `objects()` and the functions of `tables` return. */
export type Table<Row = AnyRow> = {
  /** The rows as objects; `limit` and `offset` select some of them. */
  objects(options?: { limit?: number; offset?: number }): Row[];
  /** @internal A phantom: it carries the type, and no table has it. */
  readonly __row?: Row;
} & ColumnTable;

/** The type of a table's rows. */
export type RowOf<T extends ColumnTable> = T extends {
  /** The phantom of a typed table. */
  readonly __row?: infer Row;
}
  ? unknown extends Row
    ? AnyRow
    : NonNullable<Row>
  : AnyRow;

/** A condition on rows: in each named column the value, or one of the values. */
export type Match<Row> = { readonly [Column in keyof Row]?: Row[Column] | readonly Row[Column][] };

/** A condition on rows: values by column, or a function of a row. */
export type Test<Row> = Match<Row> | ((row: Row) => unknown);

/** Whether a value is an Arquero table, from whichever copy of Arquero. */
export const isTable = (value: unknown): value is ColumnTable =>
  typeof value === 'object' &&
  value !== null &&
  ['numRows', 'columnNames', 'objects'].every(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  );

/** A table of rows, with the given columns in their order. */
export const tableOf = <Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): Table<Row> =>
  tableFrom(Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])), [
    ...columns,
  ]) as unknown as Table<Row>;

/** A table with a column in front that has one value in every row. */
export const withFirstColumn = <T extends ColumnTable>(table: T, column: string, value: number): T =>
  table.derive({ [column]: escape(() => value) }).relocate(column, { before: table.columnName(0) });

function checkTable(name: string, table: unknown): void {
  if (!isTable(table)) throw invalidArgument(name, 'table', 'an Arquero table', table);
}

/** A condition as a function of a row. */
function predicateOf<Row>(name: string, table: ColumnTable, test: Test<Row>): (row: Row) => boolean {
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
 * Selects the rows that meet a condition.
 *
 * @param table any Arquero table
 * @param test values by column, `{ quantity: 'dL/dz', depth: [1, 2] }`, or a function of a row, which may use any variable
 * @returns a table with the same columns and those rows, in their order; it may be empty
 * @throws {TypeError} when `table` is no Arquero table, or `test` is neither object nor function, or names a column that the table
 * does not have
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3 });
 * const seen = observe(mlp({ inputs: 10, hidden: [8, 8], outputs: 3 }), x, y);
 * tables.where(seen.layers, (row) => row.depth <= 2 && row.quantity === 'W').numRows(); // 2
 */
export function where<T extends ColumnTable>(table: T, test: Test<RowOf<T>>): Table<RowOf<T>> {
  checkTable('tables.where', table);
  return table.filter(escape(predicateOf('tables.where', table, test))).reify() as unknown as Table<RowOf<T>>;
}

/**
 * Returns the rows, or those that meet a condition, as objects.
 *
 * @param table any Arquero table
 * @param test as in `where`; default: all rows
 * @returns an object per row, in the order of the table
 * @throws {TypeError} as in `where`
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3 });
 * const seen = observe(mlp({ inputs: 10, hidden: [8, 8], outputs: 3 }), x, y);
 * tables.rows(seen.layers, { quantity: 'W' }).map((row) => row.depth); // [1, 2, 3]
 */
export function rows<T extends ColumnTable>(table: T, test?: Test<RowOf<T>>): RowOf<T>[] {
  checkTable('tables.rows', table);
  const all = table.objects() as RowOf<T>[];
  return test === undefined ? all : all.filter(predicateOf('tables.rows', table, test));
}

/**
 * Returns the values of a column, of all rows or of those that meet a condition.
 *
 * @param table any Arquero table
 * @param column the name of the column
 * @param test as in `where`; default: all rows
 * @returns the values, in the order of the rows
 * @throws {TypeError} when `table` is no Arquero table or has no such column, and as in `where`
 * @example
 * const spec = { inputs: 64, hidden: [16], outputs: 10 };
 * const run = await train(spec, datasets.digits(), { steps: 5 });
 * tables.values(run.history, 'step'); // [1, 2, 3, 4, 5]
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
 * Returns the value in a column of the one row that meets a condition.
 *
 * @param table any Arquero table
 * @param column the name of the column
 * @param test as in `where`
 * @returns the value
 * @throws {TypeError} when `table` is no Arquero table or has no such column, and as in `where`
 * @throws {RangeError} when no row meets the condition, or more than one
 * @example
 * const { x, y } = datasets.randomBatch({ size: 32, inputs: 10, classes: 3 });
 * const seen = observe(mlp({ inputs: 10, hidden: [8, 8], outputs: 3 }), x, y);
 * tables.value(seen.layers, 'kind', { quantity: 'dL/dW', depth: 1 }); // 'dense'
 */
export function value<T extends ColumnTable, Column extends keyof RowOf<T> & string>(
  table: T,
  column: Column,
  test?: Test<RowOf<T>>,
): RowOf<T>[Column] {
  const found = values(table, column, test);
  if (found.length === 1) return found.pop()!;
  throw new RangeError(`tables.value: ${found.length} rows pass; name columns until one is left`);
}

/**
 * Adds columns to a table, or replaces them.
 *
 * @param table any Arquero table
 * @param columns by name: one value for all rows, or a function of a row, which may use any variable
 * @returns a new table with these columns; the given one stays as it is
 * @throws {TypeError} when `table` is no Arquero table
 * @example
 * const spec = { inputs: 64, hidden: [16], outputs: 10, activation: 'relu' };
 * const run = await train(spec, datasets.digits(), { steps: 5 });
 * const more = tables.derive(run.history, { network: 'ReLU', perplexity: (row) => Math.exp(row.loss) });
 * tables.values(more, 'network')[0]; // 'ReLU'
 */
export function derive<T extends ColumnTable, More extends object>(
  table: T,
  columns: { readonly [Column in keyof More]: More[Column] | ((row: RowOf<T>) => More[Column]) },
): Table<Omit<RowOf<T>, keyof More> & More> {
  checkTable('tables.derive', table);
  const derived = Object.entries(columns).map(([name, value]) => {
    const of: unknown = typeof value === 'function' ? value : (): unknown => value;
    return [name, escape(of)];
  });
  return table.derive(Object.fromEntries(derived) as never) as unknown as Table<
    Omit<RowOf<T>, keyof More> & More
  >;
}
