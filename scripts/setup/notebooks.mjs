import { existsSync } from 'node:fs';
import { kernelspecFile, writeKernelspec } from '../kernelspec.mjs';
import { installPages } from '../pages/install.mjs';
import { installPython } from '../python/install.mjs';
import { hashFiles } from './files.mjs';

/**
 * What Jupyter needs to run the notebooks and to make pages of them.
 * @type {import('./runner.mjs').Step}
 */
export const notebooks = {
  name: 'notebooks',
  title: 'Kernel and pages',
  needs: ['packages', 'environment'],
  inputs: ({ root }) => [
    root,
    process.execPath,
    hashFiles(root, ['scripts/kernelspec.mjs', 'scripts/pages', 'scripts/python']),
  ],
  isPresent: (project) => existsSync(kernelspecFile(project.venv)),
  async run({ project }) {
    writeKernelspec(project.venv, project.root);
    installPages(project.venv, project.root);
    installPython(project.venv);
  },
};
