import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { networkAdvice } from './advice.mjs';
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
 * npm's own record of what it installed; it writes it last.
 * @param {Project} project
 */
const record = (project) => path.join(project.modules, '.package-lock.json');

/**
 * @param {Project} project
 * @returns {boolean} whether node_modules holds what package-lock.json asks for
 */
export function packagesAreInstalled(project) {
  if (!existsSync(record(project))) return false;
  const installed = readLock(record(project));
  return Object.entries(wantedPackages(project)).every(([folder, { version, optional }]) => {
    if (folder === '' || (optional && !(folder in installed))) return true;
    return installed[folder]?.version === version && existsSync(path.join(project.root, folder));
  });
}

/** @type {import('./runner.mjs').Step} */
export const packages = {
  name: 'packages',
  title: 'npm packages',
  advice: networkAdvice,
  needs: [],
  inputs: ({ root }) => [hashFiles(root, ['package-lock.json']), process.platform, process.arch],
  isPresent: (project) => existsSync(record(project)),
  async run({ project, run, progress }) {
    if (packagesAreInstalled(project)) return; // by someone's own `npm ci`
    const npm = findNpm();
    // npm deletes node_modules in no particular order: without its record, what is left after an interruption
    // can't pass for whole.
    rmSync(record(project), { force: true });
    const total = Object.values(wantedPackages(project)).filter(isForThisMachine).length - 1; // less the project
    let fetched = 0;
    const onLine = (/** @type {string} */ line) => {
      if (!line.startsWith('npm http ')) return false;
      if (line.includes('.tgz')) progress(`${(fetched += 1)} of ${total}`);
      return true; // of no use where npm fails
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
