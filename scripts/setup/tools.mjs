// The tools that set-up needs: Python, a compiler.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { installAdvice } from './advice.mjs';
import { SetupError } from './errors.mjs';

const IS_WINDOWS = process.platform === 'win32';

/** The oldest Python for which all packages in requirements.txt have releases. */
const OLDEST_PYTHON = { major: 3, minor: 10, words: '3.10' };

/** A program that all versions of Python 3 can run. */
const PROBE = `
import importlib.util, json, sys
has = lambda name: importlib.util.find_spec(name) is not None
print(json.dumps([sys.executable, list(sys.version_info[:3]), has("venv") and has("ensurepip")]))
`;

const PYTHON_COMMANDS = [
  ...(IS_WINDOWS ? [['py', '-3']] : []),
  ['python3'],
  ['python'],
  // A newer Python may be installed beside an old python3.
  ...['3.14', '3.13', '3.12', '3.11', '3.10'].map((v) => (IS_WINDOWS ? ['py', `-${v}`] : [`python${v}`])),
];

/** @returns {{executable: string, version: string}} the first Python that can create the environment */
export function findPython() {
  /** @type {string | undefined} */
  let tooOld;
  /** @type {string | undefined} */
  let withoutVenv;
  for (const [command, ...args] of PYTHON_COMMANDS) {
    const answer = spawnSync(command, [...args, '-c', PROBE], { encoding: 'utf8', windowsHide: true });
    if (answer.status !== 0) continue;
    const [executable, [major, minor, patch], hasVenv] = JSON.parse(answer.stdout);
    const version = `${major}.${minor}.${patch}`;
    if (major !== OLDEST_PYTHON.major || minor < OLDEST_PYTHON.minor)
      tooOld ??= `Python ${version} (${executable})`;
    else if (!hasVenv) withoutVenv ??= `Python ${version} (${executable})`;
    else return { executable, version };
  }
  const need = `This project needs Python ${OLDEST_PYTHON.words} or newer`;
  if (withoutVenv)
    throw new SetupError(`${withoutVenv} lacks its modules venv and ensurepip.`, installAdvice('venv'));
  if (tooOld) throw new SetupError(`${need}, and this is ${tooOld}.`, installAdvice('python'));
  throw new SetupError(`${need}, and there is none on PATH.`, installAdvice('python'));
}

/**
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string} npm's script, for this Node to run
 */
export function findNpm(env = process.env) {
  const besideNode = path.dirname(realpathSync(process.execPath));
  const candidates = [
    env.npm_execpath ?? '', // of the npm that runs this program; other package managers set it, too
    path.join(besideNode, IS_WINDOWS ? '' : '../lib', 'node_modules/npm/bin/npm-cli.js'),
    ...(env.PATH ?? '').split(path.delimiter).flatMap((folder) => [
      path.join(folder, 'npm'), // on Linux and macOS a link to the script
      path.join(folder, 'node_modules/npm/bin/npm-cli.js'),
    ]),
  ];
  const found = candidates
    .filter((candidate) => existsSync(candidate))
    .map((candidate) => realpathSync(candidate))
    .find((script) => path.basename(script) === 'npm-cli.js');
  if (!found) throw new SetupError('There is no npm here; it usually comes with Node.', installAdvice('npm'));
  return found;
}

/** @returns {string} the node-gyp inside npm */
export const findNodeGyp = () => createRequire(findNpm()).resolve('node-gyp/bin/node-gyp.js');

/**
 * @returns {string | undefined} the folder whose include/node has the headers of the running Node, if there is
 *   one
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
 * @returns {{compiler: string, make: string}} the commands that compile an addon
 */
export function findBuildTools(env = process.env) {
  const works = (/** @type {string} */ command) => spawnSync(command, ['--version'], { env }).status === 0;
  const compiler = env.CXX ?? ['g++', 'c++', 'clang++'].find(works);
  const make = env.MAKE ?? ['make'].find(works);
  if (compiler && make) return { compiler, make };
  const missing = [...(compiler ? [] : ['C++ compiler']), ...(make ? [] : ['make'])].join(' and no ');
  throw new SetupError(
    `TensorFlow's addon for Node has to be built, and there is no ${missing} here.`,
    installAdvice('compiler'),
  );
}
