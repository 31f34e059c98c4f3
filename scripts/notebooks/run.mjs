import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jupyterEnvironment } from '../jupyter.mjs';
import { paths } from '../paths.mjs';

const program = fileURLToPath(new URL('execute.py', import.meta.url));
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

/** A process of Python's that executes one notebook after the other, each with a kernel of its own. */
class Driver {
  #child = spawn(paths.python, [program], {
    env: jupyterEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // a Ctrl-C in the terminal is for this process, which then ends its drivers in order
  });
  #lines = createInterface({ input: this.#child.stdout });
  #errors = '';
  /** How it ended. Standard error may be held open by a kernel that is left over. */
  #end = Promise.all([once(this.#child, 'exit'), once(this.#lines, 'close')]).then(([[code, by]]) =>
    by ? `was ended by ${by}` : `ended with code ${code}`,
  );

  constructor() {
    this.#end.catch(() => undefined); // who runs a notebook is told
    this.#child.stdin.on('error', () => undefined); // it ended first
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-4000);
    });
  }

  get hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Has it end in order, and its kernel with it. */
  close() {
    this.#child.stdin.end();
  }

  /**
   * @param {Task} task
   * @param {(progress: { cell: number, of: number }) => void} onProgress
   * @param {AbortSignal} signal
   * @returns {Promise<Outcome>}
   */
  async run(task, onProgress, signal) {
    const began = performance.now();
    this.#errors = '';
    /** @type {number | undefined} */
    let kernel;
    /** @type {(outcome: Outcome) => void} */
    let finish;
    const done = new Promise((/** @type {typeof finish} */ resolve) => (finish = resolve));
    let of = 0;
    const onLine = (/** @type {string} */ line) => {
      const message = JSON.parse(line);
      if (message.event === 'cells') of = message.count;
      else if (message.event === 'kernel') kernel = message.pid;
      else if (message.event === 'cell') onProgress({ cell: message.number, of });
      else if (message.event === 'done') finish(message.outcome);
    };
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const stop = () => {
      this.close();
      timer = setTimeout(() => kill(this.#child.pid), GRACE);
    };
    this.#lines.on('line', onLine);
    signal.addEventListener('abort', stop);
    try {
      this.#child.stdin.write(`${JSON.stringify(task)}\n`);
      if (signal.aborted) stop();
      const result = await Promise.race([done, this.#end]);
      if (typeof result !== 'string') return result;
      kill(kernel);
      const evalue = `the program that executes it ${result}; its last words:\n${this.#errors.trim()}`;
      return { seconds: (performance.now() - began) / 1000, problem: { ename: 'DriverError', evalue } };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      this.#lines.off('line', onLine);
    }
  }
}

/** Executes notebooks, as many at a time as are asked for: a driver that has nothing to do takes the next. */
export class Drivers {
  /** @type {Driver[]} */
  #idle = [];

  /**
   * @param {Task} task
   * @param {(progress: { cell: number, of: number }) => void} onProgress
   * @param {AbortSignal} signal ends it before its time
   * @returns {Promise<Outcome>}
   */
  async run(task, onProgress, signal) {
    const driver = this.#idle.pop() ?? new Driver();
    const outcome = await driver.run(task, onProgress, signal);
    if (!driver.hasEnded) this.#idle.push(driver);
    return outcome;
  }

  close() {
    for (const driver of this.#idle) driver.close();
  }
}
