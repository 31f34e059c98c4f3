// The messages between a kernel and the compile service: lines of JSON. A connection is a notebook's; after the greeting, each
// question has one answer, in order.
import type { Problem } from '../compile/compile-error';
import type { Completion } from '../compile/completer';
import type { CompiledCell, CompiledCode } from '../compile/compiler';
import { versionOf } from '../compile/host';
import type { ScopeChanges } from './scope-changes';

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

export type ServiceRequest =
  | {
      readonly kind: 'cell';
      readonly cell: number;
      readonly text: string;
      readonly scope: ScopeChanges;
    }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'completion' | 'description';
      readonly text: string;
      readonly offset: number;
      readonly scope: ScopeChanges;
    };

export type ServiceReply =
  | { readonly kind: 'cell'; readonly cell: CompiledCell | null }
  | { readonly kind: 'file'; readonly code: CompiledCode | null }
  | { readonly kind: 'completion'; readonly completion: Completion }
  | { readonly kind: 'description'; readonly description: string | null }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] }
  /** The compiler takes no such cell, or has failed itself. */
  | { readonly kind: 'failed'; readonly message: string };

/** A message as a line. JSON leaves U+2028 and U+2029 as they are, at which Node's readline ends a line. */
export const lineOf = (message: Greeting | ServiceRequest | ServiceReply): string =>
  `${JSON.stringify(message).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
