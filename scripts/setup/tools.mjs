import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { howToGet } from './advice.mjs';
import { SetupError } from './errors.mjs';

const windows = process.platform === 'win32';

/** The oldest Python that every pin in requirements.txt has a release for. */
const oldestPython = { major: 3, minor: 10, words: '3.10' };

/** Written so that every Python 3 can run it. */
const probe = `
import importlib.util, json, sys
has = lambda name: importlib.util.find_spec(name) is not None
print(json.dumps([sys.executable, list(sys.version_info[:3]), has("venv") and has("ensurepip")]))
`;

const pythonCommands = [
  ...(windows ? [['py', '-3']] : []),
  ['python3'],
  ['python'],
  // Beside an old python3 there may be a newer one by its full name.
  ...['3.14', '3.13', '3.12', '3.11', '3.10'].map((v) => (windows ? ['py', `-${v}`] : [`python${v}`])),
];

/** @returns {{executable: string, version: string}} the first Python here that can make an environment for the pins */
export function findPython() {
  /** @type {string | undefined} */
  let tooOld;
  /** @type {string | undefined} */
  let withoutVenv;
  for (const [command, ...args] of pythonCommands) {
    const answer = spawnSync(command, [...args, '-c', probe], { encoding: 'utf8', windowsHide: true });
    if (answer.status !== 0) continue;
    const [executable, [major, minor, patch], hasVenv] = JSON.parse(answer.stdout);
    const version = `${major}.${minor}.${patch}`;
    if (major !== oldestPython.major || minor < oldestPython.minor)
      tooOld ??= `Python ${version} (${executable})`;
    else if (!hasVenv) withoutVenv ??= `Python ${version} (${executable})`;
    else return { executable, version };
  }
  const need = `This project needs Python ${oldestPython.words} or newer`;
  if (withoutVenv)
    throw new SetupError(`${withoutVenv} lacks its modules venv and ensurepip.`, howToGet('venv'));
  if (tooOld) throw new SetupError(`${need}, and this is ${tooOld}.`, howToGet('python'));
  throw new SetupError(`${need}, and there is none on PATH.`, howToGet('python'));
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} npm's own script, to be run with this Node
 */
export function findNpm(env = process.env) {
  const besideNode = path.dirname(realpathSync(process.execPath));
  const candidates = [
    env.npm_execpath ?? '', // of the npm that runs this; another package manager may have set it, too
    path.join(besideNode, windows ? '' : '../lib', 'node_modules/npm/bin/npm-cli.js'),
    ...(env.PATH ?? '').split(path.delimiter).flatMap((folder) => [
      path.join(folder, 'npm'), // on Linux and macOS a link to the script
      path.join(folder, 'node_modules/npm/bin/npm-cli.js'),
    ]),
  ];
  const found = candidates
    .filter((candidate) => existsSync(candidate))
    .map((candidate) => realpathSync(candidate))
    .find((script) => path.basename(script) === 'npm-cli.js');
  if (!found) throw new SetupError('There is no npm here; it usually comes with Node.', howToGet('npm'));
  return found;
}

/** @returns {string} the node-gyp that npm brings */
export const findNodeGyp = () => createRequire(findNpm()).resolve('node-gyp/bin/node-gyp.js');

/**
 * @returns {string | undefined} the folder whose include/node has the headers of the running Node, where they lie
 *   beside it
 */
export function findNodeHeaders() {
  const prefix = path.resolve(path.dirname(realpathSync(process.execPath)), '..');
  const header = path.join(prefix, 'include/node/node_version.h');
  if (!existsSync(header)) return undefined;
  const [, major] = /#define NODE_MAJOR_VERSION (\d+)/.exec(readFileSync(header, 'utf8')) ?? [];
  return major === process.versions.node.split('.')[0] ? prefix : undefined;
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{compiler: string, make: string}} the commands that turn C++ into an addon
 */
export function findBuildTools(env = process.env) {
  const works = (/** @type {string} */ command) => spawnSync(command, ['--version'], { env }).status === 0;
  const compiler = env.CXX ?? ['g++', 'c++', 'clang++'].find(works);
  const make = env.MAKE ?? ['make'].find(works);
  if (compiler && make) return { compiler, make };
  const missing = [...(compiler ? [] : ['C++ compiler']), ...(make ? [] : ['make'])].join(' and no ');
  throw new SetupError(
    `TensorFlow's addon for Node has to be built, and there is no ${missing} here.`,
    howToGet('compiler'),
  );
}
