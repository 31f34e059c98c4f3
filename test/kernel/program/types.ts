// Checks programs by TypeScript, each as a module of its own.
import ts from 'typescript';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.esnext.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  strict: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};

export function typeErrors(programs: readonly string[]): string[] {
  const texts = new Map(
    programs.map((text, i) => [`${process.cwd()}/program-${i}.ts`, `${text}\nexport {};`]),
  );
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.fileExists = (name) => texts.has(name) || disk.fileExists(name);
  host.getSourceFile = (name, target) => {
    const text = texts.get(name);
    return text === undefined ? disk.getSourceFile(name, target) : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, start, code, messageText }) =>
      [
        file?.fileName,
        `TS${code}`,
        ts.flattenDiagnosticMessageText(messageText, ' '),
        file?.text.slice(Math.max(0, start! - 60), start! + 60),
      ].join(' '),
    );
}
