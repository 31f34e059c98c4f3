// The table of a sweep in a file: CSV and Arrow by Arquero, Parquet by hyparquet-writer.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { table as tableFrom, toArrow, toArrowIPC, toCSV, type ColumnTable } from '../arquero';
import { oneOf } from '../errors';
import { FAULT_COLUMNS } from './points';

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
  const bytes = await bytesOf(where, table, format);
  try {
    writeFileSync(file, bytes);
  } catch (error) {
    throw new Error(`${where}: output ${file} can't be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function bytesOf(
  where: string,
  table: ColumnTable,
  format: (typeof FORMATS)[number],
): Promise<string | Uint8Array> {
  const { names, columns } = flat(table);
  if (format === '.csv') {
    const texts = Object.entries(columns).map(([name, values]) => [name, values.map(csvValue)] as const);
    return toCSV(tableFrom(Object.fromEntries(texts), [...names]));
  }
  const data = names.map((name) => ({ name, ...typed(name, columns[name]!) }));
  if (format === '.arrow') {
    const plain = tableFrom(Object.fromEntries(data.map((one) => [one.name, one.data])), [...names]);
    const byType = arrowTypes();
    const types = Object.fromEntries(data.map((one) => [one.name, byType[one.type]]));
    return toArrowIPC(plain, { format: 'file', types } as never);
  }
  const { parquetWriteBuffer } = await loadWriter(where);
  return new Uint8Array(parquetWriteBuffer({ columnData: data }));
}

type ColumnType = 'DOUBLE' | 'BOOLEAN' | 'STRING';

/** The types of Arrow: those that Arquero finds for such values. */
const arrowTypes = (): Readonly<Record<ColumnType, unknown>> => {
  const { fields } = toArrow(tableFrom({ number: [0.5], boolean: [true], text: [''] })).schema;
  const [number, boolean, text] = fields.map(({ type }) => type);
  return { DOUBLE: number, BOOLEAN: boolean, STRING: 'dictionary' in text! ? text.dictionary : text };
};

/** A column with its type: one of mixed values is text, and so are faults where there are none. */
function typed(
  name: string,
  values: readonly unknown[],
): { readonly data: unknown[]; readonly type: ColumnType } {
  const some = values.filter((value) => value !== null && value !== undefined);
  const data = values.map((value) => value ?? null);
  if (!(FAULT_COLUMNS as readonly string[]).includes(name)) {
    if (some.every((value) => typeof value === 'number')) return { data, type: 'DOUBLE' };
    if (some.every((value) => typeof value === 'boolean')) return { data, type: 'BOOLEAN' };
  }
  return { data: data.map((value) => (value === null ? null : textOf(value))), type: 'STRING' };
}

/** A value as text, from which -0 can be told. */
const textOf = (value: unknown): string => (Object.is(value, -0) ? '-0' : String(value));

const csvValue = (value: unknown): unknown => (Object.is(value, -0) ? '-0' : value);

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
