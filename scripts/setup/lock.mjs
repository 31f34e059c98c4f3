import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from './errors.mjs';
import { writeFileAtomically } from '../files.mjs';

/** How often the owner touches its lock, and a waiting one looks at it, in ms. */
const beat = 1_000;
// A lock that stays untouched for so many looks belongs to nobody any more. Looks are counted, not seconds, so that
// a set-up does not look dead because the computer slept.
const looksUntilStale = 10;
/** The time within which all who saw the same stale lock have written their own, in ms; the last one has it. */
const settle = 200;

/**
 * Waits until no other set-up works in this project, and holds the others off.
 * @param {string} file
 * @param {{signal: AbortSignal, onWait: (pid: number | undefined) => void}} options onWait is called once, where it
 *   has to wait
 * @returns {Promise<() => void>} lets the next one in
 */
export async function acquireLock(file, { signal, onWait }) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  let isWaiting = false;
  let seen = { text: '', touched: 0, looks: 0 };
  while (!create(file, mine)) {
    const text = read(file);
    if (text === undefined) continue;
    const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const isSame = text === seen.text && touched === seen.touched;
    seen = { text, touched, looks: isSame ? seen.looks + 1 : 0 };
    if (isOwnerGone(text) || seen.looks >= looksUntilStale) {
      writeFileAtomically(file, mine);
      await sleep(settle, undefined, { signal });
      if (read(file) === mine) break;
    } else {
      if (!isWaiting) onWait(parse(text).pid);
      isWaiting = true;
      await sleep(beat, undefined, { signal });
    }
  }
  const touching = setInterval(() => touch(file), beat);
  return () => {
    clearInterval(touching);
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

/**
 * @param {string} file
 * @param {string} text
 * @returns {boolean} false where there is a lock already
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
    if (systemCode(error) !== 'ENOENT') throw error; // someone deleted it
  }
}

/**
 * @param {string} file
 * @returns {string | undefined} undefined where there is no lock
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
 * @returns {{pid?: number, host?: string}} empty where the lock was cut off while it was written
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {string} text */
function isOwnerGone(text) {
  const { pid, host } = parse(text);
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return systemCode(error) === 'ESRCH';
  }
}
