// Keeping and restoring the states of recurrent layers, which tfjs keeps beside a model's weights.
import { tf } from './tensorflow';
import { statefulLayer } from './internals';

/** Restores the states, and frees those that passes have left since. It or `leave` is to be called, once. */
export interface KeptStates {
  (): void;
  /** Leaves the states as they are now, and frees the kept ones. */
  readonly leave: () => void;
}

/**
 * Keeps the states of stateful layers as they are now.
 *
 * @param layers all layers of a model, those inside others too
 */
export function keepStates(layers: readonly tf.layers.Layer[]): KeptStates {
  const kept = layers
    .map(statefulLayer)
    .filter((layer) => layer !== null)
    .map((layer) => ({
      layer,
      states: layer.states_.map((state) => tf.keep(state.clone())),
      earlier: layer.keptStates.length,
    }));
  const restore = (): void => {
    for (const { layer, states, earlier } of kept) {
      tf.dispose(layer.states_);
      tf.dispose(layer.keptStates.splice(earlier));
      layer.states_ = states;
    }
  };
  const leave = (): void => {
    for (const { layer, states, earlier } of kept)
      tf.dispose([...states, ...layer.keptStates.splice(earlier).flat()]);
  };
  return Object.assign(restore, { leave });
}
