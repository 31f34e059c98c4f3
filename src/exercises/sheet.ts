// The inputs that students see, with what is expected for each: values, made by the judge, and no code that makes them.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf, isSlip, type Expectation } from './expectation';
import { readWords, writeWords, type Plain } from './plain';
import type { Judged } from './verdict';

export interface Sheet {
  /** Each ends the sentence "This is what comes out …". */
  readonly hints: readonly string[];
  readonly cases: readonly {
    readonly given: unknown;
    readonly words: string;
    readonly expectation: Expectation;
    /** What comes out of each slip. */
    readonly slips: readonly Plain[];
  }[];
}
export type Sheets = Readonly<Record<string, Sheet>>;

/** Of the cases that students see. */
export const VISIBLE_SEED = 0;
const FILE = join(__dirname, '..', '..', 'data', 'exercises', 'visible.json');

/** Ten digits are more than any tolerance asks for. */
export const toJson = (sheets: Sheets): string =>
  JSON.stringify(sheets, (_, v: unknown) =>
    typeof v === 'number' ? writeWords(Number(v.toPrecision(10))) : v,
  );

let read: Sheets | undefined;

/** Null where the file is not at hand. */
export function visibleSheet(name: string): Sheet | null {
  if (!existsSync(FILE)) return null;
  read ??= JSON.parse(readFileSync(FILE, 'utf8'), (_, v: unknown) => readWords(v)) as Sheets;
  return read[name];
}

export const judgedBy = ({ cases }: Sheet): Judged[] =>
  cases.map(({ words, expectation, slips }) => ({
    words,
    fault: (value) => faultOf(expectation, value),
    isSlip: (slip, value) => isSlip(expectation, slips[slip], value),
  }));
