// The messages between a kernel and the compile service: lines of JSON. A connection is a notebook's; after the greeting, each
// question has one answer, in order.
import type { Visible } from '../compile/cell-file';
import type { Problem } from '../compile/compile-error';
import type { Completion } from '../compile/completer';
import type { CompiledCell, CompiledCode, CellScope } from '../compile/compiler';
import { versionOf } from '../compile/host';

/** The environment variable that tells kernels where the service listens: the path of a socket, or a named pipe of Windows. */
export const addressVariable = 'VANISHING_GRADIENTS_COMPILE_SERVICE';

export interface Greeting {
  /** The notebook's. */
  readonly folder: string;
  /** The kernel's compiler: a service that was started before the last build does not answer. */
  readonly build: string;
}

/** The build of the compiler that this process runs. */
export const build = versionOf(require.resolve('../compile/compiler'));

/** The declarations that a cell sees, as JSON holds them. */
export interface SerializedVisible {
  readonly values: Entries<Visible['values']>;
  readonly types: Entries<Visible['types']>;
  readonly augmenting: Visible['augmenting'];
}

/** A CellScope as JSON holds it. */
export type SerializedCellScope = SerializedVisible & Omit<CellScope, 'visible'>;
type Entries<M> = M extends ReadonlyMap<infer K, infer V> ? (readonly [K, V])[] : never;

export type ServiceRequest =
  | {
      readonly kind: 'cell';
      readonly cell: number;
      readonly text: string;
      readonly scope: SerializedCellScope;
    }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'completion' | 'description';
      readonly text: string;
      readonly offset: number;
      readonly visible: SerializedVisible;
    };

export type ServiceReply =
  | { readonly kind: 'cell'; readonly cell: CompiledCell | null }
  | { readonly kind: 'file'; readonly code: CompiledCode | null }
  | { readonly kind: 'completion'; readonly completion: Completion }
  | { readonly kind: 'description'; readonly description: string | null }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** The compiler takes no such cell, or has failed itself. */
  | { readonly kind: 'failed'; readonly message: string };

export const serializeVisible = ({ values, types, augmenting }: Visible): SerializedVisible => ({
  values: [...values],
  types: [...types],
  augmenting,
});

export const serialize = ({ visible, known, changing }: CellScope): SerializedCellScope => ({
  ...serializeVisible(visible),
  known,
  changing,
});

export const deserializeVisible = ({ values, types, augmenting }: SerializedVisible): Visible => ({
  values: new Map(values),
  types: new Map(types),
  augmenting,
});

export const deserialize = ({ known, changing, ...visible }: SerializedCellScope): CellScope => ({
  visible: deserializeVisible(visible),
  known,
  changing,
});
