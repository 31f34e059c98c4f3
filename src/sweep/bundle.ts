// The bundle of an experiment's module: one text that any process can load, with the packages that it needs.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import path from 'node:path';
import { folderOf } from '../platform';

/** The root of the package. */
const ROOT = path.resolve(folderOf(), '..');
export const requireOwn = createRequire(path.join(ROOT, 'package.json'));

/** The version of the library, which the results of an experiment depend on. */
export const libraryVersion = (): string => (requireOwn('./package.json') as { version: string }).version;

/** A module and what it imports by relative paths, as CommonJS. */
export interface Bundle {
  /** The text, without white space and comments, and so without paths: it depends on the code alone. */
  readonly code: string;
  /** The source map of the text. */
  readonly map: string;
  /** Whether the module is known to have a default export and no other one. */
  readonly isDefaultAlone: boolean;
  /** The packages that it imports, with their versions, in alphabetical order; those that are not installed are left out. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Bundles a module. */
export function bundle(where: string, file: string): Bundle {
  const { buildSync } = loadEsbuild(where);
  try {
    const { outputFiles, metafile } = buildSync({
      entryPoints: [file],
      absWorkingDir: path.dirname(file),
      outfile: path.join(path.dirname(file), 'experiment.js'), // nothing is written; the paths of the map are from there
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': false },
      define: {
        'import.meta.url': '__moduleUrl',
        'import.meta.filename': '__filename',
        'import.meta.dirname': '__dirname',
      },
      minifyWhitespace: true,
      legalComments: 'none',
      tsconfigRaw: '{}',
      sourcemap: 'external',
      sourcesContent: false,
      metafile: true,
      write: false,
      logLevel: 'silent',
    });
    const [output] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint !== undefined);
    const ids = output!.imports.filter(({ external }) => external === true).map((one) => packageOf(one.path));
    const code = outputFiles.find((one) => one.path.endsWith('.js'))!.text;
    return {
      code,
      map: outputFiles.find((one) => one.path.endsWith('.map'))!.text,
      isDefaultAlone: hasDefaultAlone(code),
      packages: versionsOf(
        ids.filter((id) => !isBuiltin(id) && id !== 'vanishing-gradients'),
        createRequire(file),
      ),
    };
  } catch (error) {
    const words = (error as Error).message;
    const hint = words.includes('Top-level await')
      ? "; an experiment can't wait as it is loaded: call what it awaits in measure, and call sweep in another file"
      : '';
    throw new TypeError(`${where}: experiment ${file} can't be bundled: ${firstLines(words)}${hint}`, {
      cause: error,
    });
  }
}

/** Whether the code, as esbuild writes it, exports a default and nothing else; of CommonJS it does not say. */
function hasDefaultAlone(code: string): boolean {
  const name = /\bmodule\.exports=__toCommonJS\(([\w$]+)\)/.exec(code)?.[1] ?? '';
  const begin = `__export(${name},{`;
  const at = code.indexOf(begin);
  if (name === '' || at < 0 || code.includes(`__reExport(${name},`)) return false;
  return /^default:\(\)=>[\w$]+\}\)/.test(code.slice(at + begin.length));
}

/** The number of lines of esbuild's words that are shown. */
const SHOWN = 4;

const firstLines = (text: string): string => {
  const lines = text.trimEnd().split('\n');
  return (
    lines.slice(0, SHOWN).join('\n') + (lines.length > SHOWN ? `\nand ${lines.length - SHOWN} more` : '')
  );
};

/** The name of the package that an import is from: `a/b` is from a, `@a/b/c` from @a/b. */
const packageOf = (id: string): string => id.split('/', id.startsWith('@') ? 2 : 1).join('/');

/** The versions of packages, in alphabetical order, without those that are not installed. */
export function versionsOf(ids: readonly string[], requireHere: NodeJS.Require): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const id of [...new Set(ids)].sort()) {
    const file = (requireHere.resolve.paths(id) ?? [])
      .map((folder) => path.join(folder, id, 'package.json'))
      .find(existsSync);
    if (file !== undefined)
      versions[id] = (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? '';
  }
  return versions;
}

/** The environment variable by which esbuild, as it loads, is told to start a process for each call, and no thread. */
const ESBUILD_THREADS = 'ESBUILD_WORKER_THREADS';

function loadEsbuild(where: string): typeof import('esbuild') {
  const before = process.env[ESBUILD_THREADS];
  // In a notebook an interrupt ends a cell's threads: esbuild would wait for its thread for ever.
  process.env[ESBUILD_THREADS] = '0';
  try {
    return requireOwn('esbuild') as typeof import('esbuild');
  } catch (error) {
    throw new Error(`${where}: modules are bundled by esbuild, which is not installed: npm install esbuild`, {
      cause: error,
    });
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, ESBUILD_THREADS);
    else process.env[ESBUILD_THREADS] = before;
  }
}
