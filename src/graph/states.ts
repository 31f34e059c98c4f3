// The states of stateful recurrent layers, which tfjs keeps in fields: a graph reads them at each call, and writes them after it.
import { tf } from '../backend';

export interface StatefulLayer {
  states_: tf.Tensor[] | null;
  /** States of earlier batches of a training, which tfjs frees when the layer is reset. */
  keptStates: tf.Tensor[][];
}

type Reset = (this: StatefulLayer, ...args: unknown[]) => void;

/** Whatever has a method of its own to set states. */
const owners = ['RNN', 'ConvLSTM2D'].map((name) => {
  let [owner] = tf.serialization.SerializationMap.getMap().classNameMap[name].map(
    (made) => (made as { prototype?: object }).prototype,
  );
  while (owner && !Object.hasOwn(owner, 'resetStates')) owner = Object.getPrototypeOf(owner) as object;
  return owner as { resetStates: Reset };
});

/** Hears of every layer whose states are about to change, until the function that it gives is called. */
export function hearStates(before: (layer: StatefulLayer) => void): () => void {
  const originals = owners.map((owner) => owner.resetStates);
  owners.forEach((owner, i) => {
    owner.resetStates = function (...args) {
      before(this);
      originals[i].apply(this, args);
    };
  });
  return () => {
    owners.forEach((owner, i) => {
      owner.resetStates = originals[i];
    });
  };
}

/** Puts other states in the place of those that a layer has, which are freed. */
export function setStates(layer: StatefulLayer, states: tf.Tensor[] | null): void {
  tf.dispose(layer.states_ ?? []);
  layer.states_ = states?.map((state) => tf.keep(state)) ?? null;
}
