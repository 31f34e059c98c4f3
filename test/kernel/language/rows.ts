// How the tables are written. `$x` stands for a name that no other row has.

/** A form of the language: what comes before it, the form itself, and what is seen afterwards. */
export type Row = readonly [form: string, before: string, it: string, after: string];

/** Rows by their forms, each in three lines: what comes before the form, the form itself, and what is seen afterwards. */
export const rows = (programs: Readonly<Record<string, string>>): Row[] =>
  Object.entries(programs).map(([form, program]) => {
    const [before, it, after, ...rest] = program.trim().split(/\n\s*/);
    if (after === undefined || rest.length > 0) throw new Error(`the row '${form}' is not of three lines`);
    return [form, before!, it!, after];
  });

/** Rows by their forms, with the same before and after each. */
export const between = (before: string, after: string, forms: Readonly<Record<string, string>>): Row[] =>
  Object.entries(forms).map(([form, it]) => [form, before, it, after]);

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
