// The measurements of a pass by layer: the rows of the tables that rules compare, beside the signal.
import type { ObservedLayer, LayerRow } from '../../hooks';
import type { Table } from '../../table';
import type { LayerSignal } from './signal-observer';

/** The measurements of one layer with a matrix at a start. A value that the pass did not have is null. */
export interface LayerMeasures {
  readonly depth: number;
  readonly layer: string;
  readonly kind: string;
  /** The name of the activation that follows; null for none. */
  readonly activation: string | null;
  readonly z: LayerRow | null;
  readonly a: LayerRow | null;
  /** The gradients with respect to z, to a, and to the matrix. */
  readonly dz: LayerRow | null;
  readonly da: LayerRow | null;
  readonly W: LayerRow | null;
  readonly dW: LayerRow | null;
  readonly db: LayerRow | null;
  /** The root mean square over units of the standard deviation of z over rows: the part of z that depends on the example. */
  readonly deviation: number | null;
  /** The mean cosine of two rows' activations, from -1 to 1: 1 where the layer tells no rows apart. */
  readonly similarity: number | null;
  /** The mean cosine of two rows' pre-activations: the correlation of a unit's z for two examples. */
  readonly correlation: number | null;
  /** The share of units whose weights and gradients are those of another unit, from 0 to 1. */
  readonly twins: number | null;
  /** Whether the layer is a cell of a recurrent layer. */
  readonly isRecurrent: boolean;
}

/** The measurements of the layers with a matrix, in the order of the forward pass. */
export function measuresOf(
  layers: readonly ObservedLayer[],
  table: Table<LayerRow>,
  signals: readonly LayerSignal[],
): LayerMeasures[] {
  const all = table.objects();
  const signalOf = new Map(signals.map((signal) => [signal.layer, signal]));
  return layers
    .filter(({ hasMatrix }) => hasMatrix)
    .map(({ name, depth, kind, cell }) => {
      const rows = all.filter(({ layer }) => layer === name);
      const row = (quantity: string): LayerRow | null =>
        rows.find((one) => one.quantity === quantity) ?? null;
      const signal = signalOf.get(name);
      const a = row('a');
      return {
        depth,
        layer: name,
        kind,
        activation: a?.activation ?? null,
        z: row('z'),
        a,
        dz: row('dL/dz'),
        da: row('dL/da'),
        W: row('W'),
        dW: row('dL/dW'),
        db: row('dL/db'),
        deviation: signal?.deviation ?? null,
        similarity: signal?.similarity ?? null,
        correlation: signal?.correlation ?? null,
        twins: signal?.twins ?? null,
        isRecurrent: cell !== null,
      };
    });
}
