// Streams: the columns of `charts.signal`, with the branches that skip connections lead past.
import { itemAt } from '../arrays';
import { checkKeys, integer, invalidArgument } from '../errors';
import { medianLine, type Line } from './lines';
import { filterRows, type NamedRows, type Row } from './tables';

/** The layers that one skip connection leads past. */
export interface Branch {
  /** The columns of the stream on either side of the branch; null where the branch begins at the input. */
  readonly ends: readonly [number | null, number];
  /** The places of the branch's layers between them, and their values. */
  readonly x: readonly number[];
  readonly median: readonly number[];
}

/** A line, with the branches beside it; without skip connections there are none. */
export interface Stream extends Line {
  readonly branches: readonly Branch[];
}

/** A line as a stream without skip connections. */
export const withoutBranches = (line: Line): Stream => ({ ...line, branches: [] });

/** The number of layers that a skip connection of `mlp` spans; 0 for none. */
function checkSpan(where: string, name: string, value: unknown): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return integer(where, name, value, 1);
  throw invalidArgument(
    where,
    name,
    'true, false, a number of layers, or an object of these by table',
    value,
  );
}

/** Reads `skip` for each of the tables: one value for all of them, or an object by their names. */
export function skipsOf(where: string, skip: unknown, names: readonly string[]): number[] {
  if (typeof skip !== 'object' || skip === null) {
    const span = skip === undefined ? 0 : checkSpan(where, 'skip', skip);
    return names.map(() => span);
  }
  checkKeys(where, 'skip', skip, names);
  const own = skip as Readonly<Record<string, unknown>>;
  return names.map((name) => (own[name] === undefined ? 0 : checkSpan(where, `skip['${name}']`, own[name])));
}

const BLOCK = /^block(\d+)_/;
const blockOf = (layer: unknown): string | undefined => BLOCK.exec(String(layer))?.[1];

/** The depths of layers that lie inside the blocks of `residual`: all of a block but its last, whose output is added. */
function depthsInBlocks(rows: readonly Row[], isScaled: boolean): Set<unknown> {
  const lasts = new Map<string, number>();
  for (const { layer, depth } of rows) {
    const block = blockOf(layer);
    if (block !== undefined) lasts.set(block, Math.max(lasts.get(block) ?? 0, depth as number));
  }
  const inside = rows.filter(({ layer, depth }) => {
    const block = blockOf(layer);
    return block !== undefined && (isScaled || depth !== lasts.get(block));
  });
  return new Set(inside.map(({ depth }) => depth));
}

/** Whether a number scales the branches: then the last layer of a block does not have the stream's gradient. */
const hasScale = (rows: readonly Row[]): boolean =>
  rows.some(({ layer }) => /^block\d+_scale$/.test(String(layer)));

/** The branches between the columns of a stream, from the layers inside them. */
function branchesBetween(columns: readonly number[], inner: Pick<Line, 'x' | 'median'>): Branch[] {
  return columns.flatMap((to, i): Branch[] => {
    const from = i === 0 ? null : itemAt(columns, i - 1);
    const inside = inner.x.flatMap((x, at) => (x > (from ?? -Infinity) && x < to ? [at] : []));
    if (inside.length === 0) return [];
    const pick = (values: readonly number[]): number[] => inside.map((at) => itemAt(values, at));
    return [{ ends: [from, to], x: pick(inner.x), median: pick(inner.median) }];
  });
}

/** The source of a stream. */
export interface StreamSource {
  readonly table: NamedRows;
  readonly quantity: string;
  readonly measure: string;
  /** The layers that a skip connection of `mlp` spans; 0 where blocks are told by the names of their layers. */
  readonly skip: number;
}

/** Reads the stream of a table by layer: in gradients of networks with skip connections, with the branches beside it. */
export function layerStream(where: string, { table, quantity, measure, skip }: StreamSource): Stream {
  const rows = filterRows(where, table, 'quantity', quantity);
  const line = (own: readonly Row[]): Line =>
    medianLine(where, { name: table.name, rows: own }, 'depth', measure);
  if (quantity !== 'dL/dz') return withoutBranches(line(rows));
  if (skip > 0) {
    // The gradient at the activation is that after the addition, the stream's; the gradient at z is the branch's.
    const added = filterRows(where, table, 'quantity', 'dL/da');
    const hidden = new Set(added.map(({ depth }) => depth));
    const ends = added.filter(({ depth }) => (depth as number) % skip === 0);
    const stream = line([...ends, ...rows.filter(({ depth }) => !hidden.has(depth))]);
    const { x, median } = line(rows.filter(({ depth }) => hidden.has(depth)));
    // z lies between the output of its layer and that of the layer before.
    return { ...stream, branches: branchesBetween(stream.x, { x: x.map((at) => at - 0.5), median }) };
  }
  const inside = depthsInBlocks(rows, hasScale(table.rows));
  const [inner, outer] = [true, false].map((is) => rows.filter(({ depth }) => inside.has(depth) === is));
  if (inner!.length === 0 || outer!.length === 0) return withoutBranches(line(rows));
  const stream = line(outer!);
  return { ...stream, branches: branchesBetween(stream.x, line(inner!)) };
}
