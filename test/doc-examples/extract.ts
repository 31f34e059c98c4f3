// Finds the examples of doc comments, and makes a program of each.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** An @example of a doc comment. */
export interface DocExample {
  /** File, and the name of what is documented. */
  readonly name: string;
  readonly file: string;
  readonly code: string;
}

/** @returns the examples below a folder, in the order of its files */
export function examplesIn(folder: string): DocExample[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return files.sort().flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    return [...text.matchAll(/\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(.*)/g)].flatMap(([, comment, definition]) => {
      const subject = /(?:function|const|class|interface|type)\s+(\w+)/.exec(definition)?.[1] ?? '';
      const lines = comment.replaceAll(/^\s*\* ?/gm, '');
      return [...lines.matchAll(/^@example\s([^]*?)(?=^@|(?![^]))/gm)].map(([, code]) => ({
        name: `${file} ${subject}`,
        file,
        code: code.trim(),
      }));
    });
  });
}

/** Whether a program uses a name that it does not declare. */
function isFree(name: string, code: string): boolean {
  const used = new RegExp(`(?<![\\w'])(?<!(?<!\\.\\.)\\.)${name}\\b(?!')(?!\\s*:)`).test(code);
  const declared = new RegExp(
    `\\b(?:const|let|function|class)\\s+(?:\\w+\\b|[{[][^=]*?\\b)?(?<=\\b)${name}\\b`,
  ).test(code);
  return used && !declared;
}

/** A module that an example may import from: its specifier, and the names that it exports, types as `type X`. */
export interface Source {
  readonly from: string;
  readonly names: readonly string[];
}

/**
 * A module that runs an example. A name that the example does not declare is imported from the first source that has it; where its
 * last line is an expression followed by a comment, such as `theory.chi1(field) // 0.880`, the value goes to `check`.
 */
export function programOf({ code }: DocExample, sources: readonly Source[]): string {
  const taken = new Set<string>();
  const imports = sources.map(({ from, names }) => {
    const own = names.filter((name) => !taken.has(name) && isFree(name.replace(/^type /, ''), code));
    for (const name of own) taken.add(name);
    return own.length > 0 ? `import { ${own.join(', ')} } from '${from}';\n` : '';
  });
  const lines = code.split('\n');
  const [, expression, value] =
    /^(?!(?:const|let|for|if|import)\b)(\S.*?);?\s*\/\/ (.+)$/.exec(lines.at(-1)!) ?? [];
  if (expression !== undefined) lines.splice(-1, 1, `check(${expression}, ${JSON.stringify(value)});`);
  const check =
    expression === undefined ? '' : `import { check } from '../../../test/doc-examples/check.mjs';\n`;
  return `${imports.join('')}${check}\n${lines.join('\n')}\nexport {};\n`;
}
