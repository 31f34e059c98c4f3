import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jupyterEnvironment } from '../jupyter.mjs';
import { paths } from '../paths.mjs';

const driver = fileURLToPath(new URL('execute.py', import.meta.url));
const GRACE = 5000; // ms for a driver to end its kernel and itself

/**
 * @typedef {object} Task
 * @property {string} notebook the file to execute
 * @property {string} executed where it goes with its outputs
 * @property {string} page where its page goes
 * @property {number} timeout seconds that a cell may take
 * @property {object} site what the page says of the site
 */

/**
 * @typedef {object} Outcome
 * @property {number} seconds that the execution took
 * @property {{ ename: string, evalue: string } | null} problem of the notebook as a whole; what failed in a cell stands in the
 *   executed notebook
 */

/** Ends a process and all that it started, if there is any. @param {number | undefined} pid */
function kill(pid) {
  try {
    if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Executes one notebook in a process of its own.
 * @param {Task} task
 * @param {(progress: { cell: number, of: number }) => void} onProgress
 * @param {AbortSignal} signal ends it before its time
 * @returns {Promise<Outcome>}
 */
export async function runNotebook(task, onProgress, signal) {
  const child = spawn(paths.python, [driver, JSON.stringify(task)], {
    env: jupyterEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a Ctrl-C in the terminal is for this process, which then ends its drivers in order
  });
  const began = performance.now();
  let of = 0;
  let errors = '';
  /** @type {{ kernel?: number, outcome?: Outcome }} */
  const told = {};
  child.stderr.setEncoding('utf8').on('data', (text) => (errors = (errors + text).slice(-4000)));
  child.stdin.on('error', () => undefined); // it ended first
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line);
    if (message.event === 'cells') of = message.count;
    else if (message.event === 'kernel') told.kernel = message.pid;
    else if (message.event === 'cell') onProgress({ cell: message.number, of });
    else if (message.event === 'done') told.outcome = message.outcome;
  });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const stop = () => {
    child.stdin.end();
    timer = setTimeout(() => kill(child.pid), GRACE);
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  // Standard error may be held open by a kernel that is left over.
  const [[code, by]] = await Promise.all([once(child, 'exit'), once(lines, 'close')]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
  if (told.outcome) return told.outcome;
  kill(told.kernel);
  const how = by ? `was ended by ${by}` : `ended with code ${code}`;
  const evalue = `the program that executes it ${how}; its last words:\n${errors.trim()}`;
  return { seconds: (performance.now() - began) / 1000, problem: { ename: 'DriverError', evalue } };
}
