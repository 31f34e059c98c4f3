// Gives TensorFlow a copy of the numbers of each tensor. tfjs-node lets TensorFlow use the memory of a typed array itself where that
// happens to lie at a multiple of 64 bytes, as a third of them do, and the last thread that uses it gives it back. Where that was a
// variable of a graph, it is a thread of TensorFlow, and Node's list of references has no lock: two at a time corrupt the heap.
import type { Binding } from './binding';

type TypedArray = Float32Array | Int32Array | Uint8Array;
type TypedArrayConstructor = new (buffer: ArrayBuffer, offset: number, length: number) => TypedArray;

/** No array that begins here lies at a multiple of 64 bytes: TensorFlow copies it at once, and keeps nothing of it. */
const OFFSET = 4;

/** For all arrays but large ones, since new memory costs as much as the rest of a tensor. */
const shared = new ArrayBuffer(OFFSET + (1 << 20));

/** The same numbers where TensorFlow has to copy them; they are read before the next call. */
function unaligned(values: TypedArray): TypedArray {
  const size = OFFSET + values.byteLength;
  const buffer = size <= shared.byteLength ? shared : new ArrayBuffer(size);
  const copy = new (values.constructor as TypedArrayConstructor)(buffer, OFFSET, values.length);
  copy.set(values);
  return copy;
}

/** Makes a backend of tfjs-node copy the numbers of tensors from now on. */
export function keepOwnCopies(backend: unknown): void {
  const native = backend as { binding: Binding };
  const { binding } = native;
  const createTensor: Binding['createTensor'] = (shape, dtype, values) =>
    binding.createTensor(shape, dtype, ArrayBuffer.isView(values) ? unaligned(values as TypedArray) : values);
  native.binding = Object.create(binding, { createTensor: { value: createTensor } }) as Binding;
}
