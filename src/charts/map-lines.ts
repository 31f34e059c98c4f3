// Curves over a map of colours, and the edges of its cells.
import { first, itemAt, last } from '../arrays';
import { invalidArgument } from '../errors';
import { formatNumber } from '../format';
import { evenIndices, joinWithAnd } from './phrases';
import { readRows } from './tables';

/** A curve over a map. */
export interface MapLine {
  readonly name: string;
  /** The map that it belongs to. Default: all. */
  readonly panel?: string;
  /** Its points, as x and y; one that is not finite interrupts the curve. */
  readonly points: readonly (readonly [number, number])[];
}

/** How curves are told apart, and the word for it. */
export const DASHES = [
  { dash: 'dash', word: 'dashed' },
  { dash: 'dot', word: 'dotted' },
  { dash: 'solid', word: 'line' },
] as const;

/** Reads curves from a table with x, y, `line` and, optionally, the column of the panels. */
export function readMapLines(
  where: string,
  table: unknown,
  { x, y, panels }: { readonly x: string; readonly y: string; readonly panels: string | undefined },
): MapLine[] {
  if (table === undefined) return [];
  const source = `a table with ${x}, ${y} and line, the name of the curve`;
  const { rows, columns } = readRows(where, 'lines', table, { columns: [x, y, 'line'], source });
  const groups = new Map<string, { name: string; panel?: string; points: [number, number][] }>();
  for (const row of rows) {
    const name = String(row.line);
    const panel = panels !== undefined && columns.includes(panels) ? String(row[panels]) : undefined;
    const key = JSON.stringify([name, panel]);
    const group = groups.get(key) ?? { name, ...(panel === undefined ? {} : { panel }), points: [] };
    group.points.push([pointValue(where, x, row[x]), pointValue(where, y, row[y])]);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function pointValue(where: string, column: string, value: unknown): number {
  if (typeof value === 'number') return value;
  throw invalidArgument(where, `column '${column}' of 'lines'`, 'numbers', value);
}

/** The edges of cells around values: midway between them, on a log scale by ratio. */
export function cellEdges(where: string, name: string, values: readonly number[], log: boolean): number[] {
  if (log && first(values) <= 0)
    throw new RangeError(`${where}: column '${name}' must be above 0 on a log axis; got ${first(values)}`);
  const scaled = log ? values.map(Math.log) : values;
  const back = (value: number): number => (log ? Math.exp(value) : value);
  const between = scaled.slice(1).map((value, i) => (value + itemAt(scaled, i)) / 2);
  const half = scaled.length === 1 ? 0.5 : 0;
  const before = half || first(between) - first(scaled);
  const after = half || last(scaled) - last(between);
  return [first(scaled) - before, ...between, last(scaled) + after].map(back);
}

/** The edges of the cells of a map. */
export interface MapEdges {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const isBetween = (value: number, edges: readonly number[]): boolean =>
  value >= first(edges) && value <= last(edges);

const [CASING, INK] = ['rgba(255, 255, 255, 0.85)', '#20242b'];

/** The traces of a curve that can be seen on dark and on light colours, dark dashes on a white line; outside of the map it has gaps. */
export function lineTracesOverMap(
  { points }: MapLine,
  edges: MapEdges,
  dash: string,
  axes: Readonly<Record<string, string>>,
): Record<string, unknown>[] {
  const inside = points.map(([x, y]) => isBetween(x, edges.x) && isBetween(y, edges.y));
  const path = {
    x: points.map(([x], i) => (inside[i] ? x : null)),
    y: points.map(([, y], i) => (inside[i] ? y : null)),
  };
  return [
    { color: CASING, width: 5, dash: 'solid' },
    { color: INK, width: 2, dash },
  ].map((line) => ({ type: 'scatter', ...path, mode: 'lines', line, hoverinfo: 'skip', ...axes }));
}

const MAX_WORDS = 6;

/** The words for a curve: some of its points. */
export const describeLine = (
  { name, panel, points }: MapLine,
  { x, y }: { readonly x: string; readonly y: string },
): string => {
  const few = evenIndices(points.length, MAX_WORDS).map((i) => itemAt(points, i));
  const through = few.map(([at, value]) => `${formatNumber(value)} at ${x} ${formatNumber(at)}`);
  return `${name}${panel === undefined ? '' : `, in ${panel}`}: a line through ${y} ${joinWithAnd(through)}.`;
};
