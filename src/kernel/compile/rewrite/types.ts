// The input and the output of rewriting a file.
import type { LineEdits } from './edits';

export interface ImportedName {
  /** The name under which the module exports it; '*' for all that it exports. */
  readonly imported: string;
  /** The name at the top level. */
  readonly local: string;
}

export interface ImportRequest {
  readonly specifier: string;
  readonly names: readonly ImportedName[];
}

export type Export =
  /** The value of a name of the top level. */
  | { readonly exported: string; readonly local: string }
  /** A re-export of an import, by its index: a name, '*' as one object, or, where `exported` is '*' too, all names. */
  | { readonly exported: string; readonly imported: string; readonly from: number };

export interface Rewritten {
  /** A function's text: `function (run, require, module, exports, __filename, __dirname)`. Its first line is the kernel's. */
  readonly code: string;
  readonly isAsync: boolean;
  /** The edits in each line of the JavaScript. */
  readonly edits: LineEdits;
  /** The names whose bindings it uses. */
  readonly names: readonly string[];
  /** The names that it declares, imports included. */
  readonly declared: readonly string[];
  readonly imports: readonly ImportRequest[];
  readonly exports: readonly Export[];
  /** Names that its functions assign. */
  readonly writtenInFunctions: readonly string[];
}

export interface RewriteScope {
  /** The names that earlier cells have declared. */
  readonly known: ReadonlySet<string>;
  /** Those of them that are imports, or that some function assigns. */
  readonly changing: ReadonlySet<string>;
  /** The compiler's helpers, by name. */
  readonly helpers: ReadonlySet<string>;
  /** Names of namespaces and enums of the cell, which begin anew. */
  readonly fresh: ReadonlySet<string>;
}

/** The parameters of the function that the code becomes, as Node names them; one more for the kernel comes before them. */
export const parameters = ['require', 'module', 'exports', '__filename', '__dirname'];
