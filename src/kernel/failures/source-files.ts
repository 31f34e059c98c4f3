// The files that run: cells and the source files they import. Leads a place in their JavaScript back to what was written.
import { SourceMap, type SourceMapPayload } from 'node:module';
import type { CompiledCode } from '../compile/compiler';
import { originalColumn } from '../compile/rewrite/edits';

export interface Place {
  readonly file: string;
  /** Starts at 1, as do columns. */
  readonly line: number;
  readonly column: number;
}

/** How code that runs came from what was written. */
type Origin = Pick<CompiledCode, 'map' | 'edits'>;

interface SourceFile {
  readonly origin: Origin | null;
  /** Lines that the compiler puts before its text. */
  readonly prefix: number;
  /** The text of a cell; a file can be read by whoever wants to. */
  readonly text: string | null;
}

/** The lines before a cell in the file that the compiler reads: see compile/cell-file.ts. */
const CELL_PREFIX_LINES = 1;

export class SourceFiles {
  readonly #files = new Map<string, SourceFile>();

  addCell(name: string, text: string, origin: Origin | null): void {
    this.#files.set(name, { origin, prefix: CELL_PREFIX_LINES, text });
  }

  /** Adds a file that a cell imports: a source file, or a cell that is a module. */
  addImported(path: string, origin: Origin): void {
    this.#files.set(path, { origin, prefix: 0, text: null });
  }

  isCell(name: string): boolean {
    return this.textOf(name) !== null;
  }

  textOf(name: string): string | null {
    return this.#files.get(name)?.text ?? null;
  }

  /** The place as it was written; null where the code is none of ours, or has no counterpart there. */
  trace({ file, line, column }: Place): Place | null {
    const source = this.#files.get(file);
    if (!source?.origin) return null;
    const { map, edits } = source.origin;
    const original = originalColumn(edits, line - 1, column - 1) + 1;
    if (map === null) return { file, line, column: original };
    const typescript = find(map, line, original);
    if (!typescript || typescript.line <= source.prefix) return null;
    return { file, line: typescript.line - source.prefix, column: typescript.column };
  }
}

const parsed = new WeakMap<SourceMapPayload, SourceMap>();

function find(payload: SourceMapPayload, line: number, column: number) {
  const map = parsed.get(payload) ?? new SourceMap(payload);
  parsed.set(payload, map);
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalLine' in entry)) return null;
  return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
