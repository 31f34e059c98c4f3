// The table of a sweep in a file: CSV and Arrow by Arquero, Parquet by hyparquet-writer.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { table as tableFrom, toArrowIPC, toCSV, type ColumnTable } from '../arquero';
import { oneOf } from '../errors';

const FORMATS = ['.csv', '.arrow', '.parquet'] as const;

/** Whether a value is one that columns of the formats hold as it is. */
const isSimple = (value: unknown): boolean => value === null || typeof value !== 'object';

/** A table whose arrays and objects are texts of JSON. */
function flat(table: ColumnTable): {
  readonly names: readonly string[];
  readonly columns: Record<string, unknown[]>;
} {
  const names = table.columnNames();
  const columns = Object.fromEntries(
    names.map((name) => {
      const values = Array.from(table.array(name) as ArrayLike<unknown>);
      return [name, values.map((value) => (isSimple(value) ? value : JSON.stringify(value)))];
    }),
  );
  return { names, columns };
}

/**
 * Writes a table to a file, whose ending says how: .csv, .arrow or .parquet.
 *
 * @throws {TypeError} when it has another ending
 * @throws {Error} when hyparquet-writer is not installed, or the file can't be written
 */
export async function writeTable(where: string, table: ColumnTable, file: string): Promise<void> {
  const format = oneOf(where, 'the ending of output', path.extname(file), FORMATS);
  writeFileSync(file, await bytesOf(where, table, format));
}

async function bytesOf(
  where: string,
  table: ColumnTable,
  format: (typeof FORMATS)[number],
): Promise<string | Uint8Array> {
  const { names, columns } = flat(table);
  const plain = tableFrom(columns, [...names]);
  if (format === '.csv') return toCSV(plain);
  if (format === '.arrow') return toArrowIPC(plain, { format: 'file' });
  const { parquetWriteBuffer } = await loadWriter(where);
  const data = names.map((name) => ({ name, ...typed(columns[name]!) }));
  return new Uint8Array(parquetWriteBuffer({ columnData: data } as never));
}

/** A column with its type: one of mixed values is text. */
function typed(values: readonly unknown[]): { readonly data: unknown[]; readonly type: string } {
  const some = values.filter((value) => value !== null && value !== undefined);
  const data = values.map((value) => value ?? null);
  if (some.every((value) => typeof value === 'number')) return { data, type: 'DOUBLE' };
  if (some.every((value) => typeof value === 'boolean')) return { data, type: 'BOOLEAN' };
  return {
    data: data.map((value) => (value === null ? null : (value as string | number).toString())),
    type: 'STRING',
  };
}

async function loadWriter(where: string): Promise<typeof import('hyparquet-writer')> {
  try {
    return await import('hyparquet-writer');
  } catch (error) {
    throw new Error(
      `${where}: Parquet needs hyparquet-writer, which is not installed: npm install hyparquet-writer`,
      {
        cause: error,
      },
    );
  }
}
