// The states and dropout masks of recurrent layers, which tfjs keeps in fields beside a model's weights.
import { tf } from '../tensorflow';
import { nestedLayers } from './layers';

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

/** The fields in which a cell keeps the masks of its dropout after a pass: a tensor, or one for each gate. */
export interface MaskedCell {
  dropoutMask?: tf.Tensor | tf.Tensor[] | null;
  recurrentDropoutMask?: tf.Tensor | tf.Tensor[] | null;
}

/** The cells of a recurrent layer; none for other layers. */
export function maskedCells(layer: tf.layers.Layer): MaskedCell[] {
  const { cell } = nestedLayers(layer);
  if (cell === undefined) return [];
  return (nestedLayers(cell).cells ?? [cell]) as MaskedCell[];
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
