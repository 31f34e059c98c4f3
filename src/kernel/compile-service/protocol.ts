// The messages between a kernel and the compile service: lines of JSON. A connection is a notebook's; after the greeting, each
// question has one answer, in order.
import type { Visible } from '../compile/cell-file';
import type { Problem } from '../compile/compile-error';
import type { CompiledCell, CompiledCode, CellScope } from '../compile/compiler';

/** The environment variable that tells kernels where the service listens: the path of a socket, or a named pipe of Windows. */
export const addressVariable = 'VANISHING_GRADIENTS_COMPILE_SERVICE';

export interface Greeting {
  /** The notebook's. */
  readonly folder: string;
}

/** A CellScope as JSON holds it. */
export interface SerializedCellScope extends Omit<CellScope, 'visible'> {
  readonly values: Entries<Visible['values']>;
  readonly types: Entries<Visible['types']>;
  readonly augmenting: Visible['augmenting'];
}
type Entries<M> = M extends ReadonlyMap<infer K, infer V> ? (readonly [K, V])[] : never;

export type ServiceRequest =
  | {
      readonly kind: 'cell';
      readonly cell: number;
      readonly text: string;
      readonly scope: SerializedCellScope;
    }
  | { readonly kind: 'file'; readonly path: string };

export type ServiceReply =
  | { readonly kind: 'cell'; readonly cell: CompiledCell | null }
  | { readonly kind: 'file'; readonly code: CompiledCode | null }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** The compiler takes no such cell, or has failed itself. */
  | { readonly kind: 'failed'; readonly message: string };

export const serialize = ({
  visible: { values, types, augmenting },
  known,
  changing,
}: CellScope): SerializedCellScope => ({
  values: [...values],
  types: [...types],
  augmenting,
  known,
  changing,
});

export const deserialize = ({
  values,
  types,
  augmenting,
  known,
  changing,
}: SerializedCellScope): CellScope => ({
  visible: { values: new Map(values), types: new Map(types), augmenting },
  known,
  changing,
});
