// Update ratios |ΔW| / |W|: how far an update moves each weight matrix, relative to its norm.
import { tf } from '../backend';
import { trainedWeightsOf, type Observer, type ObservedLayer } from '../hooks';

/** Runs an update of the weights, and gives the observer |ΔW| / |W| of every weight matrix. */
export function recordUpdateRatios(
  layers: readonly ObservedLayer[],
  observer: Observer,
  update: () => void,
): void {
  tf.tidy(() => {
    const before = layers.flatMap((layer) =>
      trainedWeightsOf(layer).flatMap(({ variable, quantity, name }) =>
        quantity === 'W' || quantity === 'U'
          ? [{ tag: { layer, quantity, weight: name }, variable, was: variable.clone() }]
          : [],
      ),
    );
    update();
    for (const { tag, variable, was } of before) {
      const ratio = tf.div(tf.norm(tf.sub(variable, was)), tf.norm(was));
      observer.onUpdate(tag, ratio);
    }
  });
}
