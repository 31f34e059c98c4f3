// What a kernel and the service say to each other: lines of JSON. A connection is a notebook's; after the greeting, each
// question has one answer, in order.
import type { Problem } from '../compile/compile-error';
import type { CompiledCell } from '../compile/compiler';

/** The environment variable that tells kernels where the service listens: the path of a socket, or a named pipe of Windows. */
export const addressVariable = 'VANISHING_GRADIENTS_COMPILE_SERVICE';

export interface Greeting {
  /** The notebook's. */
  readonly folder: string;
}

export interface Question {
  readonly declarations: string;
  readonly source: string;
}

export type Answer =
  | { readonly kind: 'compiled'; readonly cell: CompiledCell | null }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** The compiler takes no such cell, or has failed itself. */
  | { readonly kind: 'failed'; readonly message: string };
