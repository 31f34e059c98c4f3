// A cell that does not compile.

/** A diagnostic of the compiler at one place; lines and columns start at 1. */
export interface Problem {
  /** The path of a file beside the notebook; undefined for the cell itself. */
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** TypeScript's number; null for what this kernel says. */
  readonly code: number | null;
  /** Further lines say what the first one follows from, and what may help. */
  readonly message: string;
}

export class CompileError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('the cell does not compile');
    this.name = 'CompileError';
    this.problems = problems;
  }
}
