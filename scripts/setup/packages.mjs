// The step that installs the packages of npm.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { NETWORK_ADVICE } from './advice.mjs';
import { hashFiles } from '../files.mjs';
import { findNpm } from './tools.mjs';

/**
 * @typedef {import('../paths.mjs').Project} Project
 * @typedef {{version: string, optional?: boolean, os?: string[], cpu?: string[]}} Package
 */

/**
 * @param {string} file of npm's lock format
 * @returns {Record<string, Package>} by folder
 */
const readLock = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** @type {(one: Package) => boolean} */
const isForThisMachine = ({ os, cpu }) =>
  (os?.includes(process.platform) ?? true) && (cpu?.includes(process.arch) ?? true);

/** @param {Project} project */
const wantedPackages = ({ root }) => readLock(path.join(root, 'package-lock.json'));

/**
 * npm's record of installed packages, which npm writes last.
 * @param {Project} project
 */
const installRecord = (project) => path.join(project.modules, '.package-lock.json');

/**
 * @param {Project} project
 * @returns {boolean} whether node_modules has the packages of package-lock.json
 */
export function arePackagesInstalled(project) {
  if (!existsSync(installRecord(project))) return false;
  const installed = readLock(installRecord(project));
  return Object.entries(wantedPackages(project)).every(([folder, { version, optional }]) => {
    if (folder === '' || (optional && !(folder in installed))) return true;
    return installed[folder]?.version === version && existsSync(path.join(project.root, folder));
  });
}

/** @type {import('./runner.mjs').Step} */
export const packages = {
  name: 'packages',
  title: 'npm packages',
  advice: NETWORK_ADVICE,
  needs: [],
  inputs: ({ root }) => [hashFiles(root, ['package-lock.json']), process.platform, process.arch],
  isPresent: (project) => existsSync(installRecord(project)),
  async run({ project, run, progress }) {
    if (arePackagesInstalled(project)) return; // the user ran `npm ci`
    const npm = findNpm();
    // npm deletes node_modules in no particular order: without the record, the rest that an interruption leaves can't count as
    // complete.
    rmSync(installRecord(project), { force: true });
    const total = Object.values(wantedPackages(project)).filter(isForThisMachine).length - 1; // less the project
    let fetched = 0;
    const onLine = (/** @type {string} */ line) => {
      if (!line.startsWith('npm http ')) return false;
      if (line.includes('.tgz')) progress(`${(fetched += 1)} of ${total}`);
      return true; // left out of the message where npm fails
    };
    // Settings of an outer `npm run` reach npm through the environment; these override them.
    // Scripts are not run: the one that is needed, of tfjs-node, is a step of its own.
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
