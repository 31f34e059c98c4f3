// The maps of a sweep side by side: their rows, their axes and their words.
import { itemAt } from '../arrays';
import { formatNumber } from '../format';
import { axis } from './axes';
import { medianLine, mediansAt, type Line } from './lines';
import { suffixOf, type PanelGrid } from './panel-grid';
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

/** The axis of a map at its place; the maps at the left and at the bottom have the titles, those at the left the labels of y. */
export function panelAxis(
  grid: PanelGrid,
  i: number,
  letter: 'x' | 'y',
  title: string,
  own: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  if (grid.count === 1) return { ...own, ...axis(title) };
  const isLeft = grid.isLeft(i);
  return letter === 'x'
    ? {
        ...own,
        ...axis(grid.isBottom(i) ? title : ''),
        domain: grid.horizontal(i),
        anchor: `y${suffixOf(i)}`,
      }
    : {
        ...own,
        ...axis(isLeft ? title : ''),
        showticklabels: isLeft,
        domain: grid.vertical(i),
        anchor: `x${suffixOf(i)}`,
      };
}

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
