// The inputs that students see, with what is expected for each: values, made by the judge, and no code that makes them.
import { itemAt } from '../arrays';
import { loadData, readData } from '../platform';
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
    /** The value that each known mistake gives. */
    readonly slips: readonly Plain[];
  }[];
}
export type Sheets = Readonly<Record<string, Sheet>>;

/** The seed of the cases that students see. */
export const VISIBLE_SEED = 0;
const FILE = 'exercises/visible.json';

/** Ten digits are more than any tolerance asks for. */
export const toJson = (sheets: Sheets): string =>
  JSON.stringify(sheets, (_, v: unknown) =>
    typeof v === 'number' ? writeWords(Number(v.toPrecision(10))) : v,
  );

let read: Sheets | undefined;

/** Null where the file is not at hand. */
export function visibleSheet(name: string): Sheet | null {
  if (read === undefined) {
    const text = readData(FILE);
    if (text === null) return null;
    read = JSON.parse(text, (_, v: unknown) => readWords(v)) as Sheets;
  }
  return read[name] ?? null;
}

/**
 * Fetches the inputs and expected values of `check`, which a browser needs first. In Node they are a file of the package, and this
 * does nothing.
 *
 * @param url the address of the package's data/exercises/visible.json; default: beside the package's own files
 * @returns a promise that is resolved once they are there
 * @throws {Error} when the file can't be fetched
 * @example await exercises.loadCases('/assets/visible.json');
 */
export async function loadCases(url?: string | URL): Promise<void> {
  await loadData(FILE, 'exercises.loadCases', url);
}

export const judgedBy = ({ cases }: Sheet): Judged[] =>
  cases.map(({ words, expectation, slips }) => ({
    words,
    fault: (value) => faultOf(expectation, value),
    isSlip: (slip, value) => isSlip(expectation, itemAt(slips, slip), value),
  }));
