// How much of its size each weight moves in an update.
import { tf } from '../backend';
import { weightsOf, type Observer, type Site } from '../hooks';

/** Runs an update of the weights, and tells |ΔW| / |W| of every matrix. */
export function recordUpdateRatios(sites: readonly Site[], observer: Observer, update: () => void): void {
  tf.tidy(() => {
    const before = sites.flatMap((site) =>
      weightsOf(site).flatMap(({ variable, quantity, name }) =>
        quantity === 'W' || quantity === 'U'
          ? [{ sight: { site, quantity, weight: name }, variable, was: variable.clone() }]
          : [],
      ),
    );
    update();
    for (const { sight, variable, was } of before) {
      const ratio = tf.div(tf.norm(tf.sub(variable, was)), tf.norm(was));
      observer.seeUpdate(sight, ratio);
    }
  });
}
