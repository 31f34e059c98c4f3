// Hooks inside the cells of recurrent layers, called at every time step.
import type { LayerActivation } from '../activations';
import { cellCallOf, layerSettings, nestedLayers, type CellCall, type tf } from '../backend';
import { registerCallHook, type HookHandle } from './hooks';

/** A value of a cell at a time step: the pre-activation (of the simple cell only), the state, the cell state of an LSTM. */
export type CellValue = 'z' | 'a' | 'c';

/** The place of a value in the run of a recurrent layer. */
export interface TimeStep {
  /** The time step, from 1, in the order of the sequence, also where the layer runs backwards. */
  readonly time: number;
  /** The number of calls of the layer before this one. */
  readonly call: number;
}

/** Functions that are called with the values of a cell at each time step. */
export interface CellHooks {
  /** Receives a value, and returns the one that takes its place. */
  readonly onValue: (quantity: CellValue, timeStep: TimeStep, value: tf.Tensor) => tf.Tensor;
  /** Receives a value where it leaves the time step a second time: its gradients on both paths add up. */
  readonly onSecondPath: (quantity: CellValue, timeStep: TimeStep, value: tf.Tensor) => tf.Tensor;
  /** Receives the input of an activation: of a gate, of a candidate, or of the simple cell's state. */
  readonly onActivationInput: (activation: LayerActivation, value: tf.Tensor) => void;
}

export type Cell = tf.layers.Layer & {
  activation: LayerActivation;
  recurrentActivation?: LayerActivation;
};

const CELL_CLASSES = ['SimpleRNNCell', 'LSTMCell', 'GRUCell', 'ConvLSTM2DCell'];

const isKnownCell = (cell: tf.layers.Layer): cell is Cell => CELL_CLASSES.includes(cell.getClassName());

/** The cells of a recurrent layer, in the order of a time step; null for other layers, and where a cell's class is not known. */
export function cellsOf(layer: tf.layers.Layer): Cell[] | null {
  const { cell } = nestedLayers(layer);
  if (cell === undefined) return null;
  const cells = nestedLayers(cell).cells ?? [cell];
  return cells.every(isKnownCell) ? cells : null;
}

/** Whether a cell has gates. */
export const isGated = (cell: Cell): boolean => cell.getClassName() !== 'SimpleRNNCell';

/** Calls hooks in a cell of a recurrent layer until the handle is removed. */
export function registerCellHooks(layer: tf.layers.Layer, cell: Cell, hooks: CellHooks): HookHandle {
  const { goBackwards } = layerSettings(layer);
  let [calls, length, step] = [-1, 0, 0];
  const callHook = registerCallHook(layer, ([sequence]) => {
    [calls, length, step] = [calls + 1, sequence?.shape[1] ?? 0, 0];
  });
  const timeStep = (): TimeStep => ({ time: goBackwards ? length + 1 - step : step, call: calls });
  let applications = 0; // of the activation, in this time step
  const call = cellCallOf(cell);
  const { activation, recurrentActivation } = cell;
  const hooked: CellCall = (inputs, kwargs) => {
    step++;
    applications = 0;
    // A cell returns its state twice, as output and for the next step. Both are the hooked one, which gets the whole gradient.
    const [h, , c] = call(inputs, kwargs) as (tf.Tensor | undefined)[];
    const state = hooks.onValue('a', timeStep(), h!);
    return c === undefined ? [state, state] : [state, state, hooks.onSecondPath('c', timeStep(), c)];
  };
  cell.call = hooked;
  cell.activation = {
    apply(value, axis) {
      applications++;
      // An LSTM applies its activation to the candidate first, then to the cell state.
      if (applications === 2) return activation.apply(hooks.onValue('c', timeStep(), value), axis);
      const input = isGated(cell) ? value : hooks.onValue('z', timeStep(), value);
      hooks.onActivationInput(activation, input);
      return activation.apply(input, axis);
    },
    getClassName: () => activation.getClassName(),
  };
  if (recurrentActivation) {
    cell.recurrentActivation = {
      apply(value, axis) {
        hooks.onActivationInput(recurrentActivation, value);
        return recurrentActivation.apply(value, axis);
      },
      getClassName: () => recurrentActivation.getClassName(),
    };
  }
  return {
    remove() {
      callHook.remove();
      delete (cell as Partial<Cell>).call; // the class's own method shows again
      cell.activation = activation;
      if (recurrentActivation) cell.recurrentActivation = recurrentActivation;
    },
  };
}
