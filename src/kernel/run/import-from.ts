// `import()` by Node, for modules that `require` can't load.
import { join } from 'node:path';
import vm from 'node:vm';

const importers = new Map<string, (specifier: string) => Promise<unknown>>();

/** `import()` as code in this folder has it. */
export function importFrom(folder: string, specifier: string): Promise<unknown> {
  let importer = importers.get(folder);
  if (!importer) {
    importer = vm.runInThisContext('(specifier) => import(specifier)', {
      filename: join(folder, 'notebook.js'),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }) as (specifier: string) => Promise<unknown>;
    importers.set(folder, importer);
  }
  return importer(specifier);
}
