// A step of fit with an observer: several watches of one model look through one set of probes.
import { releaseTape, scope, type tf } from '../backend';
import { instrument, observeWeights, type Observer, type TableObserver, type ObservedLayer } from '../hooks';
import { globalNorm } from './clipping';
import { recordUpdateRatios } from './update-ratios';

/** Tells several recordings the same. */
class ObserverGroup implements Observer {
  readonly recordings: TableObserver[] = [];
  gradientNorm = NaN;

  wants(quantity: string): boolean {
    return this.recordings.some((one) => one.wants(quantity));
  }
  onValue(...what: Parameters<Observer['onValue']>): void {
    for (const one of this.recordings) one.onValue(...what);
  }
  onSaturation(...what: Parameters<Observer['onSaturation']>): void {
    for (const one of this.recordings) one.onSaturation(...what);
  }
  onUntrackedVariables(...what: Parameters<Observer['onUntrackedVariables']>): void {
    for (const one of this.recordings) one.onUntrackedVariables(...what);
  }
  onUpdate(...what: Parameters<Observer['onUpdate']>): void {
    for (const one of this.recordings) one.onUpdate(...what);
  }
}

/** The step that a model is in. */
const steps = new WeakMap<tf.LayersModel, ObserverGroup>();

/**
 * Makes a step that a recording sees. Nothing that is put in for it outlives it.
 *
 * @param step makes it; another watch's `watchedStep` may be a part of it
 * @returns the loss, which is the caller's, and the norm of all gradients together
 */
export function watchedStep(
  model: tf.LayersModel,
  layers: readonly ObservedLayer[],
  optimizer: tf.Optimizer,
  recording: TableObserver,
  step: () => tf.Scalar,
): { readonly value: tf.Scalar; readonly gradientNorm: number } {
  const outer = steps.get(model);
  if (outer) {
    outer.recordings.push(recording);
    const value = step();
    return { value, gradientNorm: outer.gradientNorm };
  }
  const together = new ObserverGroup();
  together.recordings.push(recording);
  steps.set(model, together);
  const probes = instrument(model, layers, together);
  const restore = interceptGradients(optimizer, (grads, apply) => {
    observeWeights(layers, grads, together);
    together.gradientNorm = scope(() => globalNorm(grads).dataSync()[0]);
    recordUpdateRatios(layers, together, apply);
  });
  try {
    const value = step();
    return { value, gradientNorm: together.gradientNorm };
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    restore();
    probes.remove();
    steps.delete(model);
  }
}

type Grads = Record<string, tf.Tensor>;

/** fit hands every gradient that it computes to its optimiser: looking there costs no second backward pass. */
function interceptGradients(
  optimizer: tf.Optimizer,
  see: (grads: Grads, apply: () => void) => void,
): () => void {
  const apply = optimizer.applyGradients.bind(optimizer);
  const own = Object.getOwnPropertyDescriptor(optimizer, 'applyGradients');
  optimizer.applyGradients = (grads) => {
    see(gradientsByName(grads), () => {
      apply(grads);
    });
  };
  return () => {
    if (own) Object.defineProperty(optimizer, 'applyGradients', own);
    else delete (optimizer as Partial<tf.Optimizer>).applyGradients; // the class's own method shows again
  };
}

/** tfjs gives a list of { name, tensor } to some optimisers and an object to others. */
const gradientsByName = (grads: Grads | { name: string; tensor: tf.Tensor }[]): Grads =>
  Array.isArray(grads) ? Object.fromEntries(grads.map(({ name, tensor }) => [name, tensor])) : grads;
