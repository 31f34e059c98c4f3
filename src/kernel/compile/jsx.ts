// Cells with JSX. What TypeScript reads as it is, is TypeScript: `<T>x` and `<T>(x) => x` stay what they are in a cell.
import { parseBound, parseDiagnosticsOf, type Ts, type TypeScript } from './typescript';

/** A cell's text as TypeScript, or with JSX where only that makes sense of it. */
export function parseCell(ts: Ts, text: string): TypeScript.SourceFile {
  const file = parseBound(ts, 'cell.mts', text);
  const problems = parseDiagnosticsOf(file);
  if (problems.length === 0 || !/<[\p{ID_Start}$_>]/u.test(text)) return file;
  const withJsx = parseBound(ts, 'cell.tsx', text);
  return isBetter(parseDiagnosticsOf(withJsx), problems) && hasJsx(ts, withJsx) ? withJsx : file;
}

export const isJsx = (ts: Ts, file: TypeScript.SourceFile): boolean =>
  file.languageVariant === ts.LanguageVariant.JSX;

/** The names that JSX refers to without writing them. */
export function jsxNames(
  { jsxFactory, jsxFragmentFactory, reactNamespace }: TypeScript.CompilerOptions,
  text: string,
): string[] {
  const factory = jsxFactory ?? reactNamespace ?? 'React';
  const own = Array.from(text.matchAll(/@jsx(?:Frag)?\s+([\w$.]+)/g), ([, name = '']) => name);
  return [factory, jsxFragmentFactory ?? factory, ...own].map((name) => name.replace(/\..*/s, ''));
}

/** Whether the first of two readings of unfinished code goes wrong later than the second. */
const isBetter = (
  these: readonly TypeScript.DiagnosticWithLocation[],
  those: readonly TypeScript.DiagnosticWithLocation[],
): boolean => (these[0]?.start ?? Infinity) > (those[0]?.start ?? Infinity) || these.length === 0;

function hasJsx(ts: Ts, node: TypeScript.Node): boolean {
  const isOne = ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node);
  return isOne || (ts.forEachChild(node, (child) => hasJsx(ts, child) || undefined) ?? false);
}
