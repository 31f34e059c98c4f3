// The lines around a place, with the place marked.
const LINES_BEFORE = 2;
const LINES_AFTER = 2;

export const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const dim = (text: string): string => `\x1b[2m${text}\x1b[22m`;

/** `line` and `column` start at 1; `length` is how much to mark. */
export function excerpt(text: string, line: number, column: number, length = 1): string {
  const lines = text.split('\n');
  const first = Math.max(1, line - LINES_BEFORE);
  const last = Math.min(lines.length, line + LINES_AFTER);
  const width = String(last).length;
  const out: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = lines[number - 1] ?? '';
    const gutter = `${String(number).padStart(width)} |`;
    if (number !== line) {
      out.push(dim(`  ${gutter} ${source}`.trimEnd()));
      continue;
    }
    // Tabs stay tabs, so that the mark stands under its place however wide they are shown.
    const indent = source.slice(0, column - 1).replace(/[^\t]/g, ' ');
    const mark = '^'.repeat(Math.max(1, Math.min(length, source.length - column + 1)));
    out.push(`${red('>')} ${gutter} ${source}`, `  ${' '.repeat(width)} | ${indent}${red(mark)}`);
  }
  return out.join('\n');
}
