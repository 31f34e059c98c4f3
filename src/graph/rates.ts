// The learning rates of tfjs's optimisers, which are plain numbers there: a graph reads them at each call.
import { tf } from '../backend';
import { backend } from './tfjs';

type Apply = (this: tf.Optimizer, gradients: unknown) => void;

interface Inside {
  learningRate: number;
  setLearningRate?: (rate: number) => void;
  /** How many steps it took. */
  iterations_?: number;
}

const inside = (optimizer: tf.Optimizer): Inside => optimizer as unknown as Inside;

const classes = [
  tf.SGDOptimizer,
  tf.MomentumOptimizer,
  tf.AdamOptimizer,
  tf.AdamaxOptimizer,
  tf.RMSPropOptimizer,
  tf.AdagradOptimizer,
  tf.AdadeltaOptimizer,
];

export const rateOf = (optimizer: tf.Optimizer): number => inside(optimizer).learningRate;

function setRate(optimizer: tf.Optimizer, rate: number): void {
  const of = inside(optimizer);
  if (of.learningRate === rate) return;
  if (of.setLearningRate) of.setLearningRate(rate);
  else of.learningRate = rate;
}

/** Adds to an optimiser's count of its steps, which tfjs keeps in JavaScript. */
export function countSteps(optimizer: tf.Optimizer, steps: number): void {
  const of = inside(optimizer);
  of.iterations_ = (of.iterations_ ?? 0) + steps;
}

/**
 * Hears of every step of an optimiser, until the function that it gives is called.
 *
 * @param markOf gives the number that stands for the optimiser's rate in this step; its count of steps is put back afterwards. (In
 * a class derived from one of tfjs's, the rate may be used in other ways: it is left as it is.)
 */
export function hearSteps(markOf: (optimizer: tf.Optimizer) => number): () => void {
  const originals = classes.map(
    (one) => (one.prototype as unknown as { applyGradients: Apply }).applyGradients,
  );
  classes.forEach((one, i) => {
    const apply: Apply = function (gradients) {
      const [rate, steps] = [rateOf(this), inside(this).iterations_];
      const mark = markOf(this);
      if (this.constructor === one) setRate(this, mark);
      try {
        originals[i].call(this, gradients);
      } finally {
        setRate(this, rate);
        countSteps(this, (steps ?? 0) - (inside(this).iterations_ ?? 0));
      }
    };
    one.prototype.applyGradients = apply;
  });
  return () => {
    classes.forEach(({ prototype }, i) => {
      prototype.applyGradients = originals[i];
    });
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
