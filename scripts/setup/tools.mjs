import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { howToGet } from './advice.mjs';
import { SetupError } from './errors.mjs';

const windows = process.platform === 'win32';

/** The oldest Python that every pin in requirements.txt has a release for. */
export const oldestPython = [3, 10];

const probe = [
  'import importlib.util, json, sys',
  'has = lambda name: importlib.util.find_spec(name) is not None',
  'print(json.dumps([sys.executable, list(sys.version_info[:3]), has("venv") and has("ensurepip")]))',
].join('; ');

const pythonNames = [
  ...(windows ? [['py', '-3']] : []),
  ['python3'],
  ['python'],
  // Beside an old python3 there may be a newer one by its full name.
  ...['3.14', '3.13', '3.12', '3.11', '3.10'].map((v) => (windows ? ['py', `-${v}`] : [`python${v}`])),
];

/**
 * @typedef {{executable: string, version: string}} Python
 * @returns {Python} the first Python on PATH that is new enough and can make a virtual environment
 */
export function findPython() {
  const needed = oldestPython.join('.');
  let tooOld;
  let withoutVenv;
  for (const [command, ...args] of pythonNames) {
    const answer = spawnSync(command, [...args, '-c', probe], { encoding: 'utf8', windowsHide: true });
    if (answer.status !== 0) continue;
    const [executable, version, hasVenv] = JSON.parse(answer.stdout);
    const found = { executable, version: version.join('.') };
    if (version[0] !== oldestPython[0] || version[1] < oldestPython[1]) tooOld ??= found;
    else if (!hasVenv) withoutVenv ??= found;
    else return found;
  }
  if (withoutVenv) {
    throw new SetupError(
      `Python ${withoutVenv.version} (${withoutVenv.executable}) lacks its venv module, or the pip for it.`,
      howToGet('venv'),
    );
  }
  if (tooOld) {
    throw new SetupError(
      `Python ${tooOld.version} (${tooOld.executable}) is too old: this project needs Python ${needed} or newer.`,
      howToGet('python'),
    );
  }
  throw new SetupError(
    `There is no Python here: this project needs Python ${needed} or newer.`,
    howToGet('python'),
  );
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} npm's own script, to be run with this Node
 */
export function findNpm(env = process.env) {
  const beside = path.dirname(realpathSync(process.execPath));
  const candidates = [
    env.npm_execpath, // the npm that runs this; another package manager sets it too
    path.join(beside, windows ? '' : '../lib', 'node_modules/npm/bin/npm-cli.js'),
    ...(env.PATH ?? '').split(path.delimiter).flatMap((folder) => [
      path.join(folder, 'npm'), // on Linux and macOS a link to the script
      path.join(folder, 'node_modules/npm/bin/npm-cli.js'),
    ]),
  ];
  for (const candidate of candidates) {
    if (!candidate || !existsSync(candidate)) continue;
    const script = realpathSync(candidate);
    if (path.basename(script) === 'npm-cli.js') return script;
  }
  throw new SetupError('There is no npm here; it usually comes with Node.', howToGet('npm'));
}

/** @returns {string} the node-gyp that npm brings */
export function findNodeGyp() {
  return createRequire(findNpm()).resolve('node-gyp/bin/node-gyp.js');
}

/**
 * @returns {string | undefined} the folder whose include/node has the headers of the running Node, where they lie
 * beside it
 */
export function findNodeHeaders() {
  const prefix = path.resolve(path.dirname(realpathSync(process.execPath)), '..');
  try {
    const header = readFileSync(path.join(prefix, 'include/node/node_version.h'), 'utf8');
    const major = /#define NODE_MAJOR_VERSION (\d+)/.exec(header)?.[1];
    return major === process.versions.node.split('.')[0] ? prefix : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{compiler: string, make: string}} what turns C++ into an addon
 */
export function findBuildTools(env = process.env) {
  const works = (command) => spawnSync(command, ['--version'], { env }).status === 0;
  const compiler = [env.CXX, 'g++', 'c++', 'clang++'].find((command) => command && works(command));
  const make = [env.MAKE, 'make'].find((command) => command && works(command));
  const missing = [...(compiler ? [] : ['C++ compiler']), ...(make ? [] : ['make'])];
  if (missing.length > 0) {
    throw new SetupError(
      `There is no ${missing.join(' and no ')} here, which TensorFlow's addon for Node is built with.`,
      howToGet('compiler'),
    );
  }
  return { compiler, make };
}
