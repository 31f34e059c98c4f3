// The run of notebooks: a pool of processes that execute them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jupyterEnvironment } from '../jupyter.mjs';
import { paths } from '../paths.mjs';

const EXECUTE_PROGRAM = fileURLToPath(new URL('execute.py', import.meta.url));
const GRACE_MS = 5000; // ms for a driver to end its kernel and itself

/**
 * @typedef {object} Task
 * @property {string} notebook the file to execute
 * @property {string} executed the file for the notebook with its outputs
 * @property {string | null} page the file for its page; null for none
 * @property {number} timeout of a cell, in seconds
 * @property {object} site variables of the page template
 */

/**
 * @typedef {object} Outcome
 * @property {number} seconds of the execution
 * @property {{ ename: string, evalue: string } | null} problem of the notebook as a whole; failures of cells stand in the
 *   executed notebook
 */

/** Kills a process and its group. @param {number | undefined} pid */
function killGroup(pid) {
  try {
    if (pid !== undefined) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // The process has ended.
  }
}

/** A Python process that executes one notebook after another, each with its own kernel. */
class Driver {
  #child = spawn(paths.python, [EXECUTE_PROGRAM], {
    env: jupyterEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C in a terminal reaches this process only, which then ends its drivers
  });
  #lines = createInterface({ input: this.#child.stdout });
  #errors = '';
  /** The end of the process, in words; standard error is not awaited, since a kernel that is left over may hold it open. */
  #end = Promise.all([once(this.#child, 'exit'), once(this.#lines, 'close')]).then(([[code, by]]) =>
    by ? `was ended by ${by}` : `ended with code ${code}`,
  );

  constructor() {
    this.#end.catch(() => undefined); // the run of a notebook reports it
    this.#child.stdin.on('error', () => undefined); // the process ended first
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-4000);
    });
  }

  get hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Lets the process end its kernel and itself. */
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
      timer = setTimeout(() => killGroup(this.#child.pid), GRACE_MS);
    };
    this.#lines.on('line', onLine);
    signal.addEventListener('abort', stop);
    try {
      this.#child.stdin.write(`${JSON.stringify(task)}\n`);
      if (signal.aborted) stop();
      const result = await Promise.race([done, this.#end]);
      if (typeof result !== 'string') return result;
      killGroup(kernel);
      const evalue = `the program that executes it ${result}; its last output:\n${this.#errors.trim()}`;
      return { seconds: (performance.now() - began) / 1000, problem: { ename: 'DriverError', evalue } };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      this.#lines.off('line', onLine);
    }
  }
}

/** A pool of drivers: an idle one executes the next notebook, or else a new one. */
export class Drivers {
  /** @type {Driver[]} */
  #idle = [];

  /**
   * @param {Task} task
   * @param {(progress: { cell: number, of: number }) => void} onProgress
   * @param {AbortSignal} signal ends the execution
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
