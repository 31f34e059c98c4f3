// The step that builds the library.
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashFiles, listFiles } from '../files.mjs';

/** @param {import('../paths.mjs').Project} project */
const sources = (project) =>
  listFiles(path.join(project.root, 'src')).filter(
    (name) => /\.(ts|json)$/.test(name) && !/\.(d|browser)\.ts$/.test(name),
  );
/** @param {string} name */
const compiledName = (name) => name.replace(/\.ts$/, '.js');
/** @param {string} name */
const sourceName = (name) => name.replace(/(\.d\.ts|\.js\.map|\.js)$/, '.ts');

/** @type {import('./runner.mjs').Step} */
export const library = {
  name: 'library',
  title: 'Library',
  advice: 'Correct what the compiler found in src.',
  needs: ['packages'],
  inputs: ({ root }) => [hashFiles(root, ['tsconfig.json', 'package.json', 'src'])],
  // With `vendor`, dist is what a package holds, and notebooks can't compile against that.
  isPresent: (project) =>
    listFiles(path.join(project.dist, 'vendor')).length === 0 &&
    sources(project).every((name) => existsSync(path.join(project.dist, compiledName(name)))),
  async run({ project, run }) {
    const tsc = path.join(project.modules, 'typescript', 'bin', 'tsc');
    rmSync(path.join(project.dist, 'tsconfig.tsbuildinfo'), { force: true }); // it knows nothing of files that were changed or deleted
    await run(process.execPath, [tsc, '--noEmitOnError']);
    // The output of sources that were renamed or deleted is deleted.
    const names = new Set(sources(project));
    for (const name of listFiles(project.dist)) {
      if (!names.has(sourceName(name))) rmSync(path.join(project.dist, name));
    }
  },
};
