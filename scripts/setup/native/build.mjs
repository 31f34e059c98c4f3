// The native half of tfjs-node, built from TensorFlow's wheel.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../errors.mjs';
import { hashInputs } from '../stamps.mjs';
import { findBuildTools, findNodeGyp, findNodeHeaders } from '../tools.mjs';
import { platform } from './platforms.mjs';
import { addonTarget } from './tfjs-node.mjs';
import { unpackWheel } from './wheel.mjs';
import { inWorkFolder } from './work.mjs';

/** @typedef {import('../runner.mjs').StepContext} StepContext */

const compilerAdvice =
  "The compiler's messages say why. If they are about TensorFlow's files, delete the folder .native and try again.";
const headersAdvice =
  "Node's headers do not lie beside this Node, and had to be downloaded. A Node from https://nodejs.org has them.";

const gypFile = fileURLToPath(new URL('binding.gyp', import.meta.url));

/**
 * The native half of tfjs-node out of TensorFlow's wheel and tfjs-node's own C++.
 * @param {StepContext} context
 * @returns {Promise<import('./tfjs-node.mjs').Native>}
 */
export async function buildFromWheel(context) {
  const wheel = /** @type {import('./platforms.mjs').Wheel} */ (platform?.wheel);
  const target = addonTarget(context.project);
  const key = hashInputs([target, wheel, readFileSync(gypFile, 'utf8')]).slice(0, 16);
  const lib = path.join(context.project.native, `addon-${key}`);
  const tools = existsSync(lib) ? undefined : findBuildTools(); // missing ones are told before the long download
  const deps = await unpackWheel(context, wheel);
  if (tools) {
    const parts = { deps, lib, napi: target.napi, tools };
    await inWorkFolder(context.project, (work) => buildAddon(context, work, parts));
  }
  return { deps, lib, suspect: lib };
}

/**
 * @param {StepContext} context
 * @param {string} work an empty folder
 * @param {{deps: string, lib: string, napi: number, tools: ReturnType<typeof findBuildTools>}} parts
 */
async function buildAddon(context, work, { deps, lib, napi, tools }) {
  cpSync(gypFile, path.join(work, 'binding.gyp'));
  cpSync(path.join(context.project.tfjsNode, 'binding'), path.join(work, 'binding'), { recursive: true });
  symlinkSync(path.relative(work, deps), path.join(work, 'tensorflow'));
  context.progress('building its addon');
  const env = { ...gypEnvironment(context), CXX: tools.compiler, MAKE: tools.make };
  try {
    await context.run(process.execPath, [findNodeGyp(), 'rebuild', '--jobs=max', `--napi=${napi}`], {
      cwd: work,
      env,
    });
  } catch (error) {
    if (error instanceof CommandError) error.advice = findNodeHeaders() ? compilerAdvice : headersAdvice;
    throw error;
  }
  const place = path.join(work, 'lib', `napi-v${napi}`);
  mkdirSync(place, { recursive: true });
  renameSync(path.join(work, 'build/Release/tfjs_binding.node'), path.join(place, 'tfjs_binding.node'));
  renameSync(path.join(work, 'lib'), lib);
}

/**
 * Settings of node-gyp in the environment, whoever starts it.
 * @param {StepContext} context
 * @returns {NodeJS.ProcessEnv}
 */
export function gypEnvironment({ project, env }) {
  const headers = findNodeHeaders();
  return {
    ...env,
    npm_config_node_gyp: findNodeGyp(),
    NODE_GYP_FORCE_PYTHON: project.python,
    // Headers that don't lie beside Node are downloaded, once.
    ...(headers
      ? { npm_config_nodedir: headers }
      : { npm_config_devdir: path.join(project.native, 'node-headers') }),
  };
}
