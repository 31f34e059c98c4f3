// The steps and learning rates of tfjs's optimisers, which are plain numbers there: a graph reads the rate at each call.
import {
  backend,
  dtypeNumbers,
  iterationsOf,
  learningRateOf,
  methodsOf,
  OPTIMIZER_CLASSES,
  setIterations,
  setLearningRate,
  type tf,
} from '../../backend';

/** Adds to an optimiser's count of its steps, which tfjs keeps in JavaScript. */
export function countSteps(optimizer: tf.Optimizer, steps: number): void {
  setIterations(optimizer, (iterationsOf(optimizer) ?? 0) + steps);
}

/**
 * Intercepts every step of an optimiser: it runs with a placeholder as its rate, and its count of steps is restored afterwards.
 * An optimiser of a class derived from tfjs's keeps its rate, which it may use in other ways.
 *
 * @param placeholderFor gives the number that takes the place of the optimiser's rate in this step
 * @returns ends the interception
 */
export function interceptSteps(placeholderFor: (optimizer: tf.Optimizer) => number): () => void {
  const restores = OPTIMIZER_CLASSES.map((one) => {
    const methods = methodsOf(one);
    const { applyGradients } = methods;
    methods.applyGradients = function (gradients) {
      const [rate, steps] = [learningRateOf(this), iterationsOf(this)];
      const placeholder = placeholderFor(this);
      if (this.constructor === one) setLearningRate(this, placeholder);
      try {
        applyGradients.call(this, gradients);
      } finally {
        setLearningRate(this, rate);
        countSteps(this, (steps ?? 0) - (iterationsOf(this) ?? 0));
      }
    };
    return () => {
      methods.applyGradients = applyGradients;
    };
  });
  return () => {
    for (const restore of restores) restore();
  };
}

/** A number as a scalar in TensorFlow, which is made anew only where the number has changed. */
export class ScalarFeed {
  readonly #read: () => number;
  #id = -1;
  #value = NaN;

  constructor(read: () => number) {
    this.#read = read;
  }

  /** The number as it is now. */
  value(): number {
    return this.#read();
  }

  /** The id of a scalar with the number as it is now. */
  currentId(): number {
    const value = this.#read();
    if (this.#id >= 0 && Object.is(value, this.#value)) return this.#id;
    this.dispose();
    this.#value = value;
    this.#id = backend().binding.createTensor([], dtypeNumbers.float32, Float32Array.of(value));
    return this.#id;
  }

  dispose(): void {
    if (this.#id >= 0) backend().binding.deleteTensor(this.#id);
    this.#id = -1;
  }
}
