// Joins a product and what is done to its rows to one operation, which goes through them a block of rows at a time: the rows stay in the
// first cache, and what nothing else reads is never written to memory.
import { lookUp } from '../look-up';
import { INSTRUCTIONS, type Access, type Buffer, type Operation } from './instructions';
import { Queue } from './queue';

/** So many operations are looked at, at most, to see whether one depends on another. */
const MOST_STEPS = 200;
const MOST_PARTS = 8;
/** A product with a sum of its entries is not divided among threads: it takes no longer than this, in nanoseconds. */
const MOST_WHOLE = 100_000;

/** Joins operations, and puts them into an order in which they can run. */
export function joinByRows(operations: readonly Operation[]): Operation[] {
  const dependencies = dependenciesOf(operations);
  const groups: Operation[][] = [];
  const groupOf = new Map<Operation, Operation[]>();
  const begin = (operation: Operation): Operation[] => {
    const group = [operation];
    groups.push(group);
    groupOf.set(operation, group);
    return group;
  };
  for (const kind of ['product', 'sum'] as const)
    for (const operation of operations)
      if (operation.block?.kind === kind && operation.block.rows > 0 && !groupOf.has(operation))
        grow(begin(operation), groupOf, dependencies);
  for (const operation of operations) if (!groupOf.has(operation)) begin(operation);
  const users = new Map<Buffer, Set<Operation[]>>();
  for (const group of groups)
    for (const { reads, writes } of group)
      for (const { buffer } of [...reads, ...writes]) entry(users, buffer, () => new Set()).add(group);
  return sorted(groups, groupOf, dependencies).map((group) =>
    group.length > 1 ? joined(group, users) : group[0]!,
  );
}

interface Dependencies {
  readonly index: ReadonlyMap<Operation, number>;
  /** The operations that must be over before one. */
  readonly before: ReadonlyMap<Operation, ReadonlySet<Operation>>;
  readonly readers: ReadonlyMap<Buffer, readonly Operation[]>;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function dependenciesOf(operations: readonly Operation[]): Dependencies {
  const before = new Map<Operation, Set<Operation>>();
  const readers = new Map<Buffer, Operation[]>();
  const writers = new Map<Buffer, Operation[]>();
  for (const operation of operations) {
    const own = new Set<Operation>();
    for (const { buffer } of operation.reads) for (const writer of writers.get(buffer) ?? []) own.add(writer);
    // Operations that write one temporary write parts of it side by side, or read what is there.
    for (const { buffer } of operation.writes)
      if (buffer.kind === 'variable')
        for (const other of [...(readers.get(buffer) ?? []), ...(writers.get(buffer) ?? [])]) own.add(other);
    before.set(operation, own);
    for (const { buffer } of operation.reads) entry(readers, buffer, () => []).push(operation);
    for (const { buffer } of operation.writes) entry(writers, buffer, () => []).push(operation);
  }
  return { index: new Map(operations.map((operation, i) => [operation, i])), before, readers };
}

/** Adds operations that read what a group has written, row by row, where no other operation has to come between. */
function grow(group: Operation[], groupOf: Map<Operation, Operation[]>, dependencies: Dependencies): void {
  const { index, before, readers } = dependencies;
  const seed = group[0]!;
  const { rows, kind } = seed.block!;
  const byRows = new Set<Buffer>();
  const whole = new Set<Buffer>();
  const candidates = new Queue<Operation>((a, b) => lookUp(index, a) - lookUp(index, b));
  const offer = (buffer: Buffer): void => {
    for (const reader of readers.get(buffer) ?? []) candidates.push(reader);
  };
  const noteWrites = ({ block, writes }: Operation): void => {
    for (const write of writes) {
      (block!.kind === 'sum' || !write.byRows ? whole : byRows).add(write.buffer);
      if (kind === 'product') offer(write.buffer);
    }
  };
  const fits = (operation: Operation): boolean => {
    const { block, gate, reads, writes } = operation;
    if (!block || block.kind === 'product' || gate !== seed.gate || groupOf.has(operation)) return false;
    if (block.rows === 0 ? block.size % rows !== 0 : block.rows !== rows) return false;
    if (kind === 'sum' && block.kind !== 'sum') return false;
    if (
      kind === 'product' &&
      block.kind === 'sum' &&
      (isMultiplied(operation, dependencies) || seed.cost > MOST_WHOLE)
    )
      return false;
    const isReadWhole = (buffer: Buffer): boolean =>
      group.some((one) => !one.block!.byRows.has(buffer) && one.reads.some((read) => read.buffer === buffer));
    if (reads.some(({ buffer }) => whole.has(buffer) || (byRows.has(buffer) && !block.byRows.has(buffer))))
      return false;
    if (writes.some(({ buffer }) => whole.has(buffer) || isReadWhole(buffer))) return false;
    const others = [...lookUp(before, operation)].filter((one) => !group.includes(one));
    return !others.some((one) => dependsOn(one, group, groupOf, dependencies));
  };
  noteWrites(seed);
  if (kind === 'sum') for (const { buffer } of seed.reads) offer(buffer); // other sums of the same entries
  for (let next = candidates.pop(); next && group.length < MOST_PARTS; next = candidates.pop()) {
    if (!fits(next)) continue;
    group.push(next);
    groupOf.set(next, group);
    noteWrites(next);
  }
}

/** Whether a product waits for what an operation reads: then it should not wait for the operation, too. */
const isMultiplied = ({ reads }: Operation, { readers }: Dependencies): boolean =>
  reads.some(({ buffer }) => readers.get(buffer)?.some(({ block }) => block?.kind === 'product'));

/** Whether an operation must wait for a group, as far as that is seen in a few steps; otherwise it counts as if it must. */
function dependsOn(
  operation: Operation,
  group: readonly Operation[],
  groupOf: ReadonlyMap<Operation, readonly Operation[]>,
  { index, before }: Dependencies,
): boolean {
  const first = Math.min(...group.map((one) => lookUp(index, one)));
  const seen = new Set<Operation>();
  const stack = [operation];
  for (let one = stack.pop(); one; one = stack.pop()) {
    if (group.includes(one)) return true;
    const others = groupOf.get(one) ?? [one];
    if (seen.has(others[0]!) || others.every((other) => lookUp(index, other) < first)) continue;
    seen.add(others[0]!);
    if (seen.size > MOST_STEPS) return true;
    for (const other of others) stack.push(...lookUp(before, other));
  }
  return false;
}

/** The groups in an order in which they can run, close to the one they had. */
function sorted(
  groups: readonly Operation[][],
  groupOf: ReadonlyMap<Operation, Operation[]>,
  { index, before }: Dependencies,
): Operation[][] {
  const users = new Map<Operation[], Operation[][]>(groups.map((group) => [group, []]));
  const waiting = new Map<Operation[], number>();
  for (const group of groups) {
    const needs = new Set(
      group.flatMap((one) => [...lookUp(before, one)].map((other) => lookUp(groupOf, other))),
    );
    needs.delete(group);
    waiting.set(group, needs.size);
    for (const need of needs) lookUp(users, need).push(group);
  }
  const ready = new Queue<Operation[]>((a, b) => lookUp(index, a[0]!) - lookUp(index, b[0]!));
  for (const group of groups) if (waiting.get(group) === 0) ready.push(group);
  const order: Operation[][] = [];
  for (let group = ready.pop(); group; group = ready.pop()) {
    order.push(group);
    for (const user of lookUp(users, group)) {
      const left = lookUp(waiting, user) - 1;
      waiting.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  if (order.length < groups.length) throw new Error('native: operations wait for one another');
  return order;
}

/** One operation that does a group's. */
function joined(group: readonly Operation[], users: ReadonlyMap<Buffer, ReadonlySet<unknown>>): Operation {
  const blocks = group.map(({ block }) => block!);
  const { rows } = blocks[0]!;
  const written = new Set<Buffer>();
  const reads: Access[] = [];
  const writes = new Map<Buffer, Access>();
  group.forEach((operation, i) => {
    for (const { buffer } of operation.reads)
      if (!written.has(buffer)) reads.push({ buffer, byRows: blocks[i]!.byRows.has(buffer) });
    for (const access of operation.writes) {
      written.add(access.buffer);
      writes.set(access.buffer, access);
    }
  });
  const locals = [...written].filter(
    (buffer) => buffer.kind === 'temporary' && !buffer.isKept && lookUp(users, buffer).size === 1,
  );
  locals.forEach((buffer, i) => {
    buffer.place = -2 - i;
    writes.delete(buffer);
  });
  const widths = blocks.map(({ size }) => size / rows);
  const isDivisible = blocks.every(({ kind }) => kind !== 'sum');
  return {
    reads,
    writes: [...writes.values()],
    rows: isDivisible ? rows : 0,
    cost: group.reduce((sum, { cost }) => sum + cost, 0),
    gate: group[0]!.gate,
    code: (from, to) => {
      const [begin, end] = isDivisible ? [from, to] : [0, rows];
      const parts = blocks.flatMap(({ code }, i) => {
        const words = code(begin, end, rows);
        return [words.length, widths[i]!, ...words];
      });
      return [INSTRUCTIONS.blocks, end - begin, Math.max(...widths), locals.length, group.length, ...parts];
    },
  };
}
