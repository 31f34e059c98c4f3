// Whether what was typed so far can run, or needs another line: for consoles, where Enter does either.
import type { Tslab } from '../tslab';

const unterminatedString = 1002;

export function isComplete({ typescript: ts, converter }: Tslab, code: string) {
  const { parseDiagnostics } = ts.createSourceFile(
    'cell.ts',
    `${code}\nexport {};`,
    ts.ScriptTarget.Latest,
  ) as unknown as {
    parseDiagnostics: { start: number; code: number }[];
  };
  const end = code.trimEnd().length;
  if (parseDiagnostics.length === 0) return { status: 'complete' };
  if (parseDiagnostics.some((problem) => problem.start < end || problem.code === unterminatedString))
    return { status: 'invalid' };
  return { status: 'incomplete', indent: converter.isCompleteCode(code).indent ?? '' };
}
