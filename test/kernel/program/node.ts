// Runs programs in Node as they are, each as one ES module, and gives what they print.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  esModuleInterop: true,
  strict: true,
};

/** Runs the modules one after another, in one process, and tells what each has printed. */
const runner = `
import { writeFileSync } from 'node:fs';
const printed = [];
for (const file of process.argv.slice(2)) {
  let text = '';
  process.stdout.write = (part) => ((text += part), true);
  try { await import(file); } catch (error) { console.log(String(error)); }
  printed.push(text);
}
writeFileSync(new URL('./printed.json', import.meta.url), JSON.stringify(printed));
`;

export function printedByNode(programs: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  try {
    const files = programs.map((program, i) => {
      const file = join(folder, `${i}.mjs`);
      writeFileSync(
        file,
        ts.transpileModule(`${program}\nexport {};`, { compilerOptions: options }).outputText,
      );
      return file;
    });
    const script = join(folder, 'runner.mjs');
    writeFileSync(script, runner);
    execFileSync(process.execPath, [script, ...files], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 60_000,
    });
    return JSON.parse(readFileSync(join(folder, 'printed.json'), 'utf8')) as string[];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
