// Interception of the steps of model.fit: tfjs makes each of them by one call of its optimiser's minimize.
import { compiledFields, type tf } from '../backend';
import { mismatch } from '../errors';
import { checkTargetShape, checkTargetValues, type Loss } from '../hooks';

/** Runs a step of fit, and does what it is for before and after. */
export type StepInterceptor = (step: () => tf.Scalar) => tf.Scalar;

type Minimize = tf.Optimizer['minimize'];

/** The replacement of an optimiser's minimize while steps are intercepted. */
interface Patch {
  readonly interceptors: Set<StepInterceptor>;
  readonly minimize: Minimize;
  /** The optimiser's own property before; undefined when it had only the class's method. */
  readonly own: PropertyDescriptor | undefined;
}

// Several interceptors may share one optimiser, and several listeners one fit. They come and go in any order.
const patches = new WeakMap<tf.Optimizer, Patch>();
const fitEndListeners = new WeakMap<tf.LayersModel, Set<() => void>>();

/**
 * Runs an interceptor around each step that an optimiser makes.
 *
 * @returns a function that ends the interception, and restores the optimiser
 */
export function interceptSteps(optimizer: tf.Optimizer, interceptor: StepInterceptor): () => void {
  const patch = patches.get(optimizer) ?? patchMinimize(optimizer);
  patch.interceptors.add(interceptor);
  return () => {
    patch.interceptors.delete(interceptor);
    // A replacement that other code has put over this one stays, and calls this one.
    if (patch.interceptors.size > 0 || optimizer.minimize !== patch.minimize) return;
    patches.delete(optimizer);
    if (patch.own) Object.defineProperty(optimizer, 'minimize', patch.own);
    else delete (optimizer as Partial<tf.Optimizer>).minimize; // the class's own method shows again
  };
}

function patchMinimize(optimizer: tf.Optimizer): Patch {
  const interceptors = new Set<StepInterceptor>();
  const own = Object.getOwnPropertyDescriptor(optimizer, 'minimize');
  const before = optimizer.minimize.bind(optimizer);
  const minimize: Minimize = (f, returnCost, variables) => {
    const step = (): tf.Scalar => before(f, true, variables)!;
    const value = [...interceptors].reduce<() => tf.Scalar>(
      (inner, interceptor) => () => interceptor(inner),
      step,
    )();
    if (returnCost) return value;
    value.dispose();
    return null;
  };
  const patch = { interceptors, minimize, own };
  patches.set(optimizer, patch);
  optimizer.minimize = minimize;
  return patch;
}

/** Calls a listener once, when the running fit returns or throws: fit then sets `model.isTraining` to false. */
export function onFitEnd(model: tf.LayersModel, listener: () => void): void {
  const listeners = fitEndListeners.get(model) ?? listenForFitEnd(model);
  listeners.add(listener);
}

function listenForFitEnd(model: tf.LayersModel): Set<() => void> {
  const listeners = new Set<() => void>();
  fitEndListeners.set(model, listeners);
  let value: unknown = compiledFields(model).isTraining;
  Object.defineProperty(model, 'isTraining', {
    configurable: true,
    enumerable: true,
    get: () => value,
    set(next: unknown) {
      value = next;
      if (next === true) return;
      fitEndListeners.delete(model);
      Object.defineProperty(model, 'isTraining', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: next,
      });
      for (const listener of listeners) listener();
    },
  });
  return listeners;
}

/** Runs a step of fit, and checks its targets against the model's losses. */
export function withCheckedTargets<T>(model: tf.LayersModel, loss: Loss, step: () => T): T {
  const compiled = compiledFields(model);
  const own = compiled.lossFunctions!;
  const name = (i: number): string => (own.length === 1 ? 'y' : `y[${i}]`);
  compiled.lossFunctions = own.map((lossOf, i) => (yTrue, yPred) => {
    const one = loss.outputs?.[i];
    if (one) {
      // tfjs's own loss refuses it too, but without a name.
      if (one.targetKind === 'indices' && yTrue.dtype !== 'float32') {
        const got = `dtype ${yTrue.dtype}. Write y.toFloat()`;
        throw mismatch(loss.where, name(i), `float32 for ${one.name} in fit`, got);
      }
      if (one.dependsOn !== null && one.targetKind !== 'indices' && yTrue.rank < yPred.rank) {
        const takes = `of the output's shape [${['batch', ...yPred.shape.slice(1)].join(', ')}] for ${one.name}`;
        const got = `shape [${yTrue.shape.join(', ')}], which fitDataset leaves as it is, and the loss broadcasts`;
        throw mismatch(loss.where, name(i), takes, got);
      }
      checkTargetShape(loss.where, name(i), yTrue, yPred.shape, one);
      checkTargetValues(loss.where, name(i), yTrue, yPred.shape, one);
    }
    return lossOf(yTrue, yPred);
  });
  try {
    return step();
  } finally {
    compiled.lossFunctions = own;
  }
}
