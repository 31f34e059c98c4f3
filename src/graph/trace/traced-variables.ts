// The variables that a function reads and writes while it is traced.
import { aliasOf, dtypeNumbers, setLazyData, type tf } from '../../backend';
import { node, type Attrs, type Update } from '../ir';
import { graphType } from './attrs';
import type { TracedTensors } from './traced-tensors';

interface TracedVariable {
  readonly variable: tf.Variable;
  /** Its value before the trace, which is restored. */
  readonly before: tf.Tensor;
  /** Its data for as long as nothing is assigned to it. */
  readonly initialData: object;
}

export class TracedVariables {
  /** The variables that the graph reads or writes, in the order of their slots. */
  readonly used: tf.Variable[] = [];
  /** Those that the function created. */
  readonly created: tf.Variable[] = [];
  readonly #tensors: TracedTensors;
  readonly #untraced: <R>(work: () => R) => R;
  readonly #all: TracedVariable[] = [];
  #restored = false;

  constructor(tensors: TracedTensors, untraced: <R>(work: () => R) => R) {
    this.#tensors = tensors;
    this.#untraced = untraced;
  }

  /** Has a variable stand for its value before the call, until something is assigned to it. */
  adopt(variable: tf.Variable): void {
    if (!(variable.dtype in dtypeNumbers)) return;
    const before = aliasOf(variable);
    let id: number | null = null;
    setLazyData(variable, () => {
      if (id !== null || this.#restored) return id ?? -1;
      id = this.#untraced(() => this.#tensors.newId(before));
      const meta = { shape: [...variable.shape], dtype: graphType(variable.dtype) };
      const read = node('Variable', [], {}, [meta], { slot: this.#slotOf(variable) });
      this.#tensors.set(id, read.outputs[0]);
      return id;
    });
    this.#all.push({ variable, before, initialData: variable.dataId });
  }

  /** An update for each variable that something was assigned to. */
  updates(): Update[] {
    return this.#all.flatMap(({ variable, initialData }): Update[] => {
      if (variable.isDisposed || variable.dataId === initialData) return [];
      const value = this.#tensors.of(variable);
      const attrs: Attrs = { dtype: { type: value.dtype } };
      return [{ op: 'AssignVariableOp', variables: [this.#slotOf(variable)], inputs: [value], attrs }];
    });
  }

  /** Restores the value of every variable. */
  restore(): void {
    this.#restored = true;
    for (const { variable, before } of this.#all) {
      if (!variable.isDisposed) variable.assign(before);
      before.dispose();
    }
  }

  #slotOf(variable: tf.Variable): number {
    const slot = this.used.indexOf(variable);
    return slot >= 0 ? slot : this.used.push(variable) - 1;
  }
}
