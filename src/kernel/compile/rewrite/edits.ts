// Changes to a text that keep its lines where they are, and a map from positions of the new text to the old one.

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly ownsEnd?: boolean;
}

/**
 * For each line with changes, by its number from 0: column in the old text, old length, new length, and 1 where the place right
 * behind the new text stands for it too; and so on.
 */
export type LineEdits = Readonly<Record<number, readonly number[]>>;

export class Edits {
  readonly #edits: Edit[] = [];

  /** Insertions at one place come out in the order in which they were made. */
  insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }

  /**
   * The removed text may span lines; the text in its place stands on the first of them. `ownsEnd` where a call's place, which V8
   * puts behind what is called, is to be its beginning.
   */
  replace(start: number, end: number, text: string, ownsEnd = false): void {
    this.#edits.push({ start, end, text, ownsEnd });
  }

  apply(source: string): { text: string; lines: LineEdits } {
    const edits = this.#edits
      .map((edit, order) => ({ ...edit, order }))
      .sort((a, b) => a.start - b.start || a.order - b.order);
    const parts: string[] = [];
    const lines: Record<number, number[]> = {};
    let [at, line, lineStart] = [0, 0, 0];
    const pass = (end: number): string => {
      const text = source.slice(at, end);
      for (let i = at; (i = source.indexOf('\n', i)) >= 0 && i < end; i++) {
        line++;
        lineStart = i + 1;
      }
      at = end;
      return text;
    };
    for (const { start, end, text, ownsEnd } of edits) {
      parts.push(pass(start));
      const [first, column] = [line, start - lineStart];
      const removed = pass(Math.max(end, start));
      const breaks = removed.split('\n').length - 1;
      parts.push(text, '\n'.repeat(breaks));
      const length = breaks > 0 ? removed.indexOf('\n') : removed.length;
      (lines[first] ??= []).push(column, length, text.length, ownsEnd ? 1 : 0);
      // The rest of the last removed line moves to the left.
      if (breaks > 0) (lines[line] ??= []).push(0, end - lineStart, 0, 0);
    }
    parts.push(pass(source.length));
    return { text: parts.join(''), lines };
  }
}

/** The column in the old text, from 0, of a column in the new one; within an inserted text, that of its place. */
export function originalColumn(edits: LineEdits, line: number, column: number): number {
  let shift = 0;
  const all = edits[line] ?? [];
  for (let i = 0; i < all.length; i += 4) {
    const [start = 0, before = 0, after = 0, ownsEnd = 0] = all.slice(i, i + 4);
    if (column < start + shift) break;
    if (column < start + shift + after + ownsEnd) return start;
    shift += after - before;
  }
  return column - shift;
}
