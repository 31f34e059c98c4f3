// The native half of tfjs-node: its place, and whether it is there and loads.
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, SetupError } from '../errors.mjs';

/**
 * @typedef {import('../../paths.mjs').Project} Project
 *
 * @typedef {object} Native the native half of tfjs-node, wherever it came from
 * @property {string} deps a folder with TensorFlow's lib
 * @property {string} lib a folder with napi-vN/tfjs_binding.node
 * @property {string} suspect the folder to delete where it turns out not to work
 */

const proof = fileURLToPath(new URL('prove.mjs', import.meta.url));

/**
 * @param {Project} project
 * @returns {{version: string, napi: number}} tfjs-node's version, and the Node-API that its addon is to be built for
 */
export function addonTarget(project) {
  const { version, binary } = JSON.parse(readFileSync(path.join(project.tfjsNode, 'package.json'), 'utf8'));
  /** @type {number[]} */
  const known = binary.napi_versions;
  return { version, napi: Math.max(...known.filter((napi) => napi <= Number(process.versions.napi))) };
}

/** @param {Project} project */
export const isInstalled = ({ tfjsNode }) =>
  existsSync(path.join(tfjsNode, 'deps', 'lib')) && existsSync(path.join(tfjsNode, 'lib'));

/**
 * Puts a native half into node_modules.
 * @param {Project} project
 * @param {Native} native
 */
export function install({ tfjsNode }, { deps, lib }) {
  const link = path.join(tfjsNode, 'deps');
  rmSync(link, { recursive: true, force: true });
  // Relative, so that it outlives a move of the project; Windows links folders by absolute paths alone.
  if (process.platform === 'win32') symlinkSync(deps, link, 'junction');
  else symlinkSync(path.relative(tfjsNode, deps), link);
  // The addon looks for TensorFlow from where it lies itself: so it is copied, not linked. And not over an old one,
  // which a running program may have loaded.
  const target = path.join(tfjsNode, 'lib');
  rmSync(target, { recursive: true, force: true });
  cpSync(lib, target, { recursive: true, dereference: true });
}

/**
 * Has another process multiply two matrices with what is installed.
 * @param {import('../runner.mjs').StepContext} context
 * @returns {Promise<string>} the version of TensorFlow that did it
 */
export async function prove({ project, run, progress }) {
  progress('trying it');
  let version = '';
  const onLine = (/** @type {string} */ line) => {
    version = /^TensorFlow (\S+) multiplies$/.exec(line)?.[1] ?? version;
  };
  try {
    await run(process.execPath, [proof, project.root], { onLine });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new SetupError(
      `TensorFlow was installed, but does not work:\n${error.message}`,
      'Delete the folder .native, and run the same command again.',
    );
  }
  return version;
}
