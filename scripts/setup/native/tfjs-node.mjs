import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, SetupError } from '../errors.mjs';

const proof = fileURLToPath(new URL('prove.mjs', import.meta.url));

/**
 * The native half of tfjs-node, wherever it came from.
 * @typedef {object} Native
 * @property {string} deps a folder with TensorFlow's lib
 * @property {string} lib a folder with napi-vN/tfjs_binding.node
 * @property {string} suspect the folder in .native to delete where it turns out not to work
 */

/**
 * @param {import('../../paths.mjs').Project} project
 * @returns {{version: string, napi: number}} tfjs-node's version, and that of Node-API that it loads an addon for
 */
export function tfjsNodeAbi(project) {
  const { version, binary } = JSON.parse(readFileSync(path.join(project.tfjsNode, 'package.json'), 'utf8'));
  const offered = Number(process.versions.napi);
  return { version, napi: Math.max(...binary.napi_versions.filter((napi) => napi <= offered)) };
}

/** @param {import('../../paths.mjs').Project} project */
export const isInstalled = ({ tfjsNode }) =>
  existsSync(path.join(tfjsNode, 'deps', 'lib')) && existsSync(path.join(tfjsNode, 'lib'));

/**
 * Puts a native half into node_modules.
 * @param {import('../../paths.mjs').Project} project
 * @param {Native} native
 */
export function install({ tfjsNode }, { deps, lib }) {
  const link = path.join(tfjsNode, 'deps');
  rmSync(link, { recursive: true, force: true });
  // Relative, so that it survives a move of the project; Windows knows only absolute ones.
  if (process.platform === 'win32') symlinkSync(deps, link, 'junction');
  else symlinkSync(path.relative(tfjsNode, deps), link);
  // The addon looks for TensorFlow from where it lies itself, so it is not linked but copied; and not over an old
  // one, which a running program may have in use.
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
  const onLine = (line) => {
    version = /^TensorFlow (\S+) multiplies$/.exec(line)?.[1] ?? version;
  };
  try {
    await run(process.execPath, [proof, project.root], { onLine });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new SetupError(`TensorFlow is there, but does not work:\n${error.output.join('\n')}`);
  }
  return version;
}
