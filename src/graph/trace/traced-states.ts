// The states of recurrent layers that change while a function is traced.
import { aliasOf, tensorId, tf, type StatefulLayer } from '../../backend';
import type { Value } from '../ir';
import type { Rule } from '../traverse';
import { setStates } from './recurrent-states';
import type { TracedInputs } from './traced-inputs';
import type { TracedTensors } from './traced-tensors';

/** A layer's states before the trace, which are restored. */
interface Before {
  readonly states: tf.Tensor[] | null;
  /** How many states of earlier batches it had. */
  readonly earlier: number;
}

export class TracedStates {
  readonly #tensors: TracedTensors;
  readonly #inputs: TracedInputs;
  readonly #layers = new Map<StatefulLayer, Before>();
  /** Constants that hold a state from before the call, and the input that replaces each. */
  readonly #replacements = new Map<Value, Value>();

  constructor(tensors: TracedTensors, inputs: TracedInputs) {
    this.#tensors = tensors;
    this.#inputs = inputs;
  }

  /** Called before a layer's states change for the first time: those that it has are inputs of each call. */
  beforeChange(layer: StatefulLayer): void {
    if (this.#layers.has(layer)) return;
    const { states_: states, keptStates } = layer;
    states?.forEach((state, i) => {
      const value = this.#tensors.get(tensorId(state));
      if (value?.node.op !== 'Const') return;
      const input = this.#inputs.generate(state, () => tf.clone(layer.states_![i]!));
      this.#replacements.set(value, input);
    });
    this.#layers.set(layer, { states: states?.map(aliasOf) ?? null, earlier: keptStates.length });
  }

  /** The layers, each with the values of its next states. */
  next(): { layer: StatefulLayer; values: Value[] }[] {
    return [...this.#layers.keys()].map((layer) => ({
      layer,
      values: (layer.states_ ?? []).map((state) => this.#tensors.of(state)),
    }));
  }

  /** Replaces the constants that hold a state from before the call. */
  readonly replaceConstants: Rule = (_, { outputs: [value] }) => {
    const input = this.#replacements.get(value);
    return input ? [input] : null;
  };

  /** Restores the states of every layer. */
  restore(): void {
    for (const [layer, { states, earlier }] of this.#layers) {
      tf.dispose(layer.keptStates.splice(earlier));
      setStates(layer, states);
    }
    this.#layers.clear();
  }
}
