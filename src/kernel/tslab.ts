// The parts of tslab that this kernel uses: its converter (TypeScript cell to JavaScript), its public module, and the module
// through which anything displays. It is the project's own copy, the one that cells and the library find.
import type * as TypeScript from '@tslab/typescript-for-tslab';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as converterModule from 'tslab/dist/converter';
import type * as inspectModule from 'tslab/dist/inspect';
import type * as jupyterModule from 'tslab/dist/jupyter';
import type * as metadataModule from 'tslab/dist/metadata';

export type { TypeScript };
export type { Converter, Diagnostic } from 'tslab/dist/converter';

const publicModule = require.resolve('tslab');
const requireFromTslab = createRequire(publicModule);
const typescriptPath = requireFromTslab.resolve('@tslab/typescript-for-tslab');
const manifest = (name: string) => (requireFromTslab(name) as { version: string }).version;

/** Known without loading the compiler. */
export const versions = {
  tslab: manifest('../package.json'),
  typescript: manifest('@tslab/typescript-for-tslab/package.json'),
};
export const folders = [dirname(publicModule), dirname(typescriptPath)];
export const zeromqPath = requireFromTslab.resolve('zeromq');

export interface Tslab {
  readonly converter: typeof converterModule;
  readonly inspect: typeof inspectModule;
  readonly jupyter: typeof jupyterModule;
  readonly metadata: typeof metadataModule;
  /** What a cell's `require('tslab')` gives. */
  readonly publicModule: Record<string, unknown>;
  readonly typescript: typeof TypeScript;
}

/**
 * Loads tslab with a compiler that `adapt` has changed. The compiler and what tslab builds on it come once they are needed, and
 * take more than half a second: a kernel whose cells are compiled elsewhere does without.
 */
export function loadTslab(adapt: (typescript: typeof TypeScript) => typeof TypeScript): Tslab {
  const typescript = defer(typescriptPath, { version: versions.typescript }, adapt);
  const converter = defer<typeof converterModule>(requireFromTslab.resolve('./converter'));
  return {
    converter,
    inspect: requireFromTslab('./inspect') as typeof inspectModule,
    jupyter: requireFromTslab('./jupyter') as typeof jupyterModule,
    metadata: requireFromTslab('./metadata') as typeof metadataModule,
    publicModule: requireFromTslab(publicModule) as Record<string, unknown>,
    typescript,
  };
}

/** Has `require` give a stand-in, which knows what is `known`, and loads the module when asked for something else. */
function defer<T extends object>(path: string, known: Partial<T> = {}, change = (module: T): T => module): T {
  let loaded: T | null = null;
  const load = (): T => {
    if (loaded === null) {
      requireFromTslab.cache[path] = undefined;
      loaded = change(requireFromTslab(path) as T);
      requireFromTslab.cache[path]!.exports = loaded;
    }
    return loaded;
  };
  // Without __esModule, whoever imports it copies all that is in it.
  const target = { __esModule: true, ...known };
  const standIn = new Proxy(target, {
    get: (_, key) => Reflect.get(key in target ? target : load(), key) as unknown,
  });
  requireFromTslab.cache[path] = Object.assign(new Module(path), { exports: standIn, loaded: true });
  return standIn as unknown as T;
}
