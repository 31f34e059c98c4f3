// Completes names, members, paths and packages while a reader types, and describes the symbol under the cursor.
import type { Visible } from './cell-file';
import { readCell, withoutShebang } from './cell-source';
import { describeCall, describeName } from './describe-symbol';
import type { NotebookHost } from './host';
import type { NotebookProgram } from './notebook-program';
import { runName } from './rewrite/names';
import type { Ts, TypeScript } from './typescript';

export interface Completion {
  /** The range that a candidate replaces, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly candidates: readonly { readonly name: string; readonly kind: string }[];
}

export class Completer {
  readonly #ts: Ts;
  readonly #host: NotebookHost;
  readonly #program: NotebookProgram;
  readonly #service: TypeScript.LanguageService;
  #path = '';

  constructor(ts: Ts, host: NotebookHost, program: NotebookProgram, options: TypeScript.CompilerOptions) {
    this.#ts = ts;
    this.#host = host;
    this.#program = program;
    this.#service = ts.createLanguageService(this.#serviceHost(options), filesOf(host));
  }

  complete(text: string, offset: number, visible: Visible): Completion {
    const start = this.#show(text, visible);
    const found = this.#service.getCompletionsAtPosition(this.#path, start + offset, {
      includeCompletionsWithInsertText: false,
      includeCompletionsForModuleExports: false,
    });
    const word = /[\p{ID_Continue}$]*$/u.exec(text.slice(0, offset))![0];
    const ofWord = { start: offset - word.length, end: offset };
    if (!found) return { ...ofWord, candidates: [] };
    const [first] = found.entries;
    const span = first?.replacementSpan ?? found.optionalReplacementSpan;
    const place = span
      ? { start: span.start - start, end: Math.max(span.start + span.length - start, offset) }
      : isInString(this.#ts, text, offset)
        ? { start: stringStart(text, offset), end: offset }
        : ofWord;
    const begun = text.slice(place.start, offset);
    return { ...place, candidates: this.#matching(found.entries, begun) };
  }

  #matching(entries: readonly TypeScript.CompletionEntry[], begun: string): Completion['candidates'] {
    const { warning } = this.#ts.ScriptElementKind;
    const known = entries.filter(({ kind, name }) => kind !== warning && !/^\$\d+$/.test(name));
    const matches = (test: (name: string) => boolean) => known.filter(({ name }) => test(name));
    const lower = begun.toLowerCase();
    const exact = matches((name) => name.startsWith(begun));
    const found = exact.length > 0 ? exact : matches((name) => name.toLowerCase().startsWith(lower));
    return [...found]
      .sort((a, b) => compare(a.sortText, b.sortText) || compare(a.name, b.name))
      .map(({ name, kind }) => ({ name, kind }));
  }

  inspect(text: string, offset: number, visible: Visible): string | null {
    const start = this.#show(text, visible);
    const at = start + offset;
    this.#readComments(at);
    const info = this.#service.getQuickInfoAtPosition(this.#path, at);
    if (info && !isUnknown(this.#ts, info)) return describeName(info);
    const help = this.#service.getSignatureHelpItems(this.#path, at, undefined);
    return help ? describeCall(help) : this.#inspectType(text, offset, visible);
  }

  /** The name of a type where a value would stand: a reader who asks for it writes nothing else. */
  #inspectType(text: string, offset: number, visible: Visible): string | null {
    const name = /[\p{ID_Continue}$.]*$/u.exec(text.slice(0, offset))![0];
    const rest = /^[\p{ID_Continue}$]*/u.exec(text.slice(offset))![0];
    if (!/^[\p{ID_Start}$_]/u.test(name + rest)) return null;
    const asType = `${text}\ntype ${runName} = ${name}${rest}`;
    const at = this.#show(asType, visible) + asType.length;
    this.#readComments(at);
    const info = this.#service.getQuickInfoAtPosition(this.#path, at);
    return info && !isUnknown(this.#ts, info) ? describeName(info) : null;
  }

  /** Reads the documentation of the name at a position, or of the function called there. */
  #readComments(at: number): void {
    const help = this.#service.getSignatureHelpItems(this.#path, at, undefined);
    const places = help ? [help.applicableSpan.start - 1, at] : [at];
    for (const place of places)
      for (const { fileName } of this.#service.getDefinitionAtPosition(this.#path, place) ?? [])
        this.#host.readComments(fileName);
  }

  /** Puts the text where the next cell would be; gives where it begins there. */
  #show(text: string, visible: Visible): number {
    const plain = withoutShebang(text);
    const source = readCell(this.#ts, plain);
    const names = new Set([...visible.values.keys(), ...visible.types.keys()]);
    const { file, layout } = this.#program.open(source, plain, visible, names);
    this.#path = file.fileName;
    return layout.start;
  }

  #serviceHost(options: TypeScript.CompilerOptions): TypeScript.LanguageServiceHost {
    const host = this.#host;
    const ts = this.#ts;
    const snapshotOf = (path: string) => {
      const file = host.getSourceFile(path);
      return file && ts.ScriptSnapshot.fromString(file.text);
    };
    return {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [this.#path],
      getScriptVersion: (path) =>
        (host.getSourceFile(path) as { version?: string } | undefined)?.version ?? '0',
      getScriptSnapshot: snapshotOf,
      getCurrentDirectory: host.getCurrentDirectory,
      getDefaultLibFileName: host.getDefaultLibFileName,
      fileExists: host.fileExists,
      readFile: host.readFile,
      readDirectory: host.readDirectory,
      directoryExists: host.directoryExists,
      getDirectories: host.getDirectories,
      realpath: host.realpath,
      useCaseSensitiveFileNames: () => true,
      resolveModuleNameLiterals: (literals, from, redirected, compilerOptions, file) =>
        host.resolveModuleNameLiterals(literals, from, redirected, compilerOptions, file),
    };
  }
}

/** The compiler's own trees, which the service would else make once more. */
function filesOf(host: NotebookHost): TypeScript.DocumentRegistry {
  const find = (path: string) => host.getSourceFile(path)!;
  const registry: Partial<TypeScript.DocumentRegistry> = {
    acquireDocument: find,
    acquireDocumentWithKey: find,
    updateDocument: find,
    updateDocumentWithKey: find,
    getKeyForCompilationSettings: () => 'notebook' as TypeScript.DocumentRegistryBucketKey,
    reportStats: () => '',
  };
  // Nothing is to be released: the host keeps the trees.
  const release = (): void => undefined;
  return Object.assign(registry, {
    releaseDocument: release,
    releaseDocumentWithKey: release,
  }) as TypeScript.DocumentRegistry;
}

/** True for the description that TypeScript gives of a name that nothing declares. */
function isUnknown(ts: Ts, { kind, displayParts = [] }: TypeScript.QuickInfo): boolean {
  const said = displayParts.map(({ text }) => text).join('');
  return (
    (kind === ts.ScriptElementKind.unknown && said === 'any') ||
    /^(?:\(alias\) )?import \S+(?: = \S+)?$|\/\*unresolved\*\/ any$/.test(said)
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function isInString(ts: Ts, text: string, offset: number): boolean {
  const file = ts.createSourceFile('cell.mts', text.slice(0, offset), ts.ScriptTarget.ES2024, true);
  let last: TypeScript.Node = file;
  const visit = (node: TypeScript.Node): void => {
    if (node.pos < offset && node.end >= offset) {
      last = node;
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  return ts.isStringLiteralLike(last);
}

/** The position after the quote, or after the last slash of a path. */
const stringStart = (text: string, offset: number): number => {
  const quote = Math.max(...['"', "'", '`'].map((one) => text.lastIndexOf(one, offset - 1)));
  return Math.max(quote, text.lastIndexOf('/', offset - 1)) + 1;
};
