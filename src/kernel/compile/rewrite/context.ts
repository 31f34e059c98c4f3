// The state that the parts of a rewrite share.
import type { Ts, TypeScript } from '../typescript';
import type { Analysis } from './analysis';
import { Edits } from './edits';
import { valueOf } from './names';
import { resolve } from './resolve';
import type { RewriteScope } from './types';

export class Context {
  readonly edits = new Edits();
  /** The names whose bindings the code uses. */
  readonly names = new Set<string>();
  readonly declared = new Set<string>();
  readonly imported = new Set<string>();
  /** The names of `var`. */
  readonly hoisted = new Set<string>();
  /** The compiler's helpers that the code calls. */
  readonly helpers = new Set<string>();
  /** The names that the loop at hand has copies of. */
  copied: ReadonlySet<string> = new Set();
  functionDepth = 0;

  constructor(
    readonly ts: Ts,
    readonly analysis: Analysis,
    readonly scope: RewriteScope,
    /** Rewrites a node with all that is in it. */
    readonly visitWith: (context: Context, node: TypeScript.Node) => void,
  ) {}

  visit(node: TypeScript.Node): void {
    this.visitWith(this, node);
  }

  /** The expression for the value of a name. */
  use(name: string): string {
    this.names.add(name);
    return valueOf(name);
  }

  /** True for a name of the top level, of this cell or an earlier one. */
  isShared(identifier: TypeScript.Identifier): boolean {
    const resolution = resolve(this.ts, identifier);
    return resolution === 'top' || (resolution === 'free' && this.scope.known.has(identifier.text));
  }
}
