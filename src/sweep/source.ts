// Sources of experiments: a built-in one by name, or a module as one text with a hash, which any process can load.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { invalidArgument, oneOf } from '../errors';
import { environmentVariable, folderOf } from '../platform';
import { isExperiment, type Experiment } from './experiment';
import { BUILT_IN_NAMES, builtIns, type BuiltInName } from './experiments';

/** An experiment for another process, with the set of seeds on which random numbers depend besides the seed; mostly ''. */
export type Source = { readonly seedSet: string } & (
  | { readonly kind: 'built-in'; readonly name: BuiltInName }
  | {
      readonly kind: 'module';
      /** The module and what it imports by relative paths, bundled as CommonJS. */
      readonly code: string;
      /** The file, from whose folder packages are resolved. */
      readonly file: string;
    }
);

/** The environment variable that random streams depend on. */
export const SEEDS_VARIABLE = 'VANISHING_GRADIENTS_SEEDS';
const seedSet = (): string => environmentVariable(SEEDS_VARIABLE) ?? '';

/** The root of the package. */
const ROOT = path.resolve(folderOf(), '..');
const requireOwn = createRequire(path.join(ROOT, 'package.json'));

/** The version of the library, which the results of an experiment depend on. */
export const libraryVersion = (): string => (requireOwn('./package.json') as { version: string }).version;

/** The source of an experiment, given as the name of a built-in one, as a path, or as the default export of a module. */
export function sourceOf(where: string, given: unknown): Source {
  if (isExperiment(given)) {
    const file = given.file?.startsWith('file:') ? fileURLToPath(given.file) : given.file;
    if (file !== undefined && path.isAbsolute(file) && existsSync(file)) return moduleSource(where, file);
    throw new TypeError(
      `${where}: the experiment '${given.name}' is in no file that another process can load; write it to a module as its default ` +
        "export and give the path, or set executor: 'inline', which measures in this process",
    );
  }
  if (typeof given !== 'string')
    throw invalidArgument(
      where,
      'experiment',
      `${BUILT_IN_NAMES.join(', ')}, the path of a module, or what experiment(…) gives`,
      given,
    );
  const isPath = given.startsWith('file:') || /[\\/]|\.[cm]?[jt]sx?$/.test(given);
  if (!isPath)
    return { seedSet: seedSet(), kind: 'built-in', name: oneOf(where, 'experiment', given, BUILT_IN_NAMES) };
  const file = path.resolve(given.startsWith('file:') ? fileURLToPath(given) : given);
  if (!existsSync(file)) throw new TypeError(`${where}: experiment: there is no file ${given}`);
  return moduleSource(where, file);
}

function moduleSource(where: string, file: string): Source {
  return { seedSet: seedSet(), kind: 'module', code: bundle(where, file), file };
}

/** Bundles a module. White space and comments are left out, and paths with them: the text depends on the code alone. */
function bundle(where: string, file: string): string {
  const { buildSync } = loadEsbuild(where);
  try {
    const { outputFiles } = buildSync({
      entryPoints: [file],
      absWorkingDir: path.dirname(file),
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
      write: false,
      logLevel: 'silent',
    });
    return outputFiles[0]!.text;
  } catch (error) {
    throw new TypeError(`${where}: experiment ${file} can't be bundled: ${(error as Error).message}`, {
      cause: error,
    });
  }
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

/** The hash of all that an experiment's results depend on besides the point: its code, and the library's version. */
export const hashOf = (source: Source): string =>
  createHash('sha256')
    .update(source.kind === 'module' ? source.code : source.name)
    .update(`\n${source.kind}\nvanishing-gradients ${libraryVersion()}`)
    .update(source.seedSet === '' ? '' : `\nset ${source.seedSet}`)
    .digest('hex')
    .slice(0, 32);

/** Loads an experiment in this process. */
export async function loadExperiment(source: Source): Promise<Experiment<never>> {
  if (source.kind === 'built-in') return builtIns[source.name].load();
  const { code, file } = source;
  const requireHere = createRequire(existsSync(path.dirname(file)) ? file : path.resolve('experiment.js'));
  // The library is this one, wherever the module lies.
  const requireFor = (id: string): unknown =>
    id === 'vanishing-gradients' || id.startsWith('vanishing-gradients/') ? requireOwn(id) : requireHere(id);
  const loaded: { exports: { default?: unknown } } = { exports: {} };
  const run = vm.compileFunction(
    code,
    ['exports', 'require', 'module', '__filename', '__dirname', '__moduleUrl'],
    { filename: file },
  ) as (...args: unknown[]) => void;
  run(loaded.exports, requireFor, loaded, file, path.dirname(file), pathToFileURL(file).href);
  const { exports } = loaded;
  const found = isExperiment(exports) ? exports : exports.default;
  if (isExperiment(found)) return found;
  throw new TypeError(`sweep: the default export of ${file} must be experiment({ name, measure })`);
}
