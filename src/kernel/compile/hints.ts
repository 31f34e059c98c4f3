// One sentence for what a reader tries who comes from another kernel.
import type { Problem } from './compile-error';

const MAGICS: Readonly<Record<string, string>> = {
  time: 'time a cell with console.time() and console.timeEnd()',
  timeit: 'time a loop with console.time() and console.timeEnd()',
  pip: 'install packages in a terminal, with npm install NAME',
  conda: 'install packages in a terminal, with npm install NAME',
  npm: 'install packages in a terminal, with npm install NAME',
  matplotlib: 'charts show without it',
  html: "write import { display } from 'tslab'; display.html('…')",
  bash: "write import { execSync } from 'node:child_process'; execSync('COMMAND', { stdio: 'inherit' })",
  sh: "write import { execSync } from 'node:child_process'; execSync('COMMAND', { stdio: 'inherit' })",
  env: "write process.env.NAME = 'value'",
  cd: "write process.chdir('FOLDER')",
  pwd: 'write process.cwd()',
  run: "write import './FILE.ts'",
  load_ext: 'write import to load a package',
};

/** The problem of `%name`, `%%name`, `!command` and `?name`, IPython's and no TypeScript, where they caused the first one. */
export function foreignSyntax(text: string, [first]: readonly Problem[]): Problem | null {
  if (!first || first.file !== undefined) return null;
  const line = first.line - 1;
  const source = text.split('\n')[line] ?? '';
  const found = /^\s*(%{1,2}(?=[a-z])|!(?=[\w./~])|\?{1,2}(?=[\w$]))(\S*)(.*)/i.exec(source);
  if (!found) return null;
  const [, sign = '', word = '', rest = ''] = found;
  const message = sign.startsWith('%')
    ? `'${sign}${word}' is an IPython magic, and cells here are TypeScript: ${MAGICS[word.toLowerCase()] ?? 'write it as TypeScript'}.`
    : sign === '!'
      ? `'!' runs a shell command in IPython, and cells here are TypeScript: write require('child_process').execSync(${quote(`${word}${rest}`)}, { stdio: 'inherit' }).`
      : `'?' shows help in IPython; here, put the cursor on a name and press Shift+Tab.`;
  return {
    file: undefined,
    line: line + 1,
    column: source.indexOf(sign) + 1,
    length: sign.length + word.length,
    code: null,
    message,
  };
}

const quote = (command: string): string => `'${command.replaceAll("'", "\\'")}'`;

/** The compiler's codes for a name that nothing declares: as a value, with a similar name at hand, and as a namespace. */
const NOT_DECLARED: ReadonlySet<number> = new Set([2304, 2552, 2503]);

/** Adds a hint about a name that nothing declares: most often, a cell declares it that has not run. */
export function withHint(problem: Problem): Problem {
  if (problem.code === null || !NOT_DECLARED.has(problem.code)) return problem;
  return {
    ...problem,
    message: `${problem.message}\n  If another cell declares it, run that cell first: after a restart, no cell has run, so run the cells above first.`,
  };
}

/** A problem of the cell as a whole, without a place in it. */
export const ofWholeCell = (text: string, message: string): Problem => ({
  file: undefined,
  line: 1,
  column: 1,
  length: text.includes('\n') ? 1 : text.length,
  code: null,
  message,
});
