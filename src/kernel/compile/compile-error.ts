// A cell that does not compile.
import type { Diagnostic } from '../tslab';

/** What the compiler has to say about one place; lines and columns start at 1. */
export interface Problem {
  /** Of a file beside the notebook; undefined for the cell itself. */
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly code: number;
  /** Further lines say what the first one follows from. */
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

export function toProblems(diagnostics: readonly Diagnostic[], source: string): Problem[] {
  // tslab adds a line to the cell; what is said of it follows from what is said of the cell itself.
  const isInside = ({ start, fileName }: Diagnostic) =>
    fileName !== undefined || start.offset < source.length;
  const inside = diagnostics.filter(isInside);
  const problems: Problem[] = [];
  let previous: Diagnostic | null = null;
  for (const diagnostic of inside.length > 0 ? inside : diagnostics.slice(0, 1)) {
    const last = problems.at(-1);
    if (last && previous && isContinued(previous, diagnostic))
      problems.splice(-1, 1, { ...last, message: `${last.message}\n  ${diagnostic.messageText}` });
    else problems.push(toProblem(diagnostic, source));
    previous = diagnostic;
  }
  return problems;
}

/** tslab splits an explanation of several steps into diagnostics at the same place. */
const isContinued = (a: Diagnostic, b: Diagnostic): boolean =>
  a.start.offset === b.start.offset && a.end.offset === b.end.offset && b.fileName === undefined;

function toProblem({ start, end, code, messageText, fileName }: Diagnostic, source: string): Problem {
  const problem = { file: fileName, code, message: messageText };
  if (fileName === undefined && start.offset >= source.length) {
    const lines = source.trimEnd().split('\n');
    return { ...problem, line: lines.length, column: lines.at(-1)!.length + 1, length: 1 };
  }
  const length = start.line === end.line ? Math.max(1, end.character - start.character) : 1;
  return { ...problem, line: start.line + 1, column: start.character + 1, length };
}
