import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashInputs } from '../stamps.mjs';
import { findBuildTools, findNodeGyp, findNodeHeaders } from '../tools.mjs';
import { tfjsNodeAbi } from './tfjs-node.mjs';

const gypFile = fileURLToPath(new URL('binding.gyp', import.meta.url));

/**
 * What node-gyp is told through the environment, whoever starts it.
 * @param {import('../runner.mjs').StepContext} context
 * @returns {NodeJS.ProcessEnv}
 */
export function gypEnvironment({ project, env }) {
  const headers = findNodeHeaders();
  return {
    ...env,
    npm_config_node_gyp: findNodeGyp(),
    NODE_GYP_FORCE_PYTHON: project.python,
    // Headers that do not lie beside Node are downloaded, once.
    ...(headers
      ? { npm_config_nodedir: headers }
      : { npm_config_devdir: path.join(project.native, 'node-headers') }),
  };
}

/**
 * Builds tfjs-node's addon against a TensorFlow, where that was not done yet.
 * @param {import('../runner.mjs').StepContext} context
 * @param {string} tensorflow the folder with its lib and include
 * @returns {Promise<string>} the folder to be tfjs-node's lib
 */
export async function buildAddon(context, tensorflow) {
  const { project, run, progress } = context;
  const { version, napi } = tfjsNodeAbi(project);
  const key = hashInputs([version, napi, path.basename(tensorflow), readFileSync(gypFile, 'utf8')]).slice(
    0,
    16,
  );
  const folder = path.join(project.native, `addon-${key}`);
  if (existsSync(folder)) return folder;

  const tools = findBuildTools();
  const work = path.join(project.native, 'partial-addon');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    cpSync(gypFile, path.join(work, 'binding.gyp'));
    cpSync(path.join(project.tfjsNode, 'binding'), path.join(work, 'binding'), { recursive: true });
    symlinkSync(path.join('..', path.basename(tensorflow)), path.join(work, 'tensorflow'));
    progress('building its addon');
    const env = { ...gypEnvironment(context), CXX: tools.compiler, MAKE: tools.make };
    await run(process.execPath, [findNodeGyp(), 'rebuild', '--jobs=max', `--napi=${napi}`], {
      cwd: work,
      env,
    });
    const lib = path.join(work, 'lib');
    mkdirSync(path.join(lib, `napi-v${napi}`), { recursive: true });
    renameSync(
      path.join(work, 'build/Release/tfjs_binding.node'),
      path.join(lib, `napi-v${napi}`, 'tfjs_binding.node'),
    );
    renameSync(lib, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
