// The steps of model.fit, seen from outside: tfjs hands each of them to its optimiser in one call.
import { compiledFields, type tf } from '../backend';
import { mismatch } from '../errors';
import { checkTargetShape, checkTargetValues, type Loss } from '../hooks';

/** Runs a step of fit, with whatever it does around it. */
export type StepInterceptor = (step: () => tf.Scalar) => tf.Scalar;

type Minimize = tf.Optimizer['minimize'];

/** What stands in an optimiser's place while somebody looks at its steps. */
interface Patch {
  readonly interceptors: Set<StepInterceptor>;
  readonly minimize: Minimize;
  /** What was there; undefined where it was the class's own method. */
  readonly own: PropertyDescriptor | undefined;
}

// Several may look at the steps of one optimiser, and wait for the end of one fit. They come and go in any order.
const patches = new WeakMap<tf.Optimizer, Patch>();
const fitting = new WeakMap<tf.LayersModel, Set<() => void>>();

/**
 * Runs `around` for each step that an optimiser makes, until the end.
 *
 * @returns what ends it, and leaves the optimiser as it was
 */
export function interceptSteps(optimizer: tf.Optimizer, around: StepInterceptor): () => void {
  const patch = patches.get(optimizer) ?? patchMinimize(optimizer);
  patch.interceptors.add(around);
  return () => {
    patch.interceptors.delete(around);
    // Where somebody else has put a method of his over this one, it stays, and passes on.
    if (patch.interceptors.size > 0 || optimizer.minimize !== patch.minimize) return;
    patches.delete(optimizer);
    if (patch.own) Object.defineProperty(optimizer, 'minimize', patch.own);
    else delete (optimizer as Partial<tf.Optimizer>).minimize; // the class's own method shows again
  };
}

function patchMinimize(optimizer: tf.Optimizer): Patch {
  const looking = new Set<StepInterceptor>();
  const own = Object.getOwnPropertyDescriptor(optimizer, 'minimize');
  const before = optimizer.minimize.bind(optimizer);
  const minimize: Minimize = (f, returnCost, variables) => {
    const step = (): tf.Scalar => before(f, true, variables)!;
    const value = [...looking].reduce<() => tf.Scalar>((inner, around) => () => around(inner), step)();
    if (returnCost) return value;
    value.dispose();
    return null;
  };
  const patch = { interceptors: looking, minimize, own };
  patches.set(optimizer, patch);
  optimizer.minimize = minimize;
  return patch;
}

/** Calls `over` once, at the end of the fit that runs, whichever way it ends: fit says so itself, in `model.isTraining`. */
export function onFitEnd(model: tf.LayersModel, over: () => void): void {
  const waiting = fitting.get(model) ?? listenForFitEnd(model);
  waiting.add(over);
}

function listenForFitEnd(model: tf.LayersModel): Set<() => void> {
  const waiting = new Set<() => void>();
  fitting.set(model, waiting);
  let value: unknown = compiledFields(model).isTraining;
  Object.defineProperty(model, 'isTraining', {
    configurable: true,
    enumerable: true,
    get: () => value,
    set(next: unknown) {
      value = next;
      if (next === true) return;
      fitting.delete(model);
      Object.defineProperty(model, 'isTraining', {
        configurable: true,
        enumerable: true,
        writable: true,
        value: next,
      });
      for (const over of waiting) over();
    },
  });
  return waiting;
}

/** Runs a step of a compiled model whose targets are held against its losses, as fit gives them: batch by batch. */
export function withCheckedTargets<T>(model: tf.LayersModel, loss: Loss, step: () => T): T {
  const compiled = compiledFields(model);
  const own = compiled.lossFunctions!;
  const name = (i: number): string => (own.length === 1 ? 'y' : `y[${i}]`);
  compiled.lossFunctions = own.map((lossOf, i) => (yTrue, yPred) => {
    const one = loss.outputs?.[i];
    if (one) {
      // As tfjs's own loss does, but by name.
      if (one.targetKind === 'indices' && yTrue.dtype !== 'float32') {
        const got = `dtype ${yTrue.dtype}. Write y.toFloat()`;
        throw mismatch(loss.where, name(i), `float32 for ${one.name} in fit`, got);
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
