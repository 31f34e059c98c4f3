// The steps that optimisers take while a function is traced, and their learning rates.
import { learningRateOf, tf } from '../../backend';
import { op, T, type Meta, type Value } from '../ir';
import type { TracedInputs } from './traced-inputs';

const SCALAR: Meta = { shape: [], dtype: 'float32' };

export class TracedOptimizers {
  /** How many steps each optimiser takes. */
  readonly steps = new Map<tf.Optimizer, number>();
  readonly #inputs: TracedInputs;
  readonly #placeholders = new Map<tf.Optimizer, number>();
  readonly #rates = new Map<number, Value>();

  constructor(inputs: TracedInputs) {
    this.#inputs = inputs;
  }

  /**
   * Counts a step, and gives the number that stands for the optimiser's rate: tfjs makes constants of the rate and of minus the
   * rate, in which `rateInput` finds the input again. No other scalar of a function is likely to be this number.
   */
  placeholderFor(optimizer: tf.Optimizer): number {
    this.steps.set(optimizer, (this.steps.get(optimizer) ?? 0) + 1);
    const known = this.#placeholders.get(optimizer);
    if (known !== undefined) return known;
    const placeholder = Math.fround(Math.E * 1e-3 * (1 + this.#placeholders.size / 1024));
    const rate = (): number => learningRateOf(optimizer);
    const value = this.#inputs.generate(SCALAR, () => tf.scalar(rate()), { rate });
    this.#rates.set(placeholder, value);
    this.#rates.set(-placeholder, op('Neg', [value], T, SCALAR));
    this.#placeholders.set(optimizer, placeholder);
    return placeholder;
  }

  /** The input that a number is the placeholder for. */
  rateInput(number: number): Value | undefined {
    return this.#rates.get(number);
  }
}
