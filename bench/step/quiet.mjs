// Other work on the machine slows the contenders unevenly: the ones with threads that wait for one another most.
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const QUIET = 0.15; // of all cores
const SAMPLE = 400; // ms

const times = () => {
  const all = os.cpus().map(({ times }) => times);
  const idle = all.reduce((sum, { idle }) => sum + idle, 0);
  return { idle, total: all.reduce((sum, t) => sum + t.user + t.nice + t.sys + t.irq + t.idle, 0) };
};

/** The share of the cores that is in use, 0 to 1. */
async function busy() {
  const before = times();
  await sleep(SAMPLE);
  const after = times();
  const total = after.total - before.total;
  return total === 0 ? 0 : 1 - (after.idle - before.idle) / total;
}

/**
 * Waits until little else runs, though not for ever.
 *
 * @param {number} patience seconds
 * @returns {Promise<number>} the share of the cores that was in use when it stopped waiting
 */
export async function waitForIdle(patience) {
  const began = performance.now();
  for (;;) {
    const share = await busy();
    if (share < QUIET || performance.now() - began > 1000 * patience) return share;
  }
}
