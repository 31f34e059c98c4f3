// The compiler options for a cell: a module of today's JavaScript, checked as strictly as the course is written.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ts, TypeScript } from './typescript';

export interface Settings {
  readonly options: TypeScript.CompilerOptions;
  /** True where an implicit `any` is an error: only where a tsconfig.json says so. */
  readonly reportsImplicitAny: boolean;
}

/** Libraries beyond ES2023, each with what tells whether this Node has it. */
const LIBRARY_PROBES: Readonly<Record<string, () => boolean>> = {
  'es2024.object': () => 'groupBy' in Object,
  'es2024.collection': () => 'groupBy' in Map,
  'es2024.promise': () => 'withResolvers' in Promise,
  'es2024.string': () => 'isWellFormed' in String.prototype,
  'es2024.arraybuffer': () => 'transfer' in ArrayBuffer.prototype,
  'es2024.sharedmemory': () => 'waitAsync' in Atomics,
  'esnext.array': () => 'fromAsync' in Array,
  'esnext.collection': () => 'union' in Set.prototype,
  'esnext.iterator': () => 'Iterator' in globalThis,
  'esnext.promise': () => 'try' in Promise,
  'esnext.error': () => 'isError' in Error,
  'esnext.float16': () => 'Float16Array' in globalThis,
  'esnext.disposable': () => true, // the compiler brings it along
  'esnext.decorators': () => true,
};

const libraries = (): string[] => {
  const found = Object.entries(LIBRARY_PROBES).flatMap(([name, isThere]) => (isThere() ? [name] : []));
  return ['es2023', ...found].map((name) => `lib.${name}.d.ts`);
};

/** The options that cells depend on, whatever a tsconfig.json says. */
const fixed = (ts: Ts): TypeScript.CompilerOptions => ({
  module: ts.ModuleKind.Preserve,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  target: ts.ScriptTarget.ES2024,
  customConditions: ['node'],
  allowImportingTsExtensions: true,
  allowSyntheticDefaultImports: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  // An import that this cell does not use is there for the next ones.
  verbatimModuleSyntax: true,
  noEmitHelpers: true,
  importHelpers: false,
  removeComments: false,
  sourceMap: true,
  inlineSourceMap: false,
  inlineSources: false,
  declaration: false,
  noEmit: false,
  noEmitOnError: false,
  composite: false,
  incremental: false,
  // Names that a cell does not use are there for the next cells.
  noUnusedLocals: false,
  noUnusedParameters: false,
  isolatedDeclarations: false,
  emitDeclarationOnly: false,
  skipLibCheck: true,
});

/** The settings of notebooks in a folder: TypeScript's strict mode, or what a tsconfig.json beside the notebook says. */
export function readSettings(ts: Ts, folder: string): Settings {
  const own = readConfig(ts, folder);
  const defaults: TypeScript.CompilerOptions = {
    strict: true,
    useUnknownInCatchVariables: false,
    allowJs: true,
    checkJs: false,
    jsx: ts.JsxEmit.React,
    types: ['node'],
    lib: libraries(),
    typeRoots: typeRoots(folder),
  };
  const { Preserve, ReactNative, ReactJSX } = ts.JsxEmit;
  // Leaving JSX to another tool is of no use here, and such tools are made for the newer form.
  if (own && (own.jsx === Preserve || own.jsx === ReactNative)) own.jsx = ReactJSX;
  return {
    options: { ...defaults, ...own, ...fixed(ts) },
    reportsImplicitAny: own !== null && (own.noImplicitAny ?? own.strict ?? false),
  };
}

/** The folders of type packages that the notebook sees; the kernel's own come last, so that Node's are always known. */
function typeRoots(folder: string): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    roots.push(join(at, 'node_modules', '@types'));
    if (dirname(at) === at) break;
  }
  return [
    ...roots.filter((root) => existsSync(root)),
    dirname(dirname(require.resolve('@types/node/package.json'))),
  ];
}

/** A file that is wrong counts as far as it can be read. */
function readConfig(ts: Ts, folder: string): TypeScript.CompilerOptions | null {
  const file = join(folder, 'tsconfig.json');
  if (!existsSync(file)) return null;
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config?: unknown };
  if (config === undefined) return null;
  const { options } = ts.parseJsonConfigFileContent(
    { ...(config as object), files: [], include: [] },
    ts.sys,
    folder,
  );
  // Cells are compiled in memory: where files would go is of no concern.
  delete options.outDir;
  delete options.outFile;
  delete options.rootDir;
  return options;
}
