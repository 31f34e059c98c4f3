// The states of recurrent layers, which tfjs keeps beside a model's weights.
import * as tf from '@tensorflow/tfjs-node';

/** A recurrent layer that carries its state from one batch to the next. */
interface Stateful {
  stateful?: boolean;
  states_?: tf.Tensor[] | null;
  /** States of earlier batches of a training, which tfjs frees when the layer is reset. */
  keptStates?: tf.Tensor[][];
}

/**
 * Keeps the states of stateful layers as they are now.
 *
 * @param layers all of a model, those inside of others too
 * @returns what puts them back, and frees what passes have left since; to be called once
 */
export function keepStates(layers: readonly tf.layers.Layer[]): () => void {
  const kept = (layers as readonly Stateful[]).flatMap((layer) =>
    layer.stateful === true && Array.isArray(layer.states_)
      ? [
          {
            layer,
            states: layer.states_.map((state) => tf.keep(state.clone())),
            earlier: layer.keptStates?.length,
          },
        ]
      : [],
  );
  return () => {
    for (const { layer, states, earlier = 0 } of kept) {
      tf.dispose(layer.states_ ?? []);
      tf.dispose(layer.keptStates?.splice(earlier) ?? []);
      layer.states_ = states;
    }
  };
}
