import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { paths } from './paths.mjs';
import { writeFileAtomically } from './files.mjs';
import { tensorFlowEnvironment } from './tensorflow-environment.mjs';

/** In MB: for what lives for the time of a cell, such as the compiler's trees. For Node. */
export const ROOM_FOR_A_CELL = '--max-semi-space-size=64';

/** @param {string} prefix an environment's folder, such as .venv */
export const kernelspecFile = (prefix) =>
  path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

/**
 * Tells the Jupyter of an environment how to start this project's TypeScript kernel.
 * @param {string} prefix the environment's folder
 * @param {string} [root] the project's folder
 */
export function writeKernelspec(prefix, root = paths.root) {
  const spec = {
    argv: [
      process.execPath,
      // Without it, ending a cell that loops in a timer ends Node ("async hook stack corrupted").
      '--no-force-async-hooks-checks',
      '--disable-warning=ExperimentalWarning',
      ROOM_FOR_A_CELL,
      path.join(root, 'dist', 'kernel', 'launch.js'),
      '{connection_file}',
    ],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'message',
    env: tensorFlowEnvironment,
  };
  const file = kernelspecFile(prefix);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileAtomically(file, `${JSON.stringify(spec, null, 2)}\n`);
}
