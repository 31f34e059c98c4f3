// Keeping and restoring what tfjs keeps of recurrent layers beside a model's weights: states, and masks of dropout.
import { tf } from './tensorflow';
import { maskedCells, statefulLayer, type MaskedCell } from './internals';

/** Restores the states, and frees states and masks of dropout that passes have left since. It or `leave` is to be called, once. */
export interface KeptStates {
  (): void;
  /** Leaves the states as they are now, and frees the kept ones. */
  readonly leave: () => void;
}

/**
 * Keeps the states of stateful layers as they are now, and notes the masks of dropout in cells.
 *
 * @param layers all layers of a model, those inside others too
 */
export function keepStates(layers: readonly tf.layers.Layer[]): KeptStates {
  const kept = layers
    .map(statefulLayer)
    .filter((layer) => layer !== null)
    .map((layer) => ({
      layer,
      states: layer.states_.map((state) => tf.keep(state.clone())),
      earlier: layer.keptStates.length,
    }));
  const masks = layers.flatMap(maskedCells).flatMap(notedMasks);
  const restore = (): void => {
    for (const freeNew of masks) freeNew();
    for (const { layer, states, earlier } of kept) {
      tf.dispose(layer.states_);
      tf.dispose(layer.keptStates.splice(earlier));
      layer.states_ = states;
    }
  };
  const leave = (): void => {
    for (const { layer, states, earlier } of kept)
      tf.dispose([...states, ...layer.keptStates.splice(earlier).flat()]);
  };
  return Object.assign(restore, { leave });
}

/** Frees what tfjs leaves of recurrent layers when a model is disposed of: states, and masks of dropout. */
export function disposeStates(layers: readonly tf.layers.Layer[]): void {
  for (const layer of layers.map(statefulLayer)) {
    if (layer === null) continue;
    tf.dispose([...layer.states_, ...layer.keptStates.flat()]);
    layer.states_ = [];
  }
  for (const cell of layers.flatMap(maskedCells)) for (const field of MASK_FIELDS) freeMask(cell, field);
}

const MASK_FIELDS = ['dropoutMask', 'recurrentDropoutMask'] as const satisfies readonly (keyof MaskedCell)[];

function freeMask(cell: MaskedCell, field: (typeof MASK_FIELDS)[number]): void {
  if (!cell[field]) return;
  tf.dispose(cell[field]);
  cell[field] = null;
}

/** Functions that free the masks which a cell has made since, as the next pass of its layer would. */
function notedMasks(cell: MaskedCell): (() => void)[] {
  return MASK_FIELDS.map((field) => {
    const earlier = cell[field];
    return () => {
      if (cell[field] !== earlier) freeMask(cell, field);
    };
  });
}
