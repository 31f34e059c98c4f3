// The kernelspec, the file that tells Jupyter of the kernel.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { paths } from './paths.mjs';
import { writeFileAtomically } from './files.mjs';
import { tensorFlowEnvironment } from './tensorflow-environment.mjs';

/** Node's flag for the size of the young generation, in MB: for objects that live as long as a cell, such as the compiler's trees. */
export const YOUNG_GENERATION_FLAG = '--max-semi-space-size=64';

/** The file that tells Jupyter of the kernel. @param {string} prefix an environment's folder, such as .venv */
export const kernelspecFile = (prefix) =>
  path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

/**
 * Writes the kernelspec with which the Jupyter of an environment starts this project's TypeScript kernel.
 * @param {string} prefix the environment's folder
 * @param {string} [root] the project's folder
 */
export function writeKernelspec(prefix, root = paths.root) {
  const spec = {
    argv: [
      process.execPath,
      // Without this flag, interrupting a cell that loops in a timer ends Node ("async hook stack corrupted").
      '--no-force-async-hooks-checks',
      '--disable-warning=ExperimentalWarning',
      YOUNG_GENERATION_FLAG,
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
