// Collects the nodes of a lowered graph.
import type { Attrs, Data, DType, Meta } from '../ir';
import type { NamedNode } from '../saved-model';

export const FLOAT: Attrs = { T: { type: 'float32' } };
export const BOOL: Attrs = { T: { type: 'bool' } };

/** The name of a node as an input that must have run (a control dependency). */
export const control = (name: string): string => `^${name}`;

/** Collects nodes, each under its name. */
export class Emitter {
  readonly nodes: NamedNode[] = [];
  /** The attributes of nodes that XLA compiles. */
  readonly #jit: Attrs;

  constructor(jit: Attrs) {
    this.#jit = jit;
  }

  emit(name: string, op: string, inputs: readonly string[], attrs: Attrs): string {
    this.nodes.push({ name, op, inputs, attrs });
    return name;
  }

  /** A node that XLA compiles where it is asked to. */
  compute(name: string, op: string, inputs: readonly string[], attrs: Attrs): string {
    return this.emit(name, op, inputs, { ...attrs, ...this.#jit });
  }

  constant(name: string, values: Data, shape: readonly number[], dtype: DType): string {
    this.nodes.push({
      name,
      op: 'Const',
      inputs: [],
      attrs: { dtype: { type: dtype } },
      data: { values, shape, dtype },
    });
    return name;
  }

  placeholder(name: string, meta: Meta): string {
    return this.emit(name, 'Placeholder', [], typeAndShape(meta));
  }
}

export const typeAndShape = ({ dtype, shape }: Meta): Attrs => ({ dtype: { type: dtype }, shape: { shape } });
