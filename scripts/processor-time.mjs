// The processor time of programs with all that they start, from /proc: on Linux; elsewhere there is none.
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second, of /proc on every Linux. */
const TICKS = 100;
const SAMPLED_EVERY = 1000; // milliseconds

/**
 * @typedef {object} Seen a process as it was seen last
 * @property {number} start in ticks since the machine started: with the id, it names a process
 * @property {number} own its ticks
 * @property {number} waited the ticks of children that have ended and were waited for
 * @property {boolean} isAlive
 * @property {Seen[]} children those that were seen
 */

/** The processes of this machine: [id, parent's id, start, own ticks, ticks of children]. */
function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat
          .slice(stat.lastIndexOf(')') + 2)
          .split(' ')
          .map(Number);
        return [[Number(pid), fields[1], fields[19], fields[11] + fields[12], fields[13] + fields[14]]];
      } catch {
        return []; // it has ended
      }
    })
    .sort((a, b) => a[2] - b[2]); // parents before their children
}

/** The ticks of a process and all that it started; of what nobody waited for, as many as were seen. @param {Seen} seen @returns {number} */
function ticksOf({ own, waited, children }) {
  let [live, ended] = [0, 0];
  for (const child of children) {
    if (child.isAlive) live += ticksOf(child);
    else ended += ticksOf(child);
  }
  return own + live + Math.max(waited, ended);
}

/** Adds up the processor time of programs. */
export class ProcessorTime {
  /** @type {Map<number, Seen>} those that live, by id */
  #live = new Map();

  constructor() {
    if (process.platform === 'linux') setInterval(() => this.#sample(), SAMPLED_EVERY).unref();
  }

  /**
   * Counts a program from now on.
   * @param {number | undefined} pid
   * @returns {() => number} gives its seconds so far
   */
  follow(pid) {
    if (process.platform !== 'linux' || pid === undefined) return () => NaN;
    const found = processes().find(([id]) => id === pid);
    if (!found) return () => 0;
    const seen = { start: found[2], own: 0, waited: 0, isAlive: true, children: [] };
    this.#live.set(pid, seen);
    return () => ticksOf(seen) / TICKS;
  }

  #sample() {
    /** @type {Map<number, Seen>} */
    const live = new Map();
    for (const [pid, parent, start, own, waited] of processes()) {
      let seen = this.#live.get(pid);
      if (seen?.start !== start) {
        const above = live.get(parent);
        if (!above) continue;
        seen = { start, own, waited, isAlive: true, children: [] };
        above.children.push(seen);
      }
      Object.assign(seen, { own, waited });
      live.set(pid, seen);
    }
    for (const [pid, seen] of this.#live) seen.isAlive = live.get(pid) === seen;
    this.#live = live;
  }
}
