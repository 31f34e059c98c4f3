// The states of stateful recurrent layers, which tfjs keeps in fields: a graph reads them at each call, and writes them after it.
import { stateSetters, tf, type StatefulLayer } from '../../backend';

/**
 * Intercepts every change of a layer's states.
 *
 * @param before is called with the layer before its states change
 * @returns ends the interception
 */
export function interceptStates(before: (layer: StatefulLayer) => void): () => void {
  const restores = stateSetters().map((methods) => {
    const { resetStates } = methods;
    methods.resetStates = function (...args) {
      before(this);
      resetStates.apply(this, args);
    };
    return () => {
      methods.resetStates = resetStates;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

/** Replaces the states of a layer, and frees those that it had. */
export function setStates(layer: StatefulLayer, states: readonly tf.Tensor[] | null): void {
  tf.dispose(layer.states_ ?? []);
  layer.states_ = states?.map((state) => tf.keep(state)) ?? null;
}
