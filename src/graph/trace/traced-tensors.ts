// The values of the graph that tensors stand for during a trace.
import { backend, dtypeNumbers, tensorFrom, tensorId, type Binding, type tf } from '../../backend';
import type { Value } from '../ir';
import { graphType } from './attrs';

/** The value of each tensor, by the tensor's id in TensorFlow. */
export class TracedTensors {
  readonly #values = new Map<number, Value>();
  readonly #native: Binding;

  constructor(native: Binding) {
    this.#native = native;
  }

  set(id: number, value: Value): void {
    this.#values.set(id, value);
  }

  get(id: number): Value | undefined {
    return this.#values.get(id);
  }

  /** The value of the tensor with an id. */
  ofId(id: number): Value {
    const value = this.#values.get(id);
    if (value === undefined) throw new Error(`compile: the tensor ${id} is unknown to the trace`);
    return value;
  }

  /** The value of a tensor. */
  of(tensor: tf.Tensor): Value {
    return this.ofId(tensorId(tensor));
  }

  /** Another id in TensorFlow for the data of a tensor. */
  newId(tensor: tf.Tensor): number {
    const type = dtypeNumbers[graphType(tensor.dtype)];
    const attrs = [{ name: 'T', type: this.#native.TF_ATTR_TYPE, value: type }];
    const [output] = this.#native.executeOp('Identity', attrs, backend().getInputTensorIds([tensor]), 1);
    return output!.id;
  }

  /** A tensor with the same data that stands for a value. */
  standIn(tensor: tf.Tensor, value: Value): tf.Tensor {
    const id = this.newId(tensor);
    this.set(id, value);
    return tensorFrom({ id, shape: [...tensor.shape], dtype: dtypeNumbers[value.dtype] });
  }
}
