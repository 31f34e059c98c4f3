// The files that run: cells and the TypeScript files they import. Leads a place in their JavaScript back to the TypeScript.
import { SourceMap, type SourceMapPayload } from 'node:module';
import type { SourceMaps } from '../compile/adapt';

export interface Place {
  readonly file: string;
  /** Starts at 1, as do columns. */
  readonly line: number;
  readonly column: number;
}

interface SourceFile {
  /** Its TypeScript name. */
  readonly name: string;
  readonly maps: SourceMaps | null;
  /** Lines that the compiler puts before its text. */
  readonly prefix: number;
  /** The text of a cell; a file can be read by whoever wants to. */
  readonly text: string | null;
}

/** tslab puts one line before a cell. */
const cellPrefix = 1;

export class SourceFiles {
  readonly #files = new Map<string, SourceFile>();

  addCell(name: string, text: string, maps: SourceMaps | null): void {
    this.#files.set(name, { name, maps, prefix: cellPrefix, text });
  }

  /** What a cell imports, by the path of its JavaScript: a file, or a cell that is a module. */
  addImported(path: string, maps: SourceMaps | null, isCell: boolean): void {
    const source = maps?.toModule.sources[0];
    const name = source ? path.replace(/\.js$/, /\.\w+$/.exec(source)![0]) : path;
    this.#files.set(path, { name, maps, prefix: isCell ? cellPrefix : 0, text: null });
  }

  isCell(name: string): boolean {
    return this.textOf(name) !== null;
  }

  textOf(name: string): string | null {
    return this.#files.get(name)?.text ?? null;
  }

  /** The place in TypeScript; null where the code is none of ours, or has no counterpart there. */
  trace({ file, line, column }: Place): Place | null {
    const source = this.#files.get(file);
    if (!source?.maps) return null;
    const module = find(source.maps.toCommonJs, line, column);
    const typescript = module && find(source.maps.toModule, module.line, module.column);
    if (!typescript) return null;
    return { file: source.name, line: typescript.line - source.prefix, column: typescript.column };
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
