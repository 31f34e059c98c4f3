// How the tables are written. `$x` stands for a name that no other row has.

/** A form of the language: what comes before it, the form itself, and what is seen afterwards. */
export type Row = readonly [form: string, before: string, it: string, after: string];

/** The row as one program. */
export const whole = (row: Row, prefix: string): string => named(row.slice(1).join('\n'), prefix);

/** The row in two cells, the form at the end of the first or the beginning of the second, and in three. */
export const cuts = ([, before, it, after]: Row, prefix: string): readonly (readonly [string, string[]])[] =>
  (
    [
      ['three cells', [before, it, after]],
      ['two cells, it in the second', [before, `${it}\n${after}`]],
      ['two cells, it in the first', [`${before}\n${it}`, after]],
    ] as const
  ).map(([where, cells], i) => [where, cells.map((cell) => named(cell, `${prefix}${'abc'[i]!}`))]);

/** Template literals and \`$\` at the end of a word stay as they are. */
const named = (code: string, prefix: string): string =>
  code.replace(/(?<![\w$])\$(?=[A-Za-z])/g, `${prefix}_`);
