import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomically } from './files.mjs';

const beat = 1_000;
// A lock that was not touched for so many looks in a row belongs to nobody any more. Looks are counted, not
// seconds, so that a computer that slept does not make a living set-up look dead.
const looksUntilStale = 15;
// How long someone else who takes over the same stale lock may need to write it.
const settle = 200;

/**
 * Waits until no other set-up works in this project, and holds the others off.
 * @param {string} file
 * @param {{signal: AbortSignal, onWait: (pid: number) => void}} options onWait is called once, where it must wait
 * @returns {Promise<() => void>} lets the next one in
 */
export async function acquireLock(file, { signal, onWait }) {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  let waited = false;
  let seen = { text: '', touched: 0, looks: 0 };
  for (;;) {
    if (create(file, mine)) break;
    const text = read(file);
    if (text === undefined) continue;
    const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const same = text === seen.text && touched === seen.touched;
    seen = { text, touched, looks: same ? seen.looks + 1 : 0 };
    if (isOwnerGone(text) || seen.looks >= looksUntilStale) {
      writeFileAtomically(file, mine);
      await sleep(settle, undefined, { signal });
      if (read(file) === mine) break;
      continue;
    }
    if (!waited) onWait(parse(text).pid);
    waited = true;
    await sleep(beat, undefined, { signal });
  }
  const timer = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Someone deleted the folder of the lock; the step that needs it will say so.
    }
  }, beat);
  return () => {
    clearInterval(timer);
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

/** @returns {boolean} false where there is a lock already */
function create(file, text) {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** @returns {string | undefined} undefined where there is no lock */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** @returns {{pid?: number, host?: string}} nothing known, where the lock was cut off while it was written */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function isOwnerGone(text) {
  const { pid, host } = parse(text);
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}
