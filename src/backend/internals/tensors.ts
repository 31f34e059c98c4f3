// Tensors by their ids in TensorFlow, and variables whose data is asked for when it is used.
import { tf } from '../tensorflow';
import { engine, setDataId } from './engine';
import type { TensorMetadata } from './binding';
import { backend, dtypeNumbers, type DataInfo, type DType, type NativeBackend } from './native';

/** The id of a tensor in TensorFlow. */
export const tensorId = (tensor: tf.Tensor): number => {
  const [id] = backend().getInputTensorIds([tensor]);
  return id!;
};

/** A tensor for the result of an op or a session. It belongs to the scope that it is made in. */
export const tensorFrom = (metadata: TensorMetadata): tf.Tensor => backend().createOutputTensor(metadata);

/** A second tensor with the same data, outside of every scope. */
export function aliasOf(tensor: tf.Tensor): tf.Tensor {
  const { dataId, shape, dtype } = tensor;
  const alias = engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
  backend().incRef(dataId);
  return tf.keep(alias);
}

/** The data that tfjs-node is freeing. An interrupt that runs no `finally` leaves an entry, which no other data is affected by. */
const beingFreed = new WeakSet<object>();
const wrapped = new WeakSet<NativeBackend>();

/** Has disposeData say what it frees: tfjs-node asks for the id of data that it frees in the same way as of data that it reads. */
function recordDisposals(): void {
  const own = backend();
  if (wrapped.has(own)) return;
  wrapped.add(own);
  const disposeData = own.disposeData.bind(own);
  own.disposeData = (dataId, force) => {
    beingFreed.add(dataId);
    try {
      return disposeData(dataId, force);
    } finally {
      beingFreed.delete(dataId);
    }
  };
}

/**
 * Replaces a variable's data by data whose id is asked for each time that it is used.
 *
 * @param id gives the id in TensorFlow, or a negative number where there is nothing to free. Its argument is true where the data
 *   is being freed
 * @returns tfjs-node's entry for the data
 */
export function setLazyData(variable: tf.Variable, id: (freed: boolean) => number): DataInfo {
  recordDisposals();
  const dataId = {};
  const info: DataInfo = {
    shape: variable.shape,
    dtype: dtypeNumbers[variable.dtype as DType],
    values: null,
    refCount: 0,
    get id() {
      return id(beingFreed.has(dataId));
    },
  };
  backend().tensorMap.set(dataId, info);
  setDataId(variable, dataId);
  return info;
}
