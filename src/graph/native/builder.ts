// Builds the operations of a graph: a place for each value, and instructions that compute it.
import { dataOf, sizeOf, splatOf, type Node, type Value } from '../ir';
import { lookUp } from '../look-up';
import {
  BROADCAST_KINDS,
  broadcastOf,
  stepCost,
  stepNumber,
  stepOf,
  type Group,
  type StepName,
} from './elementwise';
import {
  INSTRUCTIONS,
  isWhole,
  placeOf,
  unsupported,
  type Access,
  type Block,
  type Buffer,
  type Operation,
  type View,
} from './instructions';

export interface OperationOptions {
  readonly rows?: number;
  readonly gate?: View | null;
  readonly block?: Block;
}

/** An operand of an elementwise operation: a place with how it broadcasts, or the number of an earlier step. */
export type Operand =
  { readonly view: View; readonly kind: (typeof BROADCAST_KINDS)[number] } | { readonly step: number };

export interface ElementwiseStep {
  readonly name: StepName;
  readonly operands: readonly Operand[];
  /** The place that its value is written to; null: it stays in a register. */
  readonly to: View | null;
}

/** Reads all of a buffer, or only the rows that are computed. */
export const all = ({ buffer }: View): Access => ({ buffer, byRows: false });
export const byRows = (view: View): Access => ({ buffer: view.buffer, byRows: isWhole(view) });

/** Collects operations and buffers. */
export class Builder {
  readonly operations: Operation[] = [];
  readonly buffers: Buffer[] = [];
  readonly #views = new Map<Value, View>();
  readonly #splats = new Map<number, View>();
  /** Places that were chosen ahead for values that are parts of others. */
  readonly #destinations: ReadonlyMap<Value, { readonly whole: Value; readonly offset: number }>;

  constructor(destinations: ReadonlyMap<Value, { readonly whole: Value; readonly offset: number }>) {
    this.#destinations = destinations;
  }

  buffer(size: number, kind: Buffer['kind'], data?: Buffer['data']): View {
    const buffer: Buffer = { size, kind, isKept: false, place: -1, ...(data ? { data } : {}) };
    this.buffers.push(buffer);
    return { buffer, offset: 0, size };
  }

  temporary = (size: number): View => this.buffer(size, 'temporary');

  /** A place for a number. */
  number(value: number): View {
    const known = this.#splats.get(value);
    if (known && !Object.is(value, -0)) return known;
    const view = this.buffer(1, 'constant', Float32Array.of(value));
    this.#splats.set(value, view);
    return view;
  }

  set(value: Value, view: View): void {
    this.#views.set(value, view);
  }

  /** The place of a value. */
  view(value: Value): View {
    const known = this.#views.get(value);
    if (known) return known;
    const data = dataOf(value);
    if (data === null) return lookUp(this.#views, value);
    const view = this.buffer(data.length, 'constant', data);
    this.#views.set(value, view);
    return view;
  }

  /** The place that a value is to be written to. */
  result(value: Value): View {
    const known = this.#views.get(value);
    if (known) return known;
    const part = this.#destinations.get(value);
    const whole = part && this.result(part.whole);
    const view = whole
      ? { buffer: whole.buffer, offset: whole.offset + part.offset, size: sizeOf(value.shape) }
      : this.temporary(sizeOf(value.shape));
    this.#views.set(value, view);
    return view;
  }

  /** Whether a value is written where a value is that it is a part of. */
  isInPlace = (part: Value): boolean => this.#destinations.has(part);

  emit(
    reads: readonly Access[],
    writes: readonly View[],
    cost: number,
    code: Operation['code'],
    { rows = 0, gate = null, block }: OperationOptions = {},
  ): void {
    const gated = gate ? [...reads, all(gate)] : reads;
    this.operations.push({
      ...{ reads: gated, writes: writes.map(byRows), rows, cost, gate, code },
      ...(block ? { block } : {}),
    });
  }

  /** Steps on entries [0, size), with rows of `inner` entries where an operand broadcasts by rows. */
  elementwise(
    size: number,
    inner: number,
    steps: readonly ElementwiseStep[],
    options: OperationOptions = {},
  ): void {
    if (size === 0) return;
    const inputs: { view: View; kind: (typeof BROADCAST_KINDS)[number] }[] = [];
    const indexOf = (operand: Operand): number => {
      if ('step' in operand) return -1 - operand.step;
      const { view, kind } = operand;
      const known = inputs.findIndex(
        (one) => one.kind === kind && one.view.buffer === view.buffer && one.view.offset === view.offset,
      );
      return known >= 0 ? known : inputs.push(operand) - 1;
    };
    const indexed = steps.map(({ name, operands, to }) => ({ name, to, operands: operands.map(indexOf) }));
    const valueOf = (index: number): number => (index < 0 ? inputs.length - 1 - index : index);
    const rows = options.rows ?? 0;
    const width = rows > 0 ? size / rows : 1;
    const row = inner > 0 ? inner : 1;
    const outputs = steps.flatMap(({ to }) => (to ? [to] : []));
    const reads = inputs.map(({ view, kind }) =>
      (kind === 'full' || kind === 'column') && rows > 0 ? byRows(view) : all(view),
    );
    const cost = size * steps.reduce((sum, { name }) => sum + stepCost(name), 0.02 * inputs.length);
    const instruction = (begin: number, end: number): number[] => [
      ...[INSTRUCTIONS.elementwise, begin, end, row, inputs.length],
      ...inputs.flatMap(({ view, kind }) => [BROADCAST_KINDS.indexOf(kind), placeOf(view)]),
      steps.length,
      ...indexed.flatMap(({ name, to, operands }) => {
        const [a = 0, b = 0, c = 0] = operands.map(valueOf);
        return [stepNumber(name), a, b, c, to ? placeOf(to) : -1];
      }),
    ];
    const code = (begin: number, end: number): number[] =>
      rows > 0 ? instruction(begin * width, end * width) : instruction(0, size);
    const isAligned = (view: View): boolean =>
      isWhole(view) && inputs.every((input) => input.view.buffer !== view.buffer || input.kind === 'full');
    const block: Block = {
      kind: 'elementwise',
      rows,
      size,
      byRows: new Set(inputs.filter(({ view }) => isAligned(view)).map(({ view }) => view.buffer)),
      code: (begin, end, all) => instruction((begin * size) / all, (end * size) / all),
    };
    const fits = rows > 0 || inputs.every(({ kind }) => kind === 'full' || kind === 'scalar');
    this.emit(reads, outputs, cost + 20, code, { ...options, ...(fits ? { block } : {}) });
  }

  /** A group of elementwise nodes as one operation. */
  group({ nodes, last, inner }: Group): void {
    const [result] = last.outputs;
    const { shape } = result;
    let rowLength = inner;
    const stepOfNode = new Map<Node, number>(nodes.map((node, i) => [node, i]));
    const operandOf = (value: Value, node: Node): Operand => {
      const step = stepOfNode.get(value.node);
      if (step !== undefined) return { step };
      const splat = value.dtype === 'float32' ? splatOf(value) : null;
      if (splat !== null) return { view: this.number(splat), kind: 'scalar' };
      const how = broadcastOf(value, node.outputs[0].shape);
      if (how && 'inner' in how && (rowLength === 0 || rowLength === how.inner)) {
        rowLength = how.inner;
        return { view: this.view(value), kind: how.kind };
      }
      if (how && !('inner' in how)) return { view: this.view(value), kind: how.kind };
      return { view: this.broadcast(value, node.outputs[0].shape), kind: 'full' };
    };
    const steps = nodes.map((node): ElementwiseStep => {
      // Select repeats a condition of one axis along the others, unlike all other ops.
      if (node.op === 'Select' && sizeOf(node.inputs[0]!.shape) !== sizeOf(shape))
        unsupported('Select by rows');
      return {
        name: stepOf(node)!,
        operands: node.inputs.map((value) => operandOf(value, node)),
        to: node === last ? this.result(result) : null,
      };
    });
    const size = sizeOf(shape);
    const rows = shape[0] ?? 0;
    const divides = rows > 1 && (rowLength === 0 || (size / rows) % rowLength === 0);
    this.elementwise(size, rowLength, steps, divides ? { rows } : {});
  }

  /** Copies entries along axes: [size, step in from, step in to] each, the last one fastest. */
  copy(from: View, to: View, axes: readonly (readonly [number, number, number])[], size: number): void {
    const used = joinAxes(axes);
    if (used.length > 6) unsupported('copies along more than six axes');
    if (used.some(([length]) => length === 0)) return;
    this.emit([all(from)], [to], 10 + size * (used.at(-1)![1] <= 1 ? 0.1 : 0.8), () => [
      INSTRUCTIONS.copyAxes,
      used.length,
      ...used.flat(),
      placeOf(from),
      placeOf(to),
    ]);
  }

  /** A value laid out in a larger shape, with repeats. */
  broadcast(value: Value, shape: readonly number[]): View {
    const to = this.temporary(sizeOf(shape));
    const padded = [...Array<number>(shape.length - value.shape.length).fill(1), ...value.shape];
    const [from, target] = [stridesOf(padded), stridesOf(shape)];
    const axes = shape.map((d, i) => [d, padded[i] === 1 ? 0 : from[i]!, target[i]!] as const);
    this.copy(this.view(value), to, axes, sizeOf(shape));
    return to;
  }
}

/** The steps of each axis of a shape whose last axis is the fastest. */
export const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, i) => sizeOf(shape.slice(i + 1)));

/** Joins axes that are steps of one; at least one axis is left. */
function joinAxes(axes: readonly (readonly [number, number, number])[]): [number, number, number][] {
  const joined: [number, number, number][] = [];
  for (const [size, from, to] of axes) {
    const before = joined.at(-1);
    if (size === 1) continue;
    if (before?.[1] === size * from && before[2] === size * to)
      joined.splice(-1, 1, [before[0] * size, from, to]);
    else joined.push([size, from, to]);
  }
  return joined.length > 0 ? joined : [[1, 1, 1]];
}
