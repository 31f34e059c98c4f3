// The file that stands for a cell: a module that imports what it uses from the cells that declared it last, and exports all that it
// declares. One line comes before the cell's text, and one after it.
import type { CellSource, Meaning } from './cell-source';
import { notebookScheme } from './host';

/** Which cell declared a name last, as a value and as a type, and what it is. */
export interface Declared {
  readonly cell: number;
  readonly meaning: Meaning;
}

export interface Visible {
  readonly values: ReadonlyMap<string, Declared>;
  readonly types: ReadonlyMap<string, Declared>;
  /** Cells that add to the global scope or to modules. */
  readonly augmenting: readonly number[];
}

export const nothingVisible: Visible = { values: new Map(), types: new Map(), augmenting: [] };

/** The module that has every cell as a namespace of its own: a file that imports it alone keeps its imports from cell to cell. */
export const cellsModule = `${notebookScheme}cells.ts`;

export interface CellFile {
  readonly text: string;
  /** The offset at which the cell's own text begins. */
  readonly start: number;
  /** The cells that it depends on. */
  readonly cells: ReadonlySet<number>;
}

export const namespaceOf = (place: number): string => `$${place}`;

/** `placeOf` tells where a cell stands in the module of all cells. */
export function cellFile(
  text: string,
  source: CellSource,
  visible: Visible,
  placeOf: (cell: number) => number,
  names: Iterable<string>,
): CellFile {
  const cells = new Set<number>();
  const lines: string[] = [];
  const member = (name: string, cell: number): string => {
    cells.add(cell);
    return `${namespaceOf(placeOf(cell))}.${name}`;
  };
  for (const name of names) {
    const own = source.declared.get(name);
    const value = own?.isValue ? undefined : visible.values.get(name);
    const type = own?.isType ? undefined : visible.types.get(name);
    const isAssigned = source.assigned.has(name);
    const isWhole = value !== undefined && (type === undefined || type.cell === value.cell);
    // An import can't be assigned: what the cell assigns is a variable for it, of the type that it has where it was declared.
    if (value && (!isWhole || (isAssigned && value.meaning.variable))) {
      const keyword = (isAssigned ? value.meaning.variable : null) ?? 'const';
      lines.push(`declare ${keyword} ${name}: typeof ${member(name, value.cell)};`);
      if (isWhole && type) lines.push(`import ${name} = ${member(name, type.cell)};`);
    } else if (value) lines.push(`import ${name} = ${member(name, value.cell)};`);
    if (type && !isWhole && !(type.meaning.isValue && (own?.isValue ?? value)))
      lines.push(`import ${name} = ${member(name, type.cell)};`);
  }
  const imported = [...cells, ...visible.augmenting].map((cell) => namespaceOf(placeOf(cell)));
  const head = `import { ${[...new Set(imported)].join(', ')} } from "${cellsModule}"; ${lines.join(' ')}`;
  const exported = Array.from(source.declared.keys()).filter((name) => !source.exported.has(name));
  for (const cell of visible.augmenting) cells.add(cell);
  return { text: `${head}\n${text}\nexport { ${exported.join(', ')} };`, start: head.length + 1, cells };
}
