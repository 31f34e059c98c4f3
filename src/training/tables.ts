// From rows to tables.
import { table, type ColumnTable } from 'arquero';

/** A table of some columns of rows, in this order. */
export const tableOf = <Row extends object>(
  rows: readonly Row[],
  columns: readonly (keyof Row & string)[],
): ColumnTable =>
  table(Object.fromEntries(columns.map((name) => [name, rows.map((row) => row[name])])), [...columns]);
