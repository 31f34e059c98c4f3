// The package's browser entry: ES modules for bundlers and pages, in which every module that has a .browser.ts beside it is that.
import { execFileSync } from 'node:child_process';
import { readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** @typedef {import('../paths.mjs').Project} Project */

/** The entry and its parts, each a module that shares chunks with the others. */
const PARTS = ['index', 'charts', 'theory', 'diagnosis', 'exercises', 'notebook'];

/** @param {Project} project */
const folder = (project) => path.join(project.dist, 'browser');

/** @param {Project} project */
const entryPoints = (project) =>
  Object.fromEntries(
    PARTS.map((part) => [
      part,
      path.join(project.root, 'src', part === 'index' ? 'index.browser.ts' : path.join(part, 'index.ts')),
    ]),
  );

/**
 * Has the compiler write the declarations, under the names of the modules that they stand for.
 * @param {Project} project
 */
function writeTypes(project) {
  const tsc = path.join(project.modules, 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '--project', path.join(project.root, 'tsconfig.browser.json')], {
    stdio: 'inherit',
  });
  const types = path.join(folder(project), 'types');
  for (const name of readdirSync(types, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(types, name);
    if (name.endsWith('.browser.d.ts')) renameSync(file, file.replace('.browser.d.ts', '.d.ts'));
  }
  // One copy of Arquero's declarations, that of the Node entry.
  writeFileSync(path.join(types, 'arquero.d.ts'), "export * from '../../vendor/arquero/index.js';\n");
}

/** A module in the place of Arrow, which few pages need, for what Arquero uses of it: 44 KB less. */
const WITHOUT_ARROW = `
  const missing = () => {
    throw new Error("The browser entry of vanishing-gradients is without Apache Arrow: use toCSV, toJSON or objects()");
  };
  export { ${['columnFromArray', 'columnFromValues', 'tableFromColumns', 'tableFromIPC', 'tableToIPC'].map((name) => `missing as ${name}`).join(', ')} };`;

/** @type {import('esbuild').Plugin} */
const withoutArrow = {
  name: 'without-arrow',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@uwdata\/flechette$/ }, ({ path }) => ({ path, namespace: 'without-arrow' }));
    onLoad({ filter: /.*/, namespace: 'without-arrow' }, () => ({ contents: WITHOUT_ARROW }));
  },
};

/**
 * Writes the modules into a folder.
 * @param {Project} project
 * @param {string} outdir
 */
export async function writeModules(project, outdir) {
  await build({
    entryPoints: entryPoints(project),
    outdir,
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    sourcemap: true,
    chunkNames: 'chunk-[hash]',
    resolveExtensions: ['.browser.ts', '.ts', '.mjs', '.js', '.json'],
    external: ['@tensorflow/tfjs'],
    legalComments: 'none',
    charset: 'utf8', // an escape takes six bytes; modules are UTF-8 wherever they are loaded
    plugins: [withoutArrow],
    logLevel: 'warning',
  });
}

/** Puts the browser entry into dist. @param {Project} project */
export async function addBrowser(project) {
  removeBrowser(project);
  await writeModules(project, folder(project));
  // Modules, whatever the package's other files are.
  writeFileSync(path.join(folder(project), 'package.json'), '{ "type": "module" }\n');
  writeTypes(project);
}

/** @param {Project} project */
export function removeBrowser(project) {
  rmSync(folder(project), { recursive: true, force: true });
}
