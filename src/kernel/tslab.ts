// The parts of tslab that this kernel uses: its converter (TypeScript cell to JavaScript), its public module, and the module
// through which anything displays. It is the project's own copy, the one that cells and the library find.
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { createRequire } from 'node:module';
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

/** Loads tslab with a compiler that `adapt` has changed. It takes about a second, most of it TypeScript. */
export function loadTslab(adapt: (typescript: typeof TypeScript) => typeof TypeScript): Tslab {
  const typescript = requireFromTslab(typescriptPath) as typeof TypeScript;
  requireFromTslab.cache[typescriptPath]!.exports = adapt(typescript);
  return {
    converter: requireFromTslab('./converter') as typeof converterModule,
    inspect: requireFromTslab('./inspect') as typeof inspectModule,
    jupyter: requireFromTslab('./jupyter') as typeof jupyterModule,
    metadata: requireFromTslab('./metadata') as typeof metadataModule,
    publicModule: requireFromTslab(publicModule) as Record<string, unknown>,
    typescript,
  };
}
