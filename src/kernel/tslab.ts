// The parts of tslab that this kernel uses: its public module, and the module through which anything displays. It is the project's
// own copy, the one that cells and the library find. Its converter and the compiler that it brings along are never loaded.
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as jupyterModule from 'tslab/dist/jupyter';

const publicModule = require.resolve('tslab');
const requireFromTslab = createRequire(publicModule);
const typescript = require.resolve('typescript');
const versionOf = (manifest: string) => (requireFromTslab(manifest) as { version: string }).version;

export const versions = {
  tslab: versionOf('../package.json'),
  typescript: (createRequire(typescript)('../package.json') as { version: string }).version,
};
export const folders = [dirname(publicModule), dirname(typescript), dirname(require.resolve('tslib'))];
export const zeromqPath = requireFromTslab.resolve('zeromq');

export interface Tslab {
  readonly jupyter: typeof jupyterModule;
  /** The module that a cell's `require('tslab')` gives. */
  readonly publicModule: Record<string, unknown>;
}

export function loadTslab(): Tslab {
  leaveOut(requireFromTslab.resolve('@tslab/typescript-for-tslab'));
  leaveOut(requireFromTslab.resolve('./converter'));
  return {
    jupyter: requireFromTslab('./jupyter') as typeof jupyterModule,
    publicModule: requireFromTslab(publicModule) as Record<string, unknown>,
  };
}

/** Has tslab find an empty module there: it asks for it when it loads, and uses it for cells alone. */
function leaveOut(path: string): void {
  requireFromTslab.cache[path] = Object.assign(new Module(path), {
    exports: { __esModule: true },
    loaded: true,
  });
}
