// Programs that set-up runs.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError, InterruptedError } from './errors.mjs';

const GUARD = fileURLToPath(new URL('guard.mjs', import.meta.url));
const MAX_KEPT_LINES = 30;

/** @param {string} word */
const quote = (word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal kills the command and its children
 * @property {string} log the file to which its output is appended
 * @property {(line: string) => boolean | void} [onLine] is called with each line; a result of true leaves the line out of errors
 */

/**
 * Runs a program. No process that it starts outlives set-up, even when set-up is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<void>} rejects with a CommandError where the program fails
 */
export function run(command, args, { cwd, env, signal, log, onLine }) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new InterruptedError());
    const child = spawn(process.execPath, [GUARD, command, ...args], {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a process group of its own, which the guard kills
      windowsHide: true,
    });
    const typed = [command, ...args].map(quote).join(' ');
    const logged = createWriteStream(log, { flags: 'a' });
    logged.write(`$ ${typed}\n`);
    /** @type {string[]} */
    const last = [];
    const onOutput = (/** @type {string} */ line) => {
      logged.write(`${line}\n`);
      if (onLine?.(line) === true) return;
      last.push(line);
      if (last.length > MAX_KEPT_LINES) last.shift();
    };
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', onOutput);
    child.stdin.on('error', () => {}); // the guard may have ended
    const stop = () => child.stdin.destroy();
    signal.addEventListener('abort', stop);
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      child.stdin.destroy();
      logged.end();
      if (signal.aborted) reject(new InterruptedError());
      else if (code === 0) resolve();
      else reject(new CommandError(typed, code, last));
    });
  });
}
