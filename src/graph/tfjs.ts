// The inside of tfjs-node that graphs are recorded from and run with, under types of their own.
import { tf } from '../backend';
import type { DType } from './ir';
import { dtypeNumbers } from './rules';

export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The native part: tensors are numbers here. */
export interface Binding {
  createTensor(shape: readonly number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): unknown;
  executeOp(
    name: string,
    attrs: readonly OpAttr[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(session: number, ids: readonly number[], inputs: string, outputs: string): TensorMetadata[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/** What tfjs-node keeps of a tensor's data: values that TensorFlow has not got yet, or its number there. */
export interface DataInfo {
  readonly shape: readonly number[];
  readonly dtype: number;
  values: unknown;
  id: number;
  refCount: number;
  /** How often a graph has written them since they were given: all it writes has one key. */
  writes?: number;
}

interface Backend {
  binding: Binding;
  /** Puts everything back where code was cut off in the middle of a trace. Our kernel calls it after an interrupt. */
  interrupted?: () => void;
  readonly tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): DataInfo;
    set(dataId: object, info: DataInfo): void;
  };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  incRef(dataId: object): void;
  disposeData(dataId: object, force?: boolean): boolean;
  readSync(dataId: object): tf.TypedArray;
}

interface Engine {
  readonly registeredVariables: Readonly<Record<string, tf.Variable>>;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
  readSync(dataId: object): tf.TypedArray;
  read(dataId: object): Promise<tf.TypedArray>;
  disposeTensor(tensor: tf.Tensor): void;
  incRef(tensor: tf.Tensor, backend: undefined): void;
  makeTensorFromTensorInfo(info: { dataId: object; shape: readonly number[]; dtype: string }): tf.Tensor;
}

export const backend = (): Backend => tf.backend() as unknown as Backend;
export const engine = (): Engine => tf.engine() as unknown as Engine;

/** The number that TensorFlow knows a tensor by. */
export const idOf = (tensor: tf.Tensor): number => backend().getInputTensorIds([tensor])[0];

/** A tensor for what an op or a session gave. It belongs to the scope that it is made in. */
export const tensorOf = (metadata: TensorMetadata): tf.Tensor => backend().createOutputTensor(metadata);

/** A second tensor with the same data, outside of every scope. */
export function hold(tensor: tf.Tensor): tf.Tensor {
  const { dataId, shape, dtype } = tensor;
  const held = engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
  backend().incRef(dataId);
  return tf.keep(held);
}

let freeing = 0; // calls of disposeData under way
const watched = new WeakSet<Backend>();

/** tfjs-node asks for the number of what it frees, in the same words as for what it reads: from here on one can tell. */
function watchFreeing(): void {
  const own = backend();
  if (watched.has(own)) return;
  watched.add(own);
  const dispose = own.disposeData.bind(own);
  own.disposeData = (dataId, force) => {
    freeing++;
    try {
      return dispose(dataId, force);
    } finally {
      freeing--;
    }
  };
}

/**
 * Gives a variable data that is asked for when it is first used, in place of what it has.
 *
 * @param id gives the number that TensorFlow knows it by; it is asked each time, also when the data is freed, which it is told:
 *   a negative one says that there is nothing to free
 * @returns what tfjs-node keeps of the data
 */
export function giveLazily(variable: tf.Variable, id: (freed: boolean) => number): DataInfo {
  watchFreeing();
  const dataId = {};
  const info = {
    shape: variable.shape,
    dtype: dtypeNumbers[variable.dtype as DType],
    values: null,
    refCount: 0,
  };
  Object.defineProperty(info, 'id', { get: () => id(freeing > 0), enumerable: true });
  const kept = info as unknown as DataInfo;
  backend().tensorMap.set(dataId, kept);
  // As Variable.assign does, without a tensor in between, whose end would ask for the data.
  engine().disposeTensor(variable);
  (variable as { dataId: object }).dataId = dataId;
  engine().incRef(variable, undefined);
  return kept;
}
