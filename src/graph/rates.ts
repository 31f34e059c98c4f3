// The learning rates of tfjs's optimisers, which are plain numbers there: a graph reads them at each call.
import {
  backend,
  iterationsOf,
  learningRateOf,
  methodsOf,
  setIterations,
  setLearningRate,
  tf,
} from '../backend';

const classes = [
  tf.SGDOptimizer,
  tf.MomentumOptimizer,
  tf.AdamOptimizer,
  tf.AdamaxOptimizer,
  tf.RMSPropOptimizer,
  tf.AdagradOptimizer,
  tf.AdadeltaOptimizer,
];

/** Adds to an optimiser's count of its steps, which tfjs keeps in JavaScript. */
export function countSteps(optimizer: tf.Optimizer, steps: number): void {
  setIterations(optimizer, (iterationsOf(optimizer) ?? 0) + steps);
}

/**
 * Hears of every step of an optimiser, until the function that it gives is called.
 *
 * @param markOf gives the number that stands for the optimiser's rate in this step; its count of steps is put back afterwards. (In
 * a class derived from one of tfjs's, the rate may be used in other ways: it is left as it is.)
 */
export function hearSteps(markOf: (optimizer: tf.Optimizer) => number): () => void {
  const restores = classes.map((one) => {
    const methods = methodsOf(one);
    const { applyGradients } = methods;
    methods.applyGradients = function (gradients) {
      const [rate, steps] = [learningRateOf(this), iterationsOf(this)];
      const mark = markOf(this);
      if (this.constructor === one) setLearningRate(this, mark);
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

/** A number as TensorFlow has it: made anew where it is another one. */
export class FedNumber {
  private id = -1;
  private value = NaN;

  constructor(private readonly read: () => number) {}

  /** The number that TensorFlow knows it by. */
  now(): number {
    const value = this.read();
    if (this.id >= 0 && Object.is(value, this.value)) return this.id;
    this.dispose();
    this.value = value;
    this.id = backend().binding.createTensor([], 1, Float32Array.of(value));
    return this.id;
  }

  dispose(): void {
    if (this.id >= 0) backend().binding.deleteTensor(this.id);
    this.id = -1;
  }
}
