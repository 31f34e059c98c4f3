// The watchdog of a child process: a thread that goes on while the main thread is in a native call. It ends the process when its parent
// has ended, or when the process uses more memory than it may.
import { writeSync } from 'node:fs';
import { Worker, isMainThread } from 'node:worker_threads';
import { MEMORY_VARIABLE, PARENT_VARIABLE, WATCHDOG_DESCRIPTOR } from './messages';

const EVERY_MS = 100;
const MIB = 2 ** 20;

/** Starts the watchdog of this process. */
export function startWatchdog(): void {
  new Worker(__filename, { stdout: false, stderr: false }).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function watch(): void {
  const parent = Number(process.env[PARENT_VARIABLE]);
  const limit = Number(process.env[MEMORY_VARIABLE] ?? Infinity);
  const end = (): void => {
    process.kill(process.pid, 'SIGKILL');
  };
  setInterval(() => {
    // The parent of an orphan is another process; where the system does not say so, the parent's id is of no process.
    if (process.ppid !== parent || !isAlive(parent)) end();
    const used = process.memoryUsage.rss() / MIB;
    if (used > limit) {
      writeSync(WATCHDOG_DESCRIPTOR, `memory ${Math.round(used)}`);
      end();
    }
  }, EVERY_MS);
}

if (!isMainThread) watch();
