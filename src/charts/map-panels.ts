// The maps of a sweep side by side: their rows, their places and their words.
import { itemAt } from '../arrays';
import { formatNumber } from '../format';
import { axis } from './axes';
import { medianLine, mediansAt, type Line } from './lines';
import { evenIndices, listPoints } from './phrases';
import { groupByNumber, readRows, type Row } from './tables';

/** One map: a line of medians for each value of y. */
export interface Panel {
  readonly name: string;
  readonly lines: ReadonlyMap<number, Line>;
}

/** The columns of a map. */
export interface MapColumns {
  readonly x: string;
  readonly y: string;
  readonly value: string;
  readonly panels: string | undefined;
}

/** Reads a table as maps: one, or one for each value of the column of the panels. */
export function readPanels(where: string, table: unknown, { x, y, value, panels }: MapColumns): Panel[] {
  const columns = [x, y, value, ...(panels === undefined ? [] : [panels])];
  const { rows } = readRows(where, 'table', table, { columns, source: 'a table that has the columns named' });
  const seen = rows.filter((row) => row[value] !== null && row[value] !== undefined);
  if (seen.length === 0) throw new RangeError(`${where}: table has no values in the column '${value}'`);
  const names = panels === undefined ? [value] : [...new Set(rows.map((row) => String(row[panels])))];
  return names.map((name) => ({
    name,
    lines: linesOf(
      where,
      seen.filter((row) => panels === undefined || String(row[panels]) === name),
      { x, y, value },
    ),
  }));
}

function linesOf(
  where: string,
  rows: readonly Row[],
  { x, y, value }: Omit<MapColumns, 'panels'>,
): Map<number, Line> {
  const groups = groupByNumber(where, { name: 'table', rows }, y);
  return new Map(
    [...groups].map(([at, own]) => [
      at,
      medianLine(where, { name: `table, ${y} ${at}`, rows: own }, x, value),
    ]),
  );
}

/** The colours of a map, a row for each value of y; null where nothing was measured, or no number. */
export const cellsOf = (
  { lines }: Panel,
  xs: readonly number[],
  ys: readonly number[],
): (number | null)[][] =>
  ys.map((y) => {
    const line = lines.get(y);
    return line ? mediansAt(line, xs, false) : xs.map(() => null);
  });

const PANEL_HEIGHT = 210; // in pixels, of a map among several
const ROW_GAP = 54; // the ticks of one row and the titles of the next, in pixels
export const PANEL_TITLE_HEIGHT = 24;
const GAP = 0.06; // between maps, as a share of the width

/** The places of maps side by side, in rows from the top. */
export class Panels {
  readonly #count: number;
  readonly #columns: number;
  /** The height of the plot, in pixels; a single map has the height of any chart. */
  readonly height: number | undefined;

  constructor(count: number, columns: number) {
    this.#count = count;
    this.#columns = Math.min(count, columns);
    const rows = Math.ceil(count / this.#columns);
    this.height = count === 1 ? undefined : rows * PANEL_HEIGHT + (rows - 1) * ROW_GAP;
  }

  /** The axis of a map at its place; the maps at the left and at the bottom have the titles, those at the left the labels of y. */
  axis(
    i: number,
    letter: 'x' | 'y',
    title: string,
    own: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> {
    if (this.height === undefined) return { ...own, ...axis(title) };
    const other = `${letter === 'x' ? 'y' : 'x'}${suffixOf(i)}`;
    const isBottom = i + this.#columns >= this.#count;
    const isLeft = i % this.#columns === 0;
    return letter === 'x'
      ? { ...own, ...axis(isBottom ? title : ''), domain: this.#across(i), anchor: other }
      : {
          ...own,
          ...axis(isLeft ? title : ''),
          showticklabels: isLeft,
          domain: this.#up(i, this.height),
          anchor: other,
        };
  }

  #across(i: number): [number, number] {
    const width = (1 - GAP * (this.#columns - 1)) / this.#columns;
    const left = (i % this.#columns) * (width + GAP);
    return [left, Math.min(1, left + width)];
  }

  #up(i: number, height: number): [number, number] {
    const top = 1 - (Math.floor(i / this.#columns) * (PANEL_HEIGHT + ROW_GAP)) / height;
    return [Math.max(0, top - PANEL_HEIGHT / height), top];
  }
}

/** The suffix of the names of a map's axes: '', '2', '3', … */
export const suffixOf = (i: number): string => (i === 0 ? '' : String(i + 1));

const MAX_WORDS = 6;

/** The words for a map: some of its values. */
export function describePanel(
  { name, lines }: Panel,
  { x, y, named }: { readonly x: string; readonly y: string; readonly named: boolean },
): string {
  const all = [...lines];
  const rows = evenIndices(all.length, MAX_WORDS).map((i) => {
    const [at, line] = itemAt(all, i);
    const few = evenIndices(line.x.length, MAX_WORDS);
    const thin = {
      x: few.map((j) => itemAt(line.x, j)),
      median: few.map((j) => itemAt(line.median, j)),
    };
    return `${y} ${formatNumber(at, 4)}: ${listPoints(thin, x)}.`;
  });
  return `${named ? `${name}: ` : ''}${rows.join(' ')}`;
}
