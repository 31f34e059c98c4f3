// The native half of tfjs-node, downloaded as its own installer does.
import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NETWORK_ADVICE } from '../advice.mjs';
import { CommandError, SetupError } from '../errors.mjs';
import { folderSize } from '../../files.mjs';
import { gypEnvironment } from './build.mjs';
import { addonTarget } from './tfjs-node.mjs';
import { inWorkFolder } from './work.mjs';

/** @typedef {import('../runner.mjs').StepContext} StepContext */

/** How long tfjs-node's installer may write nothing before its first byte, and after it, in ms. */
const patience = { connecting: 10_000, working: 60_000 };

/**
 * The native half of tfjs-node as its own installer gets it: a download of TensorFlow, and one of a built addon.
 * @param {StepContext} context
 * @returns {Promise<import('./tfjs-node.mjs').Native>}
 */
export async function fetchPrebuilt(context) {
  const { project } = context;
  const { version, napi } = addonTarget(project);
  const folder = path.join(
    project.native,
    `prebuilt-${version}-napi-v${napi}-${process.platform}-${process.arch}`,
  );
  const native = { deps: path.join(folder, 'deps'), lib: path.join(folder, 'lib'), suspect: folder };
  if (existsSync(folder)) return native;

  await inWorkFolder(project, async (work) => {
    // The installer rewrites its own package.json while it works: it gets a copy of its package.
    for (const part of ['package.json', 'binding.gyp', 'binding', 'scripts']) {
      cpSync(path.join(project.tfjsNode, part), path.join(work, part), { recursive: true });
    }
    await runInstaller(context, work);
    const result = path.join(work, 'result');
    mkdirSync(result);
    for (const part of ['deps', 'lib']) renameSync(path.join(work, part), path.join(result, part));
    renameSync(result, folder);
  });
  return native;
}

/**
 * @param {StepContext} context
 * @param {string} work
 */
async function runInstaller(context, work) {
  const { project, run, progress, signal } = context;
  progress('looking for a prebuilt one');
  const env = gypEnvironment(context);
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[pathName] = [path.join(project.modules, '.bin'), env[pathName]].join(path.delimiter); // it calls node-pre-gyp

  const stuck = new AbortController();
  const ended = new AbortController();
  const watching = watch(work, progress, stuck, ended.signal);
  try {
    const either = AbortSignal.any([signal, stuck.signal]);
    await run(process.execPath, ['scripts/install.js'], { cwd: work, env, signal: either });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SetupError(
      `tfjs-node's prebuilt files could not be installed: ${reason(error, stuck.signal)}`,
      NETWORK_ADVICE,
    );
  } finally {
    ended.abort();
    await watching;
  }
}

/**
 * @param {unknown} error
 * @param {AbortSignal} stuck
 */
function reason(error, stuck) {
  if (stuck.aborted) return 'their host does not answer.';
  if (!(error instanceof CommandError)) throw error;
  const line = error.output.find((text) => /\w*Error: /.test(text)) ?? error.output.at(-1);
  return `${line?.trim()}`;
}

/**
 * Follows the installer by what it writes: it says nothing itself, and has no limit of time.
 * @param {string} work
 * @param {(text: string) => void} show
 * @param {AbortController} stuck ends an installer that writes nothing any more
 * @param {AbortSignal} ended
 */
async function watch(work, show, stuck, ended) {
  const written = () =>
    ['deps', 'lib', 'build', 'scripts'].reduce((sum, part) => sum + folderSize(path.join(work, part)), 0);
  const before = written();
  let last = { size: before, at: Date.now() };
  while (!ended.aborted) {
    await sleep(500, undefined, { signal: ended }).catch(() => {});
    const size = written();
    if (size !== last.size) last = { size, at: Date.now() };
    if (size !== before) show(`fetching a prebuilt one, ${Math.round((size - before) / 1e6)} MB unpacked`);
    if (Date.now() - last.at > (size === before ? patience.connecting : patience.working)) stuck.abort();
  }
}
