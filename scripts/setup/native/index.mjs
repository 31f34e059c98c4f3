import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../errors.mjs';
import { hashFiles, writeFileAtomically } from '../files.mjs';
import { buildAddon } from './build.mjs';
import { findPlatform } from './platforms.mjs';
import { fetchPrebuilt } from './prebuilt.mjs';
import { install, isInstalled, prove } from './tfjs-node.mjs';
import { unpackWheel } from './wheel.mjs';

/**
 * @typedef {import('./platforms.mjs').Route} Route
 * @typedef {import('./tfjs-node.mjs').Native} Native
 * @typedef {import('../runner.mjs').StepContext} StepContext
 */

/** @type {Record<Route, {words: string, prepare: (context: StepContext) => Promise<Native>}>} */
const routes = {
  prebuilt: { words: "tfjs-node's own prebuilt", prepare: fetchPrebuilt },
  wheel: {
    words: 'from its Python wheel',
    async prepare(context) {
      const deps = await unpackWheel(context, findPlatform().wheel);
      const lib = await buildAddon(context, deps);
      return { deps, lib, suspect: lib };
    },
  },
};

/** The route taken last: what once worked, or was asked for, is not given up for the other one. */
const routeFile = (project) => path.join(project.native, 'route');

/** @returns {Route | undefined} */
const lastRoute = (project) =>
  existsSync(routeFile(project)) ? readFileSync(routeFile(project), 'utf8').trim() : undefined;

/** @type {import('../runner.mjs').Step} */
export const native = {
  name: 'tensorflow',
  title: 'TensorFlow',
  needs: ['packages', 'environment'],
  inputs: ({ root }) => [
    findPlatform(),
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
    /** @type {Map<Route, SetupError>} */
    const failures = new Map();
    for (const route of candidates) {
      try {
        const version = await take(route, context);
        writeFileAtomically(routeFile(project), `${route}\n`);
        return `${version}, ${routes[route].words}`;
      } catch (error) {
        if (signal.aborted || !(error instanceof SetupError)) throw error;
        failures.set(route, error);
      }
    }
    throw mostUseful(failures);
  },
};

/** @returns {Route[]} the better first */
function supportedRoutes() {
  const system = `${process.platform} on ${process.arch}`;
  const platform = findPlatform();
  if (!platform) throw new SetupError(`There is no TensorFlow for this system (${system}).`);
  process.report.excludeNetwork = true; // else it looks up host names, which takes seconds without a network
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  if (isMusl) {
    throw new SetupError(
      'TensorFlow is built for the GNU C library, and this system has another one (musl, as on Alpine).',
      'Use a system with glibc, such as Debian, Ubuntu or Fedora.',
    );
  }
  return platform.routes;
}

/**
 * @param {Route[]} supported the better first
 * @param {Route} [last] the one taken before
 * @param {Route} [wanted]
 */
export function chooseRoutes(supported, last, wanted) {
  if (wanted === undefined) return supported.toSorted((a, b) => Number(b === last) - Number(a === last));
  if (supported.includes(wanted)) return [wanted];
  throw new SetupError(
    `--native=${wanted} is not possible on this system.`,
    `Use --native=${supported[0]}, or neither.`,
  );
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
    removeOlder(project.native, [found.deps, found.lib, found.suspect]);
    return version;
  } catch (error) {
    if (error instanceof SetupError) rmSync(found.suspect, { recursive: true, force: true });
    throw error;
  }
}

/** Deletes what earlier versions of the project used in the place of these folders. */
function removeOlder(native, folders) {
  const names = folders.map((folder) => path.relative(native, folder));
  const kind = (name) => name.split('-')[0];
  for (const name of readdirSync(native)) {
    const isOld = !names.includes(name) && names.some((used) => kind(used) === kind(name));
    if (isOld) rmSync(path.join(native, name), { recursive: true, force: true });
  }
}

/**
 * @param {Map<Route, SetupError>} failures
 * @returns {SetupError} the one that a person can do something about
 */
function mostUseful(failures) {
  const [wheel, prebuilt] = [failures.get('wheel'), failures.get('prebuilt')];
  if (wheel && prebuilt)
    wheel.message += `\n(Nor can tfjs-node's own prebuilt TensorFlow be had: ${prebuilt.message.split('\n').at(-1)})`;
  return wheel ?? prebuilt;
}
