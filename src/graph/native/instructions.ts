// Operations of the native engine: instructions on places in a plan's memory.
import type { Data, DType } from '../ir';

/** A piece of a plan's memory, in floats. */
export interface Buffer {
  readonly size: number;
  /** Inputs, variables and constants keep their place for as long as the plan lasts; temporaries share it. */
  readonly kind: 'input' | 'variable' | 'constant' | 'temporary';
  readonly data?: Data;
  /** Whether it is read after the last task: then its place is not given to another. */
  isKept: boolean;
  /** The place of its first entry in the memory; -1 before memory is laid out; below that, a number of a thread's own memory. */
  place: number;
}

/** A part of a buffer, which holds a value. */
export interface View {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly size: number;
}

export const isWhole = ({ buffer, offset, size }: View): boolean => offset === 0 && size === buffer.size;
export const placeOf = ({ buffer, offset }: View): number => buffer.place + offset;
/** The place of an entry; in a thread's own memory, that of the block of rows which has it. */
export const placeFrom = (view: View, entry: number): number =>
  placeOf(view) + (view.buffer.place < 0 ? 0 : entry);

export interface Access {
  readonly buffer: Buffer;
  /** Whether the same rows of the buffer are read or written as of the result, and all of its rows by all parts. */
  readonly byRows: boolean;
}

/** How an operation can be done to a block of rows at a time; see blocks.ts. */
export interface Block {
  readonly kind: 'product' | 'elementwise' | 'sum';
  /** The number of rows; 0: any that divides the number of entries. */
  readonly rows: number;
  /** The number of entries that it goes through. */
  readonly size: number;
  /** The buffers that it reads entry by entry, as it goes through them. */
  readonly byRows: ReadonlySet<Buffer>;
  /** The instruction for a range of so many rows in all. */
  readonly code: (begin: number, end: number, rows: number) => readonly number[];
}

/** One instruction, or one for each part of the rows of its result. */
export interface Operation {
  readonly reads: readonly Access[];
  readonly writes: readonly Access[];
  /** The number of rows that may be divided among threads; 0: it is not divided. */
  readonly rows: number;
  /** An estimate of its time, in nanoseconds. */
  readonly cost: number;
  /** A boolean without which nothing is done. */
  readonly gate: View | null;
  /** The instruction for a range of rows, once memory is laid out. */
  readonly code: (begin: number, end: number) => readonly number[];
  readonly block?: Block;
}

/** The numbers of the instructions, in the order of native/instructions.cpp. */
export const INSTRUCTIONS = {
  product: 0,
  elementwise: 1,
  reduce: 2,
  crossEntropy: 3,
  softmax: 4,
  batchNorm: 5,
  batchNormGrad: 6,
  convolve: 7,
  copyAxes: 8,
  fill: 9,
  oneHot: 10,
  blocks: 11,
} as const;

const words = new DataView(new ArrayBuffer(4));

/** The bits of a float32 as a whole number, which an instruction can hold. */
export function bitsOf(number: number): number {
  words.setFloat32(0, number);
  return words.getInt32(0);
}

/** An op, or a use of one, that the native engine lacks: the graph runs in TensorFlow. */
export class UnsupportedError extends Error {}

export function unsupported(what: string): never {
  throw new UnsupportedError(what);
}

/** Throws for a value of another type. */
export function expectType(op: string, { dtype }: { readonly dtype: DType }, ...types: DType[]): void {
  if (!types.includes(dtype)) unsupported(`${op} on ${dtype}`);
}
