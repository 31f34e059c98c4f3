// The states of recurrent layers, which tfjs keeps beside a model's weights.
import * as tf from '@tensorflow/tfjs-node';

/** A recurrent layer that carries its state from one batch to the next. */
interface Stateful {
  stateful?: boolean;
  states_?: tf.Tensor[] | null;
  /** States of earlier batches of a training, which tfjs frees when the layer is reset. */
  keptStates?: tf.Tensor[][];
}

/** Puts the states back, and frees what passes have left since. It or `leave` is to be called, once. */
export interface KeptStates {
  (): void;
  /** Leaves the states as they are now, and frees the others. */
  readonly leave: () => void;
}

/**
 * Keeps the states of stateful layers as they are now.
 *
 * @param layers all of a model, those inside of others too
 */
export function keepStates(layers: readonly tf.layers.Layer[]): KeptStates {
  const kept = (layers as readonly Stateful[]).flatMap((layer) =>
    layer.stateful === true && Array.isArray(layer.states_)
      ? [
          {
            layer,
            states: layer.states_.map((state) => tf.keep(state.clone())),
            earlier: layer.keptStates?.length ?? 0,
          },
        ]
      : [],
  );
  const restore = (): void => {
    for (const { layer, states, earlier } of kept) {
      tf.dispose(layer.states_ ?? []);
      tf.dispose(layer.keptStates?.splice(earlier) ?? []);
      layer.states_ = states;
    }
  };
  const leave = (): void => {
    for (const { layer, states, earlier } of kept)
      tf.dispose([...states, ...(layer.keptStates?.splice(earlier).flat() ?? [])]);
  };
  return Object.assign(restore, { leave });
}
