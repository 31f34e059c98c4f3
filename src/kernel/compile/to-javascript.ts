// TypeScript to JavaScript of the same modules: types are gone, imports and exports are still there.
import { runName } from './rewrite/names';
import type { Opened } from './notebook-program';
import type { CellSource } from './cell-source';
import type { SourceMapPayload } from 'node:module';
import type { Ts, TypeScript } from './typescript';

export interface JavaScript {
  readonly text: string;
  /** Null where it was JavaScript before. */
  readonly map: SourceMapPayload | null;
}

/** A cell's own statements; the value of its last expression is handed to the kernel. */
export function cellToJavaScript(ts: Ts, { program, file, layout }: Opened, source: CellSource): JavaScript {
  const end = layout.start + source.file.text.length;
  const resultEnd = source.result ? layout.start + source.result.end : -1;
  let [text, map] = ['', ''];
  const write: TypeScript.WriteFileCallback = (name, content) => {
    if (name.endsWith('.map')) map = content;
    else text = content;
  };
  program.emit(file, write, undefined, false, { before: [ownStatements(ts, layout.start, end, resultEnd)] });
  return { text: withoutMapComment(text), map: JSON.parse(map) as SourceMapPayload };
}

function ownStatements(
  ts: Ts,
  start: number,
  end: number,
  resultEnd: number,
): TypeScript.TransformerFactory<TypeScript.SourceFile> {
  const { factory } = ts;
  const handOver = (statement: TypeScript.ExpressionStatement): TypeScript.Statement => {
    const result = factory.createPropertyAccessExpression(factory.createIdentifier(runName), 'result');
    const { expression } = statement;
    const call = ts.setTextRange(factory.createAssignment(result, expression), expression);
    return factory.updateExpressionStatement(statement, call);
  };
  return () => (file) => {
    const own = file.statements.filter((one) => one.getStart(file) >= start && one.end <= end);
    const statements = own.map((one) =>
      one.end === resultEnd && ts.isExpressionStatement(one) ? handOver(one) : one,
    );
    return factory.updateSourceFile(
      file,
      ts.setTextRange(factory.createNodeArray(statements), file.statements),
    );
  };
}

/** A file on disk, by itself: what a type is and what is not shows where it is used. */
export function fileToJavaScript(
  ts: Ts,
  path: string,
  text: string,
  options: TypeScript.CompilerOptions,
): JavaScript {
  if (/\.(?:js|mjs|cjs)$/.test(path)) return { text, map: null };
  const output = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: { ...options, verbatimModuleSyntax: false, isolatedModules: true },
  });
  return {
    text: withoutMapComment(output.outputText),
    map: JSON.parse(output.sourceMapText!) as SourceMapPayload,
  };
}

const withoutMapComment = (text: string): string => text.replace(/\/\/# sourceMappingURL=\S*\s*$/, '');
