// The step that installs what notebooks need.
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { kernelspecFile, writeKernelspec } from '../kernelspec.mjs';
import { installPages } from '../pages/install.mjs';
import { installPython } from '../python/install.mjs';
import { hashFiles } from '../files.mjs';

/**
 * The library in node_modules, as a link: a plain tslab, which knows nothing of a package's `exports`, finds it there.
 * @param {import('../paths.mjs').Project} project
 */
const ownLink = (project) => path.join(project.modules, 'vanishing-gradients');

/** @param {import('../paths.mjs').Project} project */
function linkLibrary(project) {
  rmSync(ownLink(project), { force: true });
  const isWindows = process.platform === 'win32';
  symlinkSync(isWindows ? project.root : '..', ownLink(project), 'junction');
}

/**
 * The step that installs the kernel, the page template and the Python package.
 * @type {import('./runner.mjs').Step}
 */
export const notebooks = {
  name: 'notebooks',
  title: 'Kernel and pages',
  needs: ['packages', 'environment'],
  inputs: ({ root }) => [
    root,
    process.execPath,
    hashFiles(root, ['scripts/kernelspec.mjs', 'scripts/pages', 'scripts/python', 'site/play', 'src/play']),
  ],
  isPresent: (project) => existsSync(kernelspecFile(project.venv)) && existsSync(ownLink(project)),
  async run({ project }) {
    linkLibrary(project);
    writeKernelspec(project.venv, project.root);
    installPages(project.venv, project.root);
    // Not at the top: esbuild is one of the packages.
    const { installLiveFigure } = await import('../pages/install-play.mjs');
    await installLiveFigure(project.venv, project.root);
    installPython(project.venv);
  },
};
