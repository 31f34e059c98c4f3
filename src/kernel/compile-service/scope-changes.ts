// A cell's scope as JSON, by what has changed since the scope before: a long notebook has thousands of names, and a cell adds a few.
import type { Declared } from '../compile/cell-file';
import type { CellScope } from '../compile/compiler';

interface ListChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export interface ScopeChanges {
  /** Names that were declared, or declared anew, as values and as types. */
  readonly values: readonly (readonly [string, Declared])[];
  readonly types: readonly (readonly [string, Declared])[];
  readonly augmenting: readonly number[];
  readonly known: ListChanges;
  readonly changing: ListChanges;
}

/** The scope of the notebook's last request: one is kept where changes are found, and one where they are applied. */
export class ScopeState {
  readonly #values = new Map<string, Declared>();
  readonly #types = new Map<string, Declared>();
  #augmenting: readonly number[] = [];
  readonly #known = new Set<string>();
  readonly #changing = new Set<string>();

  /** Goes to the next scope, and gives what changes. */
  changesTo({ visible, known, changing }: CellScope): ScopeChanges {
    const changes = {
      values: newEntries(this.#values, visible.values),
      types: newEntries(this.#types, visible.types),
      augmenting: visible.augmenting,
      known: listChanges(this.#known, known),
      changing: listChanges(this.#changing, changing),
    };
    this.apply(changes);
    return changes;
  }

  /** Goes to the next scope. The maps of a scope are this object's own, and change with the next call. */
  apply({ values, types, augmenting, known, changing }: ScopeChanges): CellScope {
    for (const [name, declared] of values) this.#values.set(name, declared);
    for (const [name, declared] of types) this.#types.set(name, declared);
    this.#augmenting = augmenting;
    applyTo(this.#known, known);
    applyTo(this.#changing, changing);
    return this.scope;
  }

  get scope(): CellScope {
    return {
      visible: { values: this.#values, types: this.#types, augmenting: this.#augmenting },
      known: [...this.#known],
      changing: [...this.#changing],
    };
  }
}

/** No name is ever taken away: a declaration lasts until the next one of its name. */
const newEntries = (
  before: ReadonlyMap<string, Declared>,
  now: ReadonlyMap<string, Declared>,
): ScopeChanges['values'] => [...now].filter(([name, declared]) => before.get(name) !== declared);

function listChanges(before: ReadonlySet<string>, now: readonly string[]): ListChanges {
  const names = new Set(now);
  return {
    added: now.filter((name) => !before.has(name)),
    removed: [...before].filter((name) => !names.has(name)),
  };
}

function applyTo(names: Set<string>, { added, removed }: ListChanges): void {
  for (const name of removed) names.delete(name);
  for (const name of added) names.add(name);
}
