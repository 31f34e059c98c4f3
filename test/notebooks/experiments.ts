// The cell of a notebook that a reader is to play with: what runs before it, its experiments, and the list that names them.
import { sourceOf, type Cell, type Experiment } from './executed.js';

/** The cell with the tag `try-it`, and what belongs to it. */
export interface TryIt {
  /** The code of the cells with the tag `preamble`. */
  readonly preamble: readonly string[];
  readonly code: string;
  readonly experiments: readonly Experiment[];
  /** The items of the list "More to try" in the Markdown that follows. */
  readonly suggestions: readonly string[];
}

const has = (cell: Cell, tag: string): boolean => cell.metadata.tags?.includes(tag) ?? false;

/** The items of the first list after the words "More to try". */
function suggestionsIn(markdown: string): string[] {
  const after = markdown.split(/^.*\bMore to try\b.*$/m)[1] ?? '';
  const list = /(?:^[-*] .*\n?(?:^ .*\n?|^\n(?= |[-*] ))*)+/m.exec(after)?.[0] ?? '';
  return list
    .split(/^[-*] /m)
    .map((item) => item.replace(/\s+/g, ' ').trim())
    .filter((item) => item !== '');
}

/** The cell that a reader is to play with; null where no cell has the tag, or none has an experiment. */
export function tryItOf(cells: readonly Cell[]): TryIt | null {
  const at = cells.findIndex((cell) => has(cell, 'try-it'));
  const cell = cells[at];
  if (!cell) return null;
  const code = cells.filter(({ cell_type }) => cell_type === 'code');
  const following = cells.slice(at + 1).filter(({ cell_type }) => cell_type === 'markdown');
  return {
    preamble: code.filter((one) => has(one, 'preamble')).map(sourceOf),
    code: sourceOf(cell),
    experiments: cell.metadata.vanishing_gradients?.experiments ?? [],
    suggestions:
      following
        .map(sourceOf)
        .map(suggestionsIn)
        .find((items) => items.length > 0) ?? [],
  };
}

/** The number of times that a text stands in another. */
const countOf = (text: string, part: string): number => text.split(part).length - 1;

/** The parts of an experiment's changes that do not stand once in the code. */
export function misplacedChanges(code: string, { title, changes }: Experiment): string[] {
  return changes
    .filter(([from]) => from === '' || countOf(code, from) !== 1)
    .map(([from]) => `“${title}”: ${JSON.stringify(from)} stands ${countOf(code, from)} times in the cell`);
}

/** The code with the changes of an experiment. */
export const applyChanges = (code: string, { changes }: Experiment): string =>
  changes.reduce((changed, [from, to]) => changed.split(from).join(to), code);

const plainWords = (text: string): string =>
  text
    .replace(/[*_`$“”"]/g, '')
    .replaceAll('’', "'")
    .replace(/\s+/g, ' ')
    .toLowerCase();

/** Suggestions that name no experiment, and experiments that no suggestion names. */
export function unmatchedSuggestions({ suggestions, experiments }: TryIt): string[] {
  const names = (item: string, { title }: Experiment): boolean =>
    plainWords(item).includes(plainWords(title));
  return [
    ...suggestions
      .filter((item) => !experiments.some((experiment) => names(item, experiment)))
      .map((item) => `no experiment has its title in: ${item}`),
    ...experiments
      .filter((experiment) => !suggestions.some((item) => names(item, experiment)))
      .map(({ title }) => `“More to try” does not name “${title}”`),
  ];
}
