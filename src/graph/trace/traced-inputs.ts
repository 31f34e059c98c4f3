// The inputs of a graph: those of its caller, then those that the compiled function makes itself at each call.
import type { tf } from '../../backend';
import { node, type Meta, type Value } from '../ir';
import { graphType } from './attrs';

/** An input that is made at each call. */
export interface GeneratedInput extends Meta {
  readonly make: () => tf.Tensor;
  /** The tensor that was made while tracing; the first call uses it, so that no draw is lost. */
  readonly first: tf.Tensor | null;
  /** Reads the learning rate of an optimiser; null for other inputs. */
  readonly rate: (() => number) | null;
}

export class TracedInputs {
  readonly generated: GeneratedInput[] = [];
  #count = 0;

  /** Adds an input. */
  add({ shape, dtype }: { readonly shape: readonly number[]; readonly dtype: string }): Value {
    const meta: Meta = { shape: [...shape], dtype: graphType(dtype) };
    return node('Input', [], {}, [meta], { slot: this.#count++ }).outputs[0];
  }

  /** Adds an input that is made at each call. */
  generate(
    meta: { readonly shape: readonly number[]; readonly dtype: string },
    make: () => tf.Tensor,
    { first = null, rate = null }: Partial<Pick<GeneratedInput, 'first' | 'rate'>> = {},
  ): Value {
    const value = this.add(meta);
    this.generated.push({ shape: value.shape, dtype: value.dtype, make, first, rate });
    return value;
  }
}
