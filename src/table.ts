import type { ColumnTable } from 'arquero';

/** Whether a value is an Arquero table, whichever copy of Arquero made it. */
export const isTable = (value: unknown): value is ColumnTable =>
  typeof value === 'object' &&
  value !== null &&
  ['numRows', 'columnNames', 'objects'].every(
    (method) => typeof (value as Record<string, unknown>)[method] === 'function',
  );
