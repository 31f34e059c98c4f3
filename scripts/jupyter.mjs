// The environment of the project's Jupyter programs.
import path from 'node:path';
import { paths } from './paths.mjs';

/**
 * The environment of the project's Jupyter programs: they find the project's kernel and templates first, and keep their settings in
 * the project's folder. Variables that the user has set stay as they are.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function jupyterEnvironment(env = process.env) {
  /** @param {string} name */
  const own = (name) => path.join(paths.root, '.jupyter', name);
  return {
    JUPYTER_CONFIG_DIR: own('config'),
    // nbgrader's menus in JupyterLab find the course here.
    JUPYTER_CONFIG_PATH: path.join(paths.notebooks, 'exercises'),
    JUPYTER_DATA_DIR: own('data'),
    JUPYTER_RUNTIME_DIR: own('runtime'),
    JUPYTERLAB_SETTINGS_DIR: own('settings'),
    JUPYTERLAB_WORKSPACES_DIR: own('workspaces'),
    IPYTHONDIR: own('ipython'),
    JUPYTER_PREFER_ENV_PATH: '1',
    PYTHONUTF8: '1',
    ...env,
    PATH: [paths.bin, path.join(paths.modules, '.bin'), env.PATH].join(path.delimiter),
  };
}
