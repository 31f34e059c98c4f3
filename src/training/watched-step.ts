// A step of fit with observers: several watches of one model share one set of probes.
import { itemAt } from '../arrays';
import { releaseTape, scope, type tf } from '../backend';
import { instrument, observeWeights, type Observer, type TableObserver, type ObservedLayer } from '../hooks';
import { globalNorm } from './clipping';
import { recordUpdateRatios } from './update-ratios';

/** Passes everything to several recordings. */
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

/** The observers of the step that runs, by model. */
const runningSteps = new WeakMap<tf.LayersModel, ObserverGroup>();

/**
 * Runs a step of fit and records it. Every probe is removed at the end of the step.
 *
 * @param step runs the step; it may call `watchedStep` of another watch
 * @returns the loss, which is the caller's, and the norm of all gradients together
 */
export function watchedStep(
  model: tf.LayersModel,
  layers: readonly ObservedLayer[],
  optimizer: tf.Optimizer,
  recording: TableObserver,
  step: () => tf.Scalar,
): { readonly value: tf.Scalar; readonly gradientNorm: number } {
  const outer = runningSteps.get(model);
  if (outer) {
    outer.recordings.push(recording);
    const value = step();
    return { value, gradientNorm: outer.gradientNorm };
  }
  const group = new ObserverGroup();
  group.recordings.push(recording);
  runningSteps.set(model, group);
  const probes = instrument(model, layers, group);
  const restore = interceptGradients(optimizer, (grads, apply) => {
    observeWeights(layers, grads, group);
    group.gradientNorm = scope(() => itemAt(globalNorm(grads).dataSync(), 0));
    recordUpdateRatios(layers, group, apply);
  });
  try {
    const value = step();
    return { value, gradientNorm: group.gradientNorm };
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    restore();
    probes.remove();
    runningSteps.delete(model);
  }
}

type Grads = Record<string, tf.Tensor>;

/** Calls `intercept` with the gradients that fit gives its optimiser, which costs no second backward pass. */
function interceptGradients(
  optimizer: tf.Optimizer,
  intercept: (grads: Grads, apply: () => void) => void,
): () => void {
  const apply = optimizer.applyGradients.bind(optimizer);
  const own = Object.getOwnPropertyDescriptor(optimizer, 'applyGradients');
  optimizer.applyGradients = (grads) => {
    intercept(gradientsByName(grads), () => {
      apply(grads);
    });
  };
  return () => {
    if (own) Object.defineProperty(optimizer, 'applyGradients', own);
    else delete (optimizer as Partial<tf.Optimizer>).applyGradients; // the class's own method shows again
  };
}

/**
 * The gradients that there are, by the names of their variables. tfjs gives a list of { name, tensor } to some optimisers and an
 * object to others, with null for a variable that was frozen after the model was compiled.
 */
function gradientsByName(grads: Grads | { name: string; tensor: tf.Tensor }[]): Grads {
  const entries = Array.isArray(grads)
    ? grads.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(grads);
  return Object.fromEntries(
    entries.filter(([, tensor]: readonly [string, tf.Tensor | null]) => tensor !== null),
  );
}
