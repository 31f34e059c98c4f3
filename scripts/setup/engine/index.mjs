// The step that builds the native engine: native/ with a C++ compiler, and OpenBLAS from its wheel. Where that can't be done,
// TensorFlow runs all graphs, and set-up goes on.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError, SetupError } from '../errors.mjs';
import { hashFiles } from '../../files.mjs';
import { download } from '../native/wheel.mjs';
import { findBuildTools, findNodeHeaders } from '../tools.mjs';
import { compileCommands, linkCommand } from './commands.mjs';

/**
 * @typedef {import('../../paths.mjs').Project} Project
 * @typedef {import('../runner.mjs').StepContext} StepContext
 */

const proof = fileURLToPath(new URL('prove.mjs', import.meta.url));

const OPENBLAS = { distribution: 'scipy-openblas32', version: '0.3.34.481.3' };
/** The wheels of OpenBLAS by system and processor. @type {Record<string, { tag: string, sha256: string } | undefined>} */
const wheels = {
  'linux-x64': {
    tag: 'manylinux_2_27_x86_64',
    sha256: '0595f94cd58c1f8a0d90c975621f4587337a003916b1979e834ebdf2cb5d9504',
  },
  'linux-arm64': {
    tag: 'manylinux_2_27_aarch64',
    sha256: 'e085dddbc5b9aa130f83def515d31c440e69f387a90c7e63b154a5575b4466bc',
  },
};
const wheel = wheels[`${process.platform}-${process.arch}`];

const ADDON = 'engine.node';
/** The file that says why there is no engine. */
const LEFT_OUT = 'left-out.txt';

/** Whether there is a compiler, which may be installed later. */
function hasCompiler() {
  try {
    return findBuildTools() !== undefined;
  } catch {
    return false;
  }
}

/** @type {import('../runner.mjs').Step} */
export const engine = {
  name: 'engine',
  title: 'Native engine',
  needs: ['environment'],
  after: ['tensorflow'], // which may download Node's headers
  inputs: (project) => [
    wheel ?? null,
    process.version,
    hasCompiler(),
    findHeaders(project) !== undefined,
    hashFiles(project.root, ['native', 'scripts/setup/engine']),
  ],
  isPresent: ({ engine }) => [ADDON, LEFT_OUT].some((name) => existsSync(path.join(engine, name))),
  async run(context) {
    const { engine } = context.project;
    const work = `${engine}.partial`;
    for (const folder of [engine, work]) rmSync(folder, { recursive: true, force: true });
    mkdirSync(work, { recursive: true });
    try {
      await build(context, work);
      renameSync(work, engine);
      return 'built';
    } catch (error) {
      if (context.signal.aborted || !(error instanceof SetupError)) throw error;
      const [reason] = error.message.split('\n');
      mkdirSync(engine, { recursive: true });
      writeFileSync(path.join(engine, LEFT_OUT), `${reason}\n`);
      return `left out, and TensorFlow runs all graphs (${reason})`;
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  },
};

/**
 * Builds the engine into a folder.
 * @param {StepContext} context
 * @param {string} folder
 */
async function build(context, folder) {
  const { project, run, progress } = context;
  if (!wheel) throw new SetupError(`There is no OpenBLAS for ${process.platform} on ${process.arch}.`);
  const { compiler } = findBuildTools();
  const headers = findHeaders(project);
  if (!headers) throw new SetupError("Node's headers do not lie beside this Node.");
  const archives = path.join(folder, 'archive');
  mkdirSync(archives);
  const archive = await download(context, { ...OPENBLAS, ...wheel, libraries: [] }, archives);
  await run(project.python, ['-m', 'zipfile', '-e', archive, archives]);
  const unpacked = path.join(archives, 'scipy_openblas32', 'lib');
  const library = 'libscipy_openblas.so';
  renameSync(path.join(unpacked, library), path.join(folder, library));
  const about = readdirSync(archives).find((name) => name.endsWith('.dist-info'));
  renameSync(
    path.join(archives, about ?? '', 'licenses', 'LICENSE.txt'),
    path.join(folder, 'OpenBLAS-LICENSE.txt'),
  );
  rmSync(archives, { recursive: true });
  progress('compiling');
  const sources = path.join(project.root, 'native');
  const commands = compileCommands(sources, folder, headers);
  await Promise.all(commands.map(({ args }) => run(compiler, args)));
  const objects = commands.map(({ object }) => object);
  await run(compiler, linkCommand(objects, path.join(folder, ADDON)));
  for (const object of objects) rmSync(object);
  // The library compares them with those that lie there when it loads the addon.
  const texts = readdirSync(sources)
    .sort()
    .map((name) => readFileSync(path.join(sources, name), 'utf8'));
  writeFileSync(path.join(folder, 'sources.txt'), texts.join(''));
  progress('trying it');
  try {
    await run(process.execPath, [proof, path.join(folder, ADDON), path.join(folder, library)]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new SetupError(`The native engine was built, but does not work: ${error.message}`);
  }
}

/**
 * The folder of Node's headers: beside Node, or where they were downloaded to for TensorFlow's addon.
 * @param {Project} project
 */
function findHeaders(project) {
  const besideNode = findNodeHeaders();
  const downloaded = path.join(project.native, 'node-headers', process.versions.node);
  return [besideNode, downloaded]
    .map((prefix) => path.join(prefix ?? '', 'include', 'node'))
    .find((folder) => existsSync(path.join(folder, 'node_api.h')));
}
