// The paths of the project.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The paths of a project folder.
 * @param {string} root the folder that holds package.json
 */
export function projectPaths(root) {
  const windows = process.platform === 'win32';
  const venv = path.join(root, '.venv');
  const bin = path.join(venv, windows ? 'Scripts' : 'bin');
  const program = (/** @type {string} */ name) => path.join(bin, windows ? `${name}.exe` : name);
  return {
    root,
    venv,
    bin,
    python: program('python'),
    jupyter: program('jupyter'),
    modules: path.join(root, 'node_modules'),
    tfjsNode: path.join(root, 'node_modules', '@tensorflow', 'tfjs-node'),
    dist: path.join(root, 'dist'),
    site: path.join(root, 'build', 'site'),
    notebooks: path.join(root, 'notebooks'),
    /** TensorFlow and the addon built against it, which outlive node_modules. */
    native: path.join(root, '.native'),
    /** The native engine, built by set-up. */
    engine: path.join(root, 'build', 'engine'),
    /** The state of set-up: stamps, logs and its lock. */
    state: path.join(root, '.setup'),
    /** The temporary folder of every program that set-up starts. */
    temporary: path.join(root, '.setup', 'tmp'),
  };
}

/** @typedef {ReturnType<typeof projectPaths>} Project */

export const paths = projectPaths(path.resolve(fileURLToPath(new URL('..', import.meta.url))));
