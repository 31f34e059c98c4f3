// The inside of a recurrent layer, step by step.
import type { LayerActivation } from '../activations';
import { cellCallOf, nestedLayers, layerSettings, type CellCall, type tf } from '../backend';
import { registerCallHook, type HookHandle } from './hooks';

/** What a cell has at a step: pre-activation (of the simple cell only), state, and the LSTM's memory. */
export type CellValue = 'z' | 'a' | 'c';

/** Where in a run a value stands. */
export interface TimeStep {
  /** The step of the sequence, 1 is its first, also where the layer goes through it backwards. */
  readonly time: number;
  /** How often the layer was called before. */
  readonly call: number;
}

/** What becomes of the values of a step. */
export interface CellHooks {
  /** Sees a value, and gives what takes its place. */
  readonly onValue: (which: CellValue, moment: TimeStep, value: tf.Tensor) => tf.Tensor;
  /** The same value on another way out of the step: its gradient is a part of the whole. */
  readonly onSecondPath: (which: CellValue, moment: TimeStep, value: tf.Tensor) => tf.Tensor;
  /** What an activation is applied to: of a gate, a candidate, or the simple cell's state. */
  readonly onActivationInput: (activation: LayerActivation, value: tf.Tensor) => void;
}

export type Cell = tf.layers.Layer & {
  activation: LayerActivation;
  recurrentActivation?: LayerActivation;
};

const CELLS = ['SimpleRNNCell', 'LSTMCell', 'GRUCell', 'ConvLSTM2DCell'];

const isKnownCell = (cell: tf.layers.Layer): cell is Cell => CELLS.includes(cell.getClassName());

/** The cells of a recurrent layer, in the order in which a step meets them; null where they can't be looked into. */
export function cellsOf(layer: tf.layers.Layer): Cell[] | null {
  const { cell } = nestedLayers(layer);
  if (cell === undefined) return null;
  const cells = nestedLayers(cell).cells ?? [cell];
  return cells.every(isKnownCell) ? cells : null;
}

/** Whether a cell has gates. */
export const isGated = (cell: Cell): boolean => cell.getClassName() !== 'SimpleRNNCell';

/** Puts probes into a cell of a recurrent layer until the handle is removed. */
export function registerCellHooks(layer: tf.layers.Layer, cell: Cell, probes: CellHooks): HookHandle {
  const { goBackwards } = layerSettings(layer);
  let [calls, length, step] = [-1, 0, 0];
  const begun = registerCallHook(layer, ([input]) => {
    [calls, length, step] = [calls + 1, input.shape[1] ?? 0, 0];
  });
  const moment = (): TimeStep => ({ time: goBackwards ? length + 1 - step : step, call: calls });
  let applied = 0; // the activation, in this step
  const call = cellCallOf(cell);
  const [own, gate] = [cell.activation, cell.recurrentActivation];
  const probed: CellCall = (inputs, kwargs) => {
    step++;
    applied = 0;
    // A cell gives its state twice, as output and for the next step: both are the probed one, so it sees the whole gradient.
    const [h, , c] = call(inputs, kwargs) as (tf.Tensor | undefined)[];
    const state = probes.onValue('a', moment(), h!);
    return c === undefined ? [state, state] : [state, state, probes.onSecondPath('c', moment(), c)];
  };
  cell.call = probed;
  cell.activation = {
    apply(value, axis) {
      applied++;
      // An LSTM squashes its candidate first, then its memory.
      if (applied === 2) return own.apply(probes.onValue('c', moment(), value), axis);
      const input = isGated(cell) ? value : probes.onValue('z', moment(), value);
      probes.onActivationInput(own, input);
      return own.apply(input, axis);
    },
    getClassName: () => own.getClassName(),
  };
  if (gate) {
    cell.recurrentActivation = {
      apply(value, axis) {
        probes.onActivationInput(gate, value);
        return gate.apply(value, axis);
      },
      getClassName: () => gate.getClassName(),
    };
  }
  return {
    remove() {
      begun.remove();
      delete (cell as Partial<Cell>).call; // the class's own method shows again
      cell.activation = own;
      if (gate) cell.recurrentActivation = gate;
    },
  };
}
