// Arquero inside of the package: one CommonJS file with its dependencies, and their declarations. As a dependency it could not be
// installed by every package manager (its own dependency @uwdata/flechette has releases that can't be), and Jest can't load it.
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** @typedef {import('../paths.mjs').Project} Project */

const PARTS = ['arquero', '@uwdata/flechette', 'acorn'];
/** The compiled files of src/arquero.ts, which the package has in another form. */
const REPLACED = ['arquero.js', 'arquero.js.map', 'arquero.d.ts'];

/** @param {Project} project */
const kept = (project) => path.join(project.root, 'build', 'package');
/** @param {Project} project */
const vendor = (project) => path.join(project.dist, 'vendor');

/**
 * Declarations that any project can read: of the packages that are here, without what the compiler rejects, and without
 * private members, so that a table of another copy of Arquero fits wherever one of this copy is taken.
 * @param {string} text
 * @param {string} toFlechette
 */
const portable = (text, toFlechette) =>
  text
    .replaceAll(/(['"])@uwdata\/flechette\1/g, `$1${toFlechette}$1`)
    .replaceAll(/ *\/\*\*(?:(?!\*\/)[^])*?\*\/\n *private [^;]*;\n/g, '')
    .replaceAll(/\.\.\.(\w+)\?:/g, '...$1:');

/**
 * @param {string} from the declarations of a package
 * @param {string} to
 * @param {string} flechette
 */
function copyDeclarations(from, to, flechette) {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue;
    const target = path.join(to, name);
    const toFlechette = path.relative(path.dirname(target), flechette).split(path.sep).join('/');
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, portable(readFileSync(path.join(from, name), 'utf8'), toFlechette));
  }
}

/** Puts Arquero into dist. @param {Project} project */
export async function addArquero(project) {
  removeArquero(project);
  mkdirSync(kept(project), { recursive: true });
  for (const name of REPLACED) renameSync(path.join(project.dist, name), path.join(kept(project), name));
  await build({
    entryPoints: [path.join(project.root, 'src', 'arquero.ts')],
    outfile: path.join(project.dist, 'arquero.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    logLevel: 'warning',
  });
  const flechette = path.join(vendor(project), 'flechette');
  copyDeclarations(
    path.join(project.modules, 'arquero', 'dist', 'types'),
    path.join(vendor(project), 'arquero'),
    path.join(flechette, 'index-types.js'),
  );
  copyDeclarations(path.join(project.modules, '@uwdata', 'flechette', 'dist', 'types'), flechette, '');
  writeFileSync(path.join(project.dist, 'arquero.d.ts'), "export * from './vendor/arquero/index.js';\n");
  for (const name of PARTS)
    cpSync(
      path.join(project.modules, name, 'LICENSE'),
      path.join(vendor(project), `LICENSE-${path.basename(name)}`),
    );
}

/** Has dist as the compiler made it. @param {Project} project */
export function removeArquero(project) {
  rmSync(vendor(project), { recursive: true, force: true });
  for (const name of REPLACED) {
    try {
      renameSync(path.join(kept(project), name), path.join(project.dist, name));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
  }
}
