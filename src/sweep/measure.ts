// Measures an experiment at one point, in whichever process it is called.
import { types } from 'node:util';
import { formatValue } from '../errors';
import { isTable } from '../table';
import type { Experiment, Measured, MeasureContext } from './experiment';
import { faultText, measuredText } from './outcome';
import { decode, encode, isLiteral } from './plain';
import { FAULT_COLUMNS, type Point } from './points';

type Row = Readonly<Record<string, unknown>>;

/** The text of the outcome at a point, given as its canonical text; a throw is an outcome. */
export async function measureAt(
  experiment: Experiment<never>,
  point: string,
  context: MeasureContext,
): Promise<string> {
  try {
    const values = decode(point) as Point;
    const measured: Measured = await experiment.measure(values as never, context);
    const rows = rowsOf(measured);
    for (const row of rows) checkColumns(row, values);
    return measuredText(rows);
  } catch (error) {
    return thrownText(error);
  }
}

/** The text of the outcome of a point whose measurement threw. */
export function thrownText(error: unknown): string {
  if (!isError(error)) return faultText('error', cut(`threw ${formatValue(error)}`));
  return faultText('error', cut(wordsOf(error)), cut(String(error.stack)));
}

/** An error of this or another realm. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

/** An error in words, with what caused it: `TypeError: fetch failed; caused by Error: connect ECONNREFUSED`. */
function wordsOf(error: Error, depth = 0): string {
  try {
    const parts = error instanceof AggregateError ? (error.errors as unknown[]).slice(0, SHOWN_PARTS) : [];
    const causes = [error.cause, ...parts].filter(isError);
    const own = `${error.name}: ${error.message}`;
    if (depth >= MAX_CAUSES || causes.length === 0) return own;
    return `${own}; caused by ${causes.map((cause) => wordsOf(cause, depth + 1)).join(', and by ')}`;
  } catch (thrown) {
    return `an error that can't be read: ${formatValue(thrown)}`;
  }
}

const MAX_CAUSES = 3;
const SHOWN_PARTS = 3;
/** The length of an error's words and of its stack in a row and a journal. */
const MAX_LENGTH = 10_000;

const cut = (text: string): string =>
  text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}… (${text.length} characters)`;

function rowsOf(measured: unknown): readonly Row[] {
  if (isTable(measured)) return measured.objects() as Row[];
  if (isLiteral(measured)) return [measured];
  if (Array.isArray(measured) && Array.from(measured as unknown[]).every(isLiteral)) return measured as Row[];
  throw new TypeError(
    `measure must give rows: an array of objects, an object or an Arquero table; got ${formatValue(measured)}`,
  );
}

/** A row may repeat what its point says, and not contradict it. */
function checkColumns(row: Row, point: Point): void {
  const taken = FAULT_COLUMNS.find((name) => Object.hasOwn(row, name));
  if (taken !== undefined)
    throw new TypeError(`measure gave the column '${taken}', which a sweep adds itself; name it otherwise`);
  for (const [name, value] of Object.entries(row)) {
    if (!Object.hasOwn(point, name)) continue;
    const [given, own] = [point[name], value ?? null].map((one) => encode('measure', name, one));
    if (given !== own)
      throw new TypeError(
        `measure gave ${own} in the column '${name}', which is ${given} in the point; name it otherwise`,
      );
  }
}
