// A pool of programs that answer a line of JSON with a line of JSON.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 */

/** The end of what a program wrote to its standard error. */
const KEPT = 4000;

/** An answer; null where the program ended in the middle of it. @param {string} line */
function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** A program that answers a line of JSON with a line of JSON, and is started again where it has ended. */
class Worker {
  /** @param {Program} program */
  constructor(program) {
    this.program = program;
    /** @type {import('node:child_process').ChildProcess | undefined} */
    this.child = undefined;
    this.said = '';
  }

  /** @returns {import('node:child_process').ChildProcess} */
  start() {
    const { command, args, cwd, env } = this.program;
    const child = spawn(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.said = '';
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      this.said = (this.said + text).slice(-KEPT);
    });
    child.stdin?.on('error', () => undefined); // it has ended: 'close' says so
    this.child = child;
    return child;
  }

  /**
   * @param {unknown} job
   * @returns {Promise<any>} its answer; null where the program ended before it gave one
   */
  ask(job) {
    const child = this.child ?? this.start();
    return new Promise((resolve) => {
      const lines = createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) });
      /** @param {unknown} answer */
      const settle = (answer) => {
        child.off('close', onEnd);
        child.off('error', onEnd);
        lines.close();
        resolve(answer);
      };
      const onEnd = () => {
        this.child = undefined;
        settle(null);
      };
      child.once('close', onEnd).once('error', onEnd);
      lines.once('line', (line) => settle(parsed(line)));
      child.stdin?.write(`${JSON.stringify(job)}\n`);
    });
  }

  async stop() {
    const { child } = this;
    if (child === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await closed;
  }
}

/**
 * Does jobs by several processes at the same time. A job during which its process ends is tried once more, in a new one.
 * @template J
 * @param {Program} program
 * @param {number} size how many processes at most
 * @param {J[]} jobs
 * @param {(job: J, answer: any, said: string) => void} onDone answer is null where the process ended twice
 */
export async function runJobs(program, size, jobs, onDone) {
  const waiting = [...jobs];
  const work = async () => {
    const worker = new Worker(program);
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const answer = (await worker.ask(job)) ?? (await worker.ask(job));
      onDone(job, answer, worker.said);
    }
    await worker.stop();
  };
  await Promise.all(Array.from({ length: Math.min(size, jobs.length) }, work));
}
