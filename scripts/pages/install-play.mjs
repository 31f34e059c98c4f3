// The installation of the live figure among the files of JupyterLab, which serves them.
import path from 'node:path';
import { EXTENSION, write } from './install.mjs';
import { playAssets } from './play.mjs';

/**
 * Puts the programs of `playground` beside the extension of charts.
 * @param {string} venv the environment's folder
 * @param {string} root the project's folder
 */
export async function installLiveFigure(venv, root) {
  const folder = path.join(venv, 'share', 'jupyter', 'labextensions', EXTENSION, 'static');
  for (const [name, text] of await playAssets(root)) write(path.join(folder, name), text);
}
