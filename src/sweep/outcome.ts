// The outcome of a point: its rows, and its fault where it has one, as text that every executor hands on unchanged.
import { encode, restore, type Plain } from './plain';
import { RESERVED_COLUMNS } from './points';

/** The kinds of faults: it threw, it gave NaN, its time or memory was used up, or its process ended. */
export type Fault = 'error' | 'nan' | 'time' | 'memory' | 'died';

/** A row of a measurement after its check. */
export type PlainRow = Readonly<Record<string, Plain>>;

export interface Outcome {
  readonly rows: readonly PlainRow[];
  readonly fault: Fault | null;
  /** The error in words; null without a fault. */
  readonly error: string | null;
}

/** The outcome of a measured point as text: an object of JSON. */
export function measuredText(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const texts = rows.map((row, i) => rowText(i, row));
  const nan = firstNaN(rows);
  const fault = nan === null ? '' : `,"fault":"nan","error":${JSON.stringify(nan)}`;
  return `{"rows":[${texts.join(',')}]${fault}}`;
}

/** The outcome of a point that could not be measured, as text. */
export const faultText = (fault: Fault, error: string, stack?: string): string =>
  `{"rows":[],"fault":"${fault}","error":${JSON.stringify(error)}${stack === undefined ? '' : `,"stack":${JSON.stringify(stack)}`}}`;

/** Whether the text is of a point without a fault. Its rows come first, and hold any text only as JSON strings, in quotes. */
export const isFaultless = (text: string): boolean =>
  !text.includes('"fault":"') || (JSON.parse(text) as { fault?: string }).fault === undefined;

/** Reads the text of an outcome, or a line of a journal, which holds one. */
export function parseOutcome(text: string): Outcome {
  const {
    rows,
    fault = null,
    error = null,
  } = JSON.parse(text) as {
    rows: unknown[];
    fault?: Fault;
    error?: string;
  };
  return { rows: rows.map((row) => restore(row) as PlainRow), fault, error };
}

/** The text of a row, in its own order of columns. An undefined value is a missing one: null, as in tables. */
function rowText(i: number, row: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(row).map(([name, value]) => {
    if (RESERVED_COLUMNS.includes(name))
      throw new TypeError(`measure gave the column '${name}', which is reserved; name it otherwise`);
    return `${JSON.stringify(name)}:${encode('measure', `rows[${i}].${name}`, value ?? null)}`;
  });
  return `{${parts.join(',')}}`;
}

function firstNaN(rows: readonly Readonly<Record<string, unknown>>[]): string | null {
  for (const [i, row] of rows.entries()) {
    const place = placeOfNaN(row, '');
    if (place !== null)
      return `${place} is NaN${rows.length > 1 ? ` in row ${i + 1} of ${rows.length}` : ''}`;
  }
  return null;
}

/** The place of the first NaN in plain data, such as `y` or `losses[3].value`; null where there is none. */
function placeOfNaN(value: unknown, path: string): string | null {
  if (typeof value !== 'object' || value === null) return Number.isNaN(value) ? path : null;
  const isArray = Array.isArray(value);
  for (const [name, part] of isArray ? value.entries() : Object.entries(value)) {
    const inner = isArray ? `${path}[${name}]` : `${path}${path === '' ? '' : '.'}${name}`;
    const place = placeOfNaN(part, inner);
    if (place !== null) return place;
  }
  return null;
}
