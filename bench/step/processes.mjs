// One contender, one model, one process.
import { spawn } from 'node:child_process';

/**
 * @typedef {object} Report what a contender prints, as JSON on its last line
 * @property {number} microseconds a step
 * @property {number} firstCall ms, compiling included
 * @property {number[]} first the loss of the first step, then its norms
 * @property {number} lastLoss
 * @property {string} version
 * @property {number | null} [loading] ms that tracing and loading a graph took
 */

/** @param {string} output @returns {Report | undefined} */
function reportIn(output) {
  try {
    // Python writes NaN as such, which JSON does not have.
    return JSON.parse(
      output
        .trim()
        .split('\n')
        .at(-1)
        ?.replaceAll(/\bNaN\b/g, 'null') ?? '',
    );
  } catch {
    return undefined;
  }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {number} limit seconds, after which it is ended
 * @returns {Promise<{ report: Report } | { failure: string }>}
 */
export function timeProcess(command, args, limit) {
  return new Promise((resolve) => {
    const detached = process.platform !== 'win32'; // compilers that it started end with it
    // Each contender is timed at its defaults: a machine may have settings for some other OpenBLAS.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('OPENBLAS_'));
    const env = { ...Object.fromEntries(own), PYTHONDONTWRITEBYTECODE: '1' };
    const child = spawn(command, args, { detached, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [output, errors, late] = ['', '', false];
    child.stdout.on('data', (text) => (output += text));
    child.stderr.on('data', (text) => (errors += text));
    const end = () => {
      try {
        if (detached) process.kill(-(/** @type {number} */ (child.pid)), 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // it has ended by itself
      }
    };
    const stop = () => {
      end();
      process.exit(130);
    };
    process.once('SIGINT', stop);
    const timer = setTimeout(() => {
      late = true;
      end();
    }, 1000 * limit);
    child.on('error', ({ message }) => finish({ failure: message }));
    child.on('close', () => {
      const report = reportIn(output);
      if (late) finish({ failure: `over ${limit} s` });
      else if (report) finish({ report });
      else finish({ failure: lastError(errors) });
    });
    /** @param {{ report: Report } | { failure: string }} result */
    function finish(result) {
      clearTimeout(timer);
      process.off('SIGINT', stop);
      resolve(result);
    }
  });
}

/** @param {string} text */
const lastError = (text) =>
  text
    .split('\n')
    .filter((line) => /^(\w*\.)*\w*Error\b/.test(line))
    .at(-1) ?? 'it ended without a result';
