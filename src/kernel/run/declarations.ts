// The cell that declared each name last: the compiler is told so when the next cell comes.
import type { CompiledCell, CellScope } from '../compile/compiler';
import type { Declared, Visible } from '../compile/cell-file';

export class Declarations {
  readonly #values = new Map<string, Declared>();
  readonly #types = new Map<string, Declared>();
  #augmenting: { readonly cell: number; readonly names: readonly string[] }[] = [];
  readonly #changing = new Set<string>();

  get visible(): Visible {
    return { values: this.#values, types: this.#types, augmenting: this.#augmenting.map(({ cell }) => cell) };
  }

  scope(known: readonly string[]): CellScope {
    return { visible: this.visible, known, changing: [...this.#changing] };
  }

  /** A cell has run: it leaves its types, and the values that it came to. */
  add(
    cell: number,
    { meanings, augmented, imports, writtenInFunctions }: CompiledCell,
    isReached: (name: string) => boolean,
  ): void {
    for (const [name, meaning] of meanings) {
      const declared = { cell, meaning };
      // A declaration without a value, as with `declare`, is there for the compiler alone.
      const counts = !meaning.isValue || isReached(name) || meaning.isAmbient;
      if (meaning.isValue && counts) this.#values.set(name, declared);
      if (meaning.isType && counts) this.#types.set(name, declared);
    }
    if (augmented.length > 0) {
      const others = this.#augmenting.filter(({ names }) => !names.some((name) => augmented.includes(name)));
      this.#augmenting = [...others, { cell, names: augmented }];
    }
    for (const { names } of imports) for (const { local } of names) this.#changing.add(local);
    for (const name of writtenInFunctions) this.#changing.add(name);
  }
}
