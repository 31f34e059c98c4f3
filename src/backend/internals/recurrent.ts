// The states of recurrent layers, which tfjs keeps in fields beside a model's weights.
import { tf } from '../tensorflow';

/** A recurrent layer that carries its states from one batch to the next. */
export interface StatefulLayer {
  states_: tf.Tensor[] | null;
  /** States of earlier batches of a training, which tfjs frees when the layer is reset. */
  keptStates: tf.Tensor[][];
}

/** A layer as a stateful one; null for a layer that keeps no states, or none yet. */
export function statefulLayer(layer: tf.layers.Layer): (StatefulLayer & { states_: tf.Tensor[] }) | null {
  const { stateful, states_: states } = layer as { stateful?: boolean; states_?: tf.Tensor[] | null };
  return stateful === true && Array.isArray(states)
    ? (layer as unknown as StatefulLayer & { states_: tf.Tensor[] })
    : null;
}

interface ResetMethods {
  resetStates: (this: StatefulLayer, ...args: unknown[]) => void;
}

/** The prototypes with a `resetStates` of their own, through which every layer of tfjs sets its states. */
export function stateSetters(): ResetMethods[] {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap;
  return ['RNN', 'ConvLSTM2D'].map((name) => {
    const [constructor] = registered[name] as unknown as [{ prototype: object }];
    let owner = constructor.prototype;
    while (!Object.hasOwn(owner, 'resetStates')) {
      const parent = Object.getPrototypeOf(owner) as object | null;
      if (parent === null) throw new Error(`tfjs: the class ${name} has no resetStates`);
      owner = parent;
    }
    return owner as ResetMethods;
  });
}
