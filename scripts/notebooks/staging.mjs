// A staging folder, which takes the place of the finished one in one step.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const PREFIX = '.staging-';

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * Creates a folder to build in, beside the folders that it will replace, and deletes those of runs that were killed.
 * @param {string} out
 * @returns {string}
 */
export function openStaging(out) {
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) {
    const pid = name.startsWith(PREFIX) && Number(name.slice(PREFIX.length));
    if (pid && (pid === process.pid || !isRunning(pid))) rmSync(path.join(out, name), { recursive: true });
  }
  const staging = path.join(out, `${PREFIX}${process.pid}`);
  mkdirSync(staging);
  return staging;
}

/**
 * Replaces an old folder by a finished one with two renames, so that no reader sees a half-written folder.
 * @param {string} staging
 * @param {string} out
 * @param {string} name the folder's
 */
export function publish(staging, out, name) {
  const place = path.join(out, name);
  if (existsSync(place)) renameSync(place, path.join(staging, `old-${name}`));
  renameSync(path.join(staging, name), place);
}

/** @param {string} staging */
export const closeStaging = (staging) => rmSync(staging, { recursive: true, force: true });
