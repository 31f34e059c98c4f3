// The lock that lets one set-up run at a time.
import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.mjs';
import { writeFileAtomically } from '../files.mjs';

/** The interval at which the owner touches its lock, and a waiting process reads it, in ms. */
const HEARTBEAT_MS = 1_000;
// A lock that stays untouched for so many reads has no owner any more, also where its process is on another machine or in a container.
// Reads are counted, not seconds, so that a computer that slept does not make a lock stale.
const STALE_AFTER_READS = 10;
/** The time within which all processes that saw the same stale lock have written their own, in ms; the last one has the lock. */
const SETTLE_MS = 200;

/**
 * Acquires the lock of the project's set-up, and waits where another process has it.
 * @param {string} file
 * @param {{signal: AbortSignal, onWait: (pid: number | undefined) => void}} options onWait is called once, where it
 *   has to wait
 * @returns {Promise<() => void>} releases the lock
 */
export async function acquireLock(file, { signal, onWait }) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  let isWaiting = false;
  let seen = { text: '', touched: 0, reads: 0 };
  while (!create(file, mine)) {
    const text = read(file);
    if (text === undefined) continue;
    const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const isSame = text === seen.text && touched === seen.touched;
    seen = { text, touched, reads: isSame ? seen.reads + 1 : 0 };
    if (hasOwnerEnded(text) || seen.reads >= STALE_AFTER_READS) {
      writeFileAtomically(file, mine);
      await sleep(SETTLE_MS, undefined, { signal });
      if (read(file) === mine) break;
    } else {
      if (!isWaiting) onWait(parse(text).pid);
      isWaiting = true;
      await sleep(HEARTBEAT_MS, undefined, { signal });
    }
  }
  const touching = setInterval(() => touch(file), HEARTBEAT_MS);
  return () => {
    clearInterval(touching);
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {boolean} false where the lock exists
 */
function create(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function touch(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error; // another process deleted it
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} undefined where the lock does not exist
 */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {string} text
 * @returns {{pid?: number, host?: string}} empty where the lock was not written completely
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {string} text */
function hasOwnerEnded(text) {
  const { pid, host } = parse(text);
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}
