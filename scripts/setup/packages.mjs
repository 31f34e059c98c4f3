import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashFiles } from './files.mjs';
import { findNpm } from './tools.mjs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** npm's own record of what it installed; it writes it last. */
const record = (project) => path.join(project.modules, '.package-lock.json');

/**
 * @param {import('../paths.mjs').Project} project
 * @returns {boolean} whether node_modules holds what package-lock.json asks for
 */
export function packagesAreInstalled(project) {
  if (!existsSync(record(project))) return false;
  const installed = read(record(project));
  const wanted = Object.entries(read(path.join(project.root, 'package-lock.json')));
  return wanted.every(([folder, { version, optional, link }]) => {
    if (folder === '' || (optional && !(folder in installed))) return true;
    return (link || installed[folder]?.version === version) && existsSync(path.join(project.root, folder));
  });
}

/** @type {import('./runner.mjs').Step} */
export const packages = {
  name: 'packages',
  title: 'Packages of Node',
  needs: [],
  inputs: ({ root }) => [hashFiles(root, ['package-lock.json']), process.platform, process.arch],
  isPresent: (project) => existsSync(record(project)),
  async run({ project, run, progress }) {
    if (packagesAreInstalled(project)) return 'there already';
    const npm = findNpm();
    // npm deletes node_modules in no particular order: without its record, what is left after an interruption
    // can't pass for whole.
    rmSync(record(project), { force: true });
    const total = Object.keys(read(path.join(project.root, 'package-lock.json'))).length;
    let fetched = 0;
    const onLine = (line) => {
      if (!line.startsWith('npm http ')) return false;
      if (line.includes('.tgz')) progress(`${(fetched += 1)} of ${total}`);
      return true;
    };
    // Settings of an outer `npm run` reach npm through the environment; those that matter here are said again.
    // Scripts are not run: the one that is needed, tfjs-node's, is a step of its own.
    const settings = [
      '--ignore-scripts',
      '--include=dev',
      '--include=optional',
      '--no-dry-run',
      '--loglevel=http',
    ];
    await run(process.execPath, [npm, 'ci', ...settings], { onLine });
  },
};
