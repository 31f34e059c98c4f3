// Tells code that can run from code that needs another line: for consoles, where Enter does either.
import { parseCell } from '../compile/jsx';
import { loadTypeScript, parseDiagnosticsOf } from '../compile/typescript';

const UNTERMINATED_STRING = 1002;
const INDENT = '  ';

export function isComplete(code: string) {
  const ts = loadTypeScript();
  const file = parseCell(ts, code);
  const problems = parseDiagnosticsOf(file);
  const end = code.trimEnd().length;
  if (problems.length === 0) return { status: 'complete' };
  if (problems.some((problem) => problem.start < end || problem.code === UNTERMINATED_STRING))
    return { status: 'invalid' };
  return { status: 'incomplete', indent: indentAfter(code) };
}

/** The indentation of the last line, and one step more where that opens a bracket. */
function indentAfter(code: string): string {
  const last = code.trimEnd().split('\n').at(-1)!;
  const indent = /^\s*/.exec(last)![0];
  return /[{([]$/.test(last) ? indent + INDENT : indent;
}
