// The inside of tfjs-node that graphs are recorded from and run with, under types of their own.
import { tf } from '../backend';

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
}

interface Backend {
  binding: Binding;
  readonly tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): DataInfo;
    set(dataId: object, info: DataInfo): void;
  };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  incRef(dataId: object): void;
}

interface Engine {
  readonly registeredVariables: Readonly<Record<string, tf.Variable>>;
  makeVariable(initial: tf.Tensor, trainable?: boolean, name?: string, dtype?: tf.DataType): tf.Variable;
  makeTensorFromTensorInfo(info: { dataId: object; shape: readonly number[]; dtype: string }): tf.Tensor;
}

export const backend = (): Backend => tf.backend() as unknown as Backend;
export const engine = (): Engine => tf.engine();

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

/**
 * A tensor whose data is asked for when it is first used. It belongs to the caller: no scope frees it.
 *
 * @param id gives the number that TensorFlow knows it by; it is asked each time
 */
export function lazyTensor(shape: readonly number[], dtype: tf.DataType, id: () => number): tf.Tensor {
  const dataId = {};
  const info = { shape, dtype: TYPES[dtype], values: null, refCount: 1 };
  Object.defineProperty(info, 'id', { get: id, enumerable: true });
  backend().tensorMap.set(dataId, info as unknown as DataInfo);
  return tf.keep(engine().makeTensorFromTensorInfo({ dataId, shape, dtype }));
}

/** TensorFlow's numbers for what tfjs calls its types. */
const TYPES: Readonly<Partial<Record<string, number>>> = { float32: 1, int32: 3, bool: 10 };
