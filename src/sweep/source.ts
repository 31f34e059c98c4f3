// Sources of experiments: a built-in one by name, or a module as one text with a hash, which any process can load.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire, SourceMap, type SourceMapping, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { formatValue, invalidArgument, oneOf } from '../errors';
import { environmentVariable } from '../platform';
import { bundle, libraryVersion, requireOwn, versionsOf } from './bundle';
import { isExperiment, type Experiment, type Measured } from './experiment';
import { BUILT_IN_NAMES, builtIns, type BuiltInName } from './experiments';

/** An experiment for another process, with the set of seeds on which random numbers depend besides the seed; mostly ''. */
export type Source = { readonly seedSet: string } & (
  | { readonly kind: 'built-in'; readonly name: BuiltInName }
  | {
      readonly kind: 'module';
      /** The module and what it imports by relative paths, bundled as CommonJS. */
      readonly code: string;
      /** The source map of the code, for the places in stacks. */
      readonly map: string;
      /** The file, from whose folder packages are resolved. */
      readonly file: string;
      /** The name of the experiment among those of the module; null for its default export. */
      readonly name: string | null;
      /** Whether the module is known to export its default alone, which then needs no name in the hash. */
      readonly isDefaultAlone: boolean;
      /** The packages that the module imports, with their versions. */
      readonly packages: Readonly<Record<string, string>>;
    }
);

/** The environment variable that random streams depend on. */
export const SEEDS_VARIABLE = 'VANISHING_GRADIENTS_SEEDS';
const seedSet = (): string => environmentVariable(SEEDS_VARIABLE) ?? '';

/** The source of an experiment, given as the name of a built-in one, as a path, or as the default export of a module. */
export function sourceOf(where: string, given: unknown): Source {
  if (isExperiment(given)) {
    const file = given.file?.startsWith('file:') ? fileURLToPath(given.file) : given.file;
    if (file !== undefined && path.isAbsolute(file) && existsSync(file))
      return moduleSource(where, file, given.name);
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
  return moduleSource(where, file, null);
}

function moduleSource(where: string, file: string, name: string | null): Source {
  return { seedSet: seedSet(), kind: 'module', file, name, ...bundle(where, file) };
}

/** The hash of all that an experiment's results depend on besides the point: its code, its packages, and the library's version. */
export const hashOf = (source: Source): string =>
  createHash('sha256')
    .update(source.kind === 'module' ? source.code : source.name)
    .update(`\n${source.kind}\nvanishing-gradients ${libraryVersion()}`)
    .update(source.kind === 'module' ? moduleWords(source) : '')
    .update(source.seedSet === '' ? '' : `\nset ${source.seedSet}`)
    .digest('hex')
    .slice(0, 32);

type ModuleSource = Extract<Source, { kind: 'module' }>;

const moduleWords = ({ name, packages, isDefaultAlone }: ModuleSource): string =>
  Object.entries(packages)
    .map(([id, version]) => `\npackage ${id} ${version}`)
    .join('') + (name === null || isDefaultAlone ? '' : `\nexperiment ${name}`);

/** The begin of the message where an experiment can't be loaded. */
export const CANNOT_LOAD = "sweep: the experiment can't be loaded: ";

/** An experiment that can't be loaded. */
export class LoadError extends TypeError {
  override name = 'LoadError';
}

/** Loads an experiment in this process. @throws {LoadError} when its module throws, or has none */
export async function loadExperiment(source: Source): Promise<Experiment<never>> {
  if (source.kind === 'built-in') return builtIns[source.name].load();
  const { code, file } = source;
  const places = placesOf(source);
  try {
    const requireHere = createRequire(existsSync(path.dirname(file)) ? file : path.resolve('experiment.js'));
    checkVersions(source.packages, requireHere);
    // The library is this one, wherever the module lies.
    const requireFor = (id: string): unknown =>
      id === 'vanishing-gradients' || id.startsWith('vanishing-gradients/')
        ? requireOwn(id)
        : requireHere(id);
    const loaded: { exports: object } = { exports: {} };
    const run = vm.compileFunction(
      code,
      ['exports', 'require', 'module', '__filename', '__dirname', '__moduleUrl'],
      { filename: file },
    ) as (...args: unknown[]) => void;
    run(loaded.exports, requireFor, loaded, file, path.dirname(file), pathToFileURL(file).href);
    const found = exportOf(source, loaded.exports);
    const measure = async (...args: Parameters<typeof found.measure>): Promise<Measured> => {
      try {
        return await found.measure(...args);
      } catch (error) {
        throw places(error);
      }
    };
    return { ...found, measure };
  } catch (error) {
    throw new LoadError(CANNOT_LOAD + wordsOf(places(error), path.dirname(file)), { cause: error });
  }
}

/** The error in words, with the first place in the folder of the experiment. */
function wordsOf(error: unknown, folder: string): string {
  if (!(error instanceof Error)) return `its module threw ${formatValue(error)}`;
  const place = error.stack?.split('\n').find((line) => line.startsWith('    at ') && line.includes(folder));
  return `${error.name}: ${error.message}${place === undefined ? '' : `\n${place}`}`;
}

/** The versions that the results stand under are those that the process loads. */
function checkVersions(packages: ModuleSource['packages'], requireHere: NodeJS.Require): void {
  const here = versionsOf(Object.keys(packages), requireHere);
  for (const [id, version] of Object.entries(packages))
    if (here[id] !== version)
      throw new Error(
        here[id] === undefined
          ? `the package '${id}' is not installed here; install version ${version}`
          : `the package '${id}' has version ${here[id]} here, and ${version} where the sweep was started; install that one`,
      );
}

function exportOf({ file, name }: ModuleSource, exports: object): Experiment<never> {
  const byDefault = isExperiment(exports) ? exports : (exports as { default?: unknown }).default;
  if (name === null) {
    if (isExperiment(byDefault)) return byDefault;
    throw new TypeError(`the default export of ${file} must be experiment({ name, measure })`);
  }
  const all = new Set([byDefault, ...(Object.values(exports) as unknown[])].filter(isExperiment));
  const found = [...all].filter((one) => one.name === name);
  if (found.length === 1) return found[0]!;
  throw new TypeError(
    found.length === 0
      ? `the experiment '${name}' is no export of ${file}; export it, so that other processes find it`
      : `${file} exports ${found.length} experiments that are named '${name}'; give each a name of its own`,
  );
}

/** Puts the places of the files that were bundled into the stacks of errors. */
function placesOf({ map, file }: ModuleSource): (error: unknown) => unknown {
  const sources = new SourceMap(JSON.parse(map) as SourceMapPayload);
  const folder = path.dirname(file);
  return (error) => {
    if (!(error instanceof Error) || error.stack === undefined) return error;
    const parts = error.stack.split(`${file}:`);
    const mapped = parts.slice(1).map((part) => {
      const [place, line, column] = /^(\d+):(\d+)/.exec(part) ?? [];
      const found: Partial<SourceMapping> = sources.findEntry(Number(line) - 1, Number(column) - 1);
      if (place === undefined || found.originalSource === undefined) return `${file}:${part}`;
      const original = path.resolve(folder, found.originalSource);
      return `${original}:${found.originalLine! + 1}:${found.originalColumn! + 1}${part.slice(place.length)}`;
    });
    Object.defineProperty(error, 'stack', {
      value: parts[0]! + mapped.join(''),
      configurable: true,
      writable: true,
    });
    return error;
  };
}
