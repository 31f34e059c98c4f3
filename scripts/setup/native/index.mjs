// The step that prepares the native half of tfjs-node, by one of its routes.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { NETWORK_ADVICE } from '../advice.mjs';
import { SetupError } from '../errors.mjs';
import { hashFiles, writeFileAtomically } from '../../files.mjs';
import { buildFromWheel } from './build.mjs';
import { platform } from './platforms.mjs';
import { fetchPrebuilt } from './prebuilt.mjs';
import { install, isInstalled, prove } from './tfjs-node.mjs';
import { discardWork } from './work.mjs';

/**
 * @typedef {import('../../paths.mjs').Project} Project
 * @typedef {import('../runner.mjs').StepContext} StepContext
 * @typedef {import('./platforms.mjs').Route} Route
 */

/** How to prepare the native half of tfjs-node by each route, and how to speak of it. */
const routes = {
  prebuilt: { prepare: fetchPrebuilt, words: "tfjs-node's own prebuilt one" },
  wheel: { prepare: buildFromWheel, words: 'from its Python wheel' },
};

/**
 * The route taken last: what once worked, or was asked for, is not given up for another one.
 * @param {Project} project
 */
const routeFile = (project) => path.join(project.native, 'route');

/** @param {Project} project */
const lastRoute = (project) =>
  existsSync(routeFile(project)) ? readFileSync(routeFile(project), 'utf8').trim() : undefined;

/** @type {import('../runner.mjs').Step} */
export const native = {
  name: 'tensorflow',
  title: 'TensorFlow',
  advice: NETWORK_ADVICE,
  needs: ['packages', 'environment'],
  inputs: ({ root }) => [
    platform ?? null,
    process.version,
    process.arch,
    hashFiles(root, ['scripts/setup/native']),
  ],
  isPresent: (project, options) =>
    isInstalled(project) && (options.native === undefined || options.native === lastRoute(project)),

  async run(context) {
    const { project, options, signal } = context;
    const candidates = chooseRoutes(supportedRoutes(), lastRoute(project), options.native);
    mkdirSync(project.native, { recursive: true });
    discardWork(project);
    /** @type {Partial<Record<Route, SetupError>>} */
    const failures = {};
    for (const route of candidates) {
      try {
        const version = await take(route, context);
        writeFileAtomically(routeFile(project), `${route}\n`);
        return `${version}, ${routes[route].words}`;
      } catch (error) {
        if (signal.aborted || !(error instanceof SetupError)) throw error;
        failures[route] = error;
      }
    }
    throw mostUseful(failures);
  },
};

/** @returns {Route[]} the better one first */
function supportedRoutes() {
  if (!platform) {
    throw new SetupError(`There is no TensorFlow for this system (${process.platform} on ${process.arch}).`);
  }
  Object.assign(process.report, { excludeNetwork: true }); // else it looks host names up
  const isGnu = JSON.stringify(process.report.getReport()).includes('"glibcVersionRuntime"');
  if (process.platform === 'linux' && !isGnu) {
    throw new SetupError(
      'TensorFlow is built for the GNU C library, and this system has another one.',
      'Use a system with glibc, such as Debian, Ubuntu or Fedora.',
    );
  }
  return /** @type {Route[]} */ (Object.keys(platform));
}

/**
 * @param {Route[]} supported the better one first
 * @param {string} [last] the one taken before
 * @param {Route} [wanted]
 * @returns {Route[]} those to try, in this order
 */
export function chooseRoutes(supported, last, wanted) {
  if (wanted === undefined) return [...supported].sort((a, b) => Number(b === last) - Number(a === last));
  if (supported.includes(wanted)) return [wanted];
  throw new SetupError(`--native=${wanted} is not possible on this system.`, 'Leave it out.');
}

/**
 * @param {Route} route
 * @param {StepContext} context
 * @returns {Promise<string>} the version of TensorFlow, proven to work
 */
async function take(route, context) {
  const { project } = context;
  const found = await routes[route].prepare(context);
  install(project, found);
  try {
    const version = await prove(context);
    deleteOlder(project.native, [found.deps, found.lib]);
    return version;
  } catch (error) {
    if (error instanceof SetupError) rmSync(found.suspect, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Deletes what these folders took the place of when the project moved to newer versions.
 * @param {string} native
 * @param {string[]} used
 */
function deleteOlder(native, used) {
  const names = used.map((folder) => path.relative(native, folder).split(path.sep)[0]);
  const kind = (/** @type {string} */ name) => name.split('-')[0];
  for (const name of readdirSync(native)) {
    const isOlder = !names.includes(name) && names.some((current) => kind(current) === kind(name));
    if (isOlder) rmSync(path.join(native, name), { recursive: true, force: true });
  }
}

/**
 * @param {Partial<Record<Route, SetupError>>} failures
 * @returns {SetupError} the one that a person can do something about
 */
function mostUseful({ wheel, prebuilt }) {
  if (wheel && prebuilt) {
    wheel.message += `\n(${prebuilt.message})`;
  }
  return /** @type {SetupError} */ (wheel ?? prebuilt);
}
