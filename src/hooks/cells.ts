// The inside of a recurrent layer, step by step.
import type { WithActivation } from '../activations';
import type { tf } from '../backend';
import type { HookHandle } from './hooks';

/** What a cell has at a step: pre-activation (of the simple cell only), state, and the LSTM's memory. */
export type CellValue = 'z' | 'a' | 'c';

/** What becomes of the values of step t (1 is the first). */
export interface CellProbes {
  /** Sees a value, and gives what takes its place. */
  readonly at: (which: CellValue, t: number, value: tf.Tensor) => tf.Tensor;
  /** The same value on another way out of the step: its gradient is a part of the whole. */
  readonly alsoAt: (which: CellValue, t: number, value: tf.Tensor) => tf.Tensor;
}

type Cell = WithActivation & {
  call(inputs: tf.Tensor[], kwargs: Record<string, unknown>): tf.Tensor[];
};

const CELLS = ['SimpleRNNCell', 'LSTMCell', 'GRUCell'];

/** The cell of a recurrent layer that can be looked into, or null. */
export function cellOf(layer: tf.layers.Layer): Cell | null {
  const { cell } = layer as { cell?: Cell };
  return cell !== undefined && CELLS.includes(cell.getClassName()) ? cell : null;
}

/** Puts probes into a recurrent layer's cell until the handle is removed. */
export function probeCell(cell: Cell, probes: CellProbes): HookHandle {
  let t = 0;
  let calls = 0; // of the activation, in this step
  const call = cell.call.bind(cell);
  const className = cell.getClassName();
  const own = cell.activation!;
  cell.call = (inputs, kwargs) => {
    t++;
    calls = 0;
    // A cell gives its state twice, as output and for the next step: both are the probed one, so it sees the whole gradient.
    const [h, , c] = call(inputs, kwargs) as (tf.Tensor | undefined)[];
    const state = probes.at('a', t, h!);
    return c === undefined ? [state, state] : [state, state, probes.alsoAt('c', t, c)];
  };
  cell.activation = {
    apply(value, axis) {
      calls++;
      if (className === 'SimpleRNNCell') return own.apply(probes.at('z', t, value), axis);
      // An LSTM squashes its candidate first, then its memory.
      if (className === 'LSTMCell' && calls === 2) return own.apply(probes.at('c', t, value), axis);
      return own.apply(value, axis);
    },
    getClassName: () => own.getClassName(),
  };
  return {
    remove() {
      delete (cell as Partial<Cell>).call; // the class's own method shows again
      cell.activation = own;
    },
  };
}
