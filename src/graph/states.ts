// The states of stateful recurrent layers, which tfjs keeps in fields: a graph reads them at each call, and writes them after it.
import { stateSetters, tf, type StatefulLayer } from '../backend';

/** Calls `before` for every layer whose states are about to change, until the function that it returns is called. */
export function hearStates(before: (layer: StatefulLayer) => void): () => void {
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

/** Puts other states in the place of those that a layer has, which are freed. */
export function setStates(layer: StatefulLayer, states: tf.Tensor[] | null): void {
  tf.dispose(layer.states_ ?? []);
  layer.states_ = states?.map((state) => tf.keep(state)) ?? null;
}
