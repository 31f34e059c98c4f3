import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupError } from '../errors.mjs';
import { sizeOf } from '../files.mjs';
import { gypEnvironment } from './build.mjs';
import { tfjsNodeAbi } from './tfjs-node.mjs';

/** How long, in ms, tfjs-node's installer may show no sign of a connection, and later no sign of life. */
const patience = { connecting: 15_000, working: 60_000 };

/**
 * The native half of tfjs-node as its own installer gets it: downloads of TensorFlow and of a built addon.
 * @param {import('../runner.mjs').StepContext} context
 * @returns {Promise<import('./tfjs-node.mjs').Native>}
 */
export async function fetchPrebuilt(context) {
  const { project } = context;
  const { version, napi } = tfjsNodeAbi(project);
  const folder = path.join(
    project.native,
    `prebuilt-${version}-napi-v${napi}-${process.platform}-${process.arch}`,
  );
  const native = { deps: path.join(folder, 'deps'), lib: path.join(folder, 'lib'), suspect: folder };
  if (existsSync(folder)) return native;

  // The installer rewrites its package's files while it works: it gets a copy of them.
  const work = path.join(project.native, 'partial-prebuilt');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    for (const part of ['package.json', 'binding.gyp', 'binding', 'scripts']) {
      cpSync(path.join(project.tfjsNode, part), path.join(work, part), { recursive: true });
    }
    await runInstaller(context, work);
    const result = path.join(work, 'result');
    mkdirSync(result);
    for (const part of ['deps', 'lib']) renameSync(path.join(work, part), path.join(result, part));
    renameSync(result, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return native;
}

/**
 * @param {import('../runner.mjs').StepContext} context
 * @param {string} work
 */
async function runInstaller(context, work) {
  const { project, run, progress, signal } = context;
  const env = gypEnvironment(context);
  env.PATH = [path.join(project.modules, '.bin'), env.PATH].join(path.delimiter);
  const given = new AbortController();
  const done = new AbortController();
  progress('looking for a prebuilt one');
  const watching = watch(work, (text) => progress(text), done.signal).then(
    (stalled) => stalled && given.abort(),
  );
  try {
    const either = AbortSignal.any([signal, given.signal]);
    await run(process.execPath, ['scripts/install.js'], { cwd: work, env, signal: either });
  } catch (error) {
    if (given.signal.aborted && !signal.aborted)
      throw new SetupError("tfjs-node's host of prebuilt files does not answer.");
    throw error;
  } finally {
    done.abort();
    await watching;
  }
}

/**
 * Watches what the installer writes, as it has no limit of time of its own, and says nothing.
 * @param {string} work
 * @param {(text: string) => void} show
 * @param {AbortSignal} done
 * @returns {Promise<boolean>} whether it got stuck
 */
async function watch(work, show, done) {
  const written = () =>
    ['deps', 'lib', 'build', 'scripts'].reduce((sum, part) => sum + sizeOf(path.join(work, part)), 0);
  const before = written();
  let last = { size: before, at: Date.now() };
  while (!done.aborted) {
    await sleep(500, undefined, { signal: done }).catch(() => {});
    const size = written();
    if (size !== last.size) last = { size, at: Date.now() };
    if (size > before) show(`unpacking a prebuilt one, ${Math.round((size - before) / 1e6)} MB so far`);
    const limit = size === before ? patience.connecting : patience.working;
    if (Date.now() - last.at > limit) return true;
  }
  return false;
}
