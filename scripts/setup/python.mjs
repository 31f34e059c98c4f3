// The step that creates the Python environment.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NETWORK_ADVICE } from './advice.mjs';
import { hashFiles } from '../files.mjs';
import { findPython } from './tools.mjs';

/** @typedef {import('../paths.mjs').Project} Project */

/** A file in the environment while packages are installed, which an interruption leaves there. */
const unfinishedMark = (/** @type {Project} */ project) => path.join(project.venv, 'unfinished');

/**
 * The lines of requirements.txt.
 * @param {Project} project
 */
const pins = (project) =>
  readFileSync(path.join(project.root, 'requirements.txt'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/\s*#.*/, ''))
    .filter((line) => line !== '');

/**
 * The packages of a new environment: the tools that install and build.
 * @param {Project} project
 */
const toolPins = (project) => pins(project).filter((pin) => /^(pip|setuptools)==/.test(pin));

/** @param {string[]} args */
export const pip = (...args) => ['-m', 'pip', '--disable-pip-version-check', '--no-input', ...args];

/** @type {import('./runner.mjs').Step} */
export const environment = {
  name: 'environment',
  title: 'Python environment',
  advice: NETWORK_ADVICE,
  needs: [],
  // The scripts of an environment contain its path: a moved or copied project needs a new one.
  inputs: (project) => [project.root, toolPins(project)],
  // The interpreter is a link to the one that made the environment, which may be uninstalled later.
  isPresent: (project) => existsSync(project.python) && !existsSync(unfinishedMark(project)),
  async run({ project, run }) {
    const python = findPython();
    rmSync(project.venv, { recursive: true, force: true });
    await run(python.executable, ['-m', 'venv', project.venv]);
    await run(project.python, pip('install', ...toolPins(project)));
    return `Python ${python.version}`;
  },
};

/** @type {import('./runner.mjs').Step} */
export const jupyter = {
  name: 'jupyter',
  title: 'Jupyter',
  advice: NETWORK_ADVICE,
  needs: ['environment'],
  inputs: ({ root }) => [hashFiles(root, ['requirements.txt'])],
  isPresent: (project) => existsSync(project.jupyter),
  async run({ project, run, progress }) {
    let collected = 0;
    const onLine = (/** @type {string} */ line) => {
      if (line.startsWith('Collecting ')) progress(`${(collected += 1)} packages`);
      if (line.startsWith('Installing collected packages')) progress('installing');
    };
    writeFileSync(unfinishedMark(project), '');
    await run(project.python, pip('install', '-r', 'requirements.txt'), { onLine });
    rmSync(unfinishedMark(project));
  },
};
