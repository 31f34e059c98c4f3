// The installation of the page template in an environment's Jupyter.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomically } from '../files.mjs';
import { katexPrograms, pageAssets } from './assets.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));

const FORMULAS_PROGRAM = path.join(HERE, 'formulas.mjs');

/** The name of the extension among JupyterLab's. */
export const EXTENSION = 'vanishing-gradients-charts';

/** The template's name among nbconvert's own. */
const TEMPLATE = 'course-page';

/**
 * @param {string} file
 * @param {string} text
 */
export function write(file, text) {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileAtomically(file, text);
}

/** The template's configuration, with the command that sets formulas. */
function configuration() {
  const text = readFileSync(path.join(HERE, 'template', 'conf.json'), 'utf8');
  const { preprocessors, ...rest } = JSON.parse(text);
  const formulas = { ...preprocessors['910-formulas'], program: [process.execPath, FORMULAS_PROGRAM] };
  return JSON.stringify({ ...rest, preprocessors: { ...preprocessors, '910-formulas': formulas } });
}

/**
 * Installs the page template for all Jupyter commands of an environment, also those typed by hand, lets JupyterLab start without a
 * question about news, and adds the extension that gives charts the colours of the theme there, and the keyboard their sliders and
 * legends. Files that are in place already stay as they are.
 * @param {string} venv the environment's folder
 * @param {string} root the project's folder, with its node_modules
 */
export function installPages(venv, root) {
  const template = path.join(venv, 'share', 'jupyter', 'nbconvert', 'templates', TEMPLATE);
  /** @param {string[]} names */
  const own = (...names) => readFileSync(path.join(HERE, ...names), 'utf8');
  for (const name of readdirSync(path.join(HERE, 'template'))) {
    write(path.join(template, name), name === 'conf.json' ? configuration() : own('template', name));
  }
  const modules = path.join(root, 'node_modules');
  for (const [name, text] of [...pageAssets(modules), ...katexPrograms(modules)]) {
    write(path.join(template, 'static', name), text);
  }
  for (const name of ['jupyter_nbconvert_config.py', 'jupyter_server_config.json']) {
    write(path.join(venv, 'etc', 'jupyter', name), own('jupyter', name));
  }
  const extension = path.join(venv, 'share', 'jupyter', 'labextensions', EXTENSION);
  write(path.join(extension, 'package.json'), own('jupyter', 'extension.json'));
  write(
    path.join(extension, 'static', 'extension.js'),
    `${own('browser', 'controls.js')}\n${own('browser', 'jupyterlab.js')}`,
  );
  write(
    path.join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json'),
    own('jupyter', 'overrides.json'),
  );
}
