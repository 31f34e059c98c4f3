// The compiler's findings as a reader wants them: syntax errors first, since all else follows from them, and with the hints that
// the compiler has.
import type { Opened } from './notebook-program';
import type { Problem } from './compile-error';
import type { Ts, TypeScript } from './typescript';

/** An `any` that nobody wrote: of a parameter, a variable, a member, an element of JSX, an import without types. */
const IMPLICIT_ANY = new Set([
  2683, 7026, 7041, 7005, 7006, 7008, 7010, 7011, 7013, 7015, 7016, 7017, 7018, 7019, 7022, 7023, 7024, 7031,
  7032, 7033, 7034, 7051, 7053, 7055, 7057,
]);
/** Rules for files that are compiled one by one; in a cell, imports of types are told from others by the checker. */
const MODULE_PROBLEMS = new Set([1203, 1205, 1284, 1285, 1286, 1287, 1288, 1295, 1484, 1485, 2309, 2354]);

/** The code of a message about the place where a property was declared; without the place it says too little. */
const DECLARED_HERE = 2728;

export interface Filter {
  readonly reportsImplicitAny: boolean;
}

/** Finds the problems of the cell, and of the files on disk that it imports. */
export function findProblems(
  ts: Ts,
  opened: Opened,
  source: { readonly isUnchecked: boolean; readonly text: string },
  files: readonly TypeScript.SourceFile[],
  filter: Filter,
): Problem[] {
  const { program, file } = opened;
  const isCounted = ({ code }: TypeScript.Diagnostic) =>
    !MODULE_PROBLEMS.has(code) && (filter.reportsImplicitAny || !IMPLICIT_ANY.has(code));
  const { start } = opened.layout;
  const isInside = (one: TypeScript.Diagnostic) =>
    one.start! >= start && one.start! < start + source.text.length;
  const toProblem = (one: TypeScript.Diagnostic) => cellProblem(ts, one, source.text, start);
  const syntax = program.getSyntacticDiagnostics(file).filter(isCounted);
  if (syntax.length > 0) {
    const inside = syntax.filter(isInside);
    // Diagnostics in the kernel's own lines follow from the cell's text, such as a bracket that it leaves open.
    return (inside.length > 0 ? inside : syntax.slice(0, 1)).map(toProblem);
  }
  const semantic = () =>
    program.getSemanticDiagnostics(file).filter((one) => isCounted(one) && isInside(one));
  const ofFiles = files.flatMap((one) => {
    const found = program.getSyntacticDiagnostics(one);
    const all = found.length > 0 ? found : program.getSemanticDiagnostics(one);
    return all.filter(isCounted).map((diagnostic) => fileProblem(ts, diagnostic, one));
  });
  return [...(source.isUnchecked ? [] : semantic().map(toProblem)), ...ofFiles];
}

function cellProblem(ts: Ts, diagnostic: TypeScript.Diagnostic, text: string, cellStart: number): Problem {
  const start = Math.max(0, diagnostic.start! - cellStart);
  // A token that is missing at the end is reported after the last word.
  const at = start >= text.length ? text.trimEnd().length : start;
  return {
    ...place(text, at, diagnostic.length ?? 1),
    file: undefined,
    code: diagnostic.code,
    message: messageOf(ts, diagnostic),
  };
}

function fileProblem(ts: Ts, diagnostic: TypeScript.Diagnostic, file: TypeScript.SourceFile): Problem {
  const { code, start = 0, length = 1 } = diagnostic;
  return {
    ...place(file.text, start, length),
    file: file.fileName,
    code,
    message: messageOf(ts, diagnostic),
  };
}

/** Lines and columns from 1; what goes on in the next line is marked at its first character. */
function place(text: string, start: number, length: number): Pick<Problem, 'line' | 'column' | 'length'> {
  const before = text.slice(0, start).split('\n');
  const isWithinLine = !text.slice(start, start + length).includes('\n');
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    length: isWithinLine ? Math.max(1, length) : 1,
  };
}

/** The message for a name that can't be assigned: TypeScript calls an earlier cell's an import, which it is for the checker alone. */
function messageOf(ts: Ts, { code, messageText, relatedInformation = [] }: TypeScript.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  const said = inOwnWords(code, message);
  const hints = relatedInformation
    .filter(({ code: hint, file }) => hint !== DECLARED_HERE && !file?.isDeclarationFile)
    .map((hint) => ts.flattenDiagnosticMessageText(hint.messageText, '\n'))
    .filter((hint) => !said.includes(hint));
  return [said, ...new Set(hints)].join('\n').replaceAll('\n', '\n  ');
}

function inOwnWords(code: number, message: string): string {
  if (code === 2632) return message.replace('because it is an import', 'because it is no variable');
  // The compiler knows what this Node has, and believes that a setting could change it.
  if (code === 2550)
    return message.replace(
      / Do you need to change.*/s,
      ` Node ${process.versions.node} has no such thing yet.`,
    );
  return message;
}
