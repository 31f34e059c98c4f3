import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError, Interrupted } from './errors.mjs';

const guard = fileURLToPath(new URL('guard.mjs', import.meta.url));
const keptLines = 30;

/** @param {string} word */
const quote = (word) => (/^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/**
 * @typedef {object} RunOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} signal ends the command, and all that it started
 * @property {string} log a file that its output is added to
 * @property {(line: string) => boolean | void} [onLine] sees each line; true keeps a line of progress out of messages
 */

/**
 * Runs a program to its end. Nothing that it started outlives set-up, however set-up ends.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} options
 * @returns {Promise<void>} rejects with a CommandError where the program fails
 */
export function run(command, args, { cwd, env, signal, log, onLine }) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Interrupted());
    const child = spawn(process.execPath, [guard, command, ...args], {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32', // a process group of its own, for the guard to end
      windowsHide: true,
    });
    const typed = [command, ...args].map(quote).join(' ');
    const logged = createWriteStream(log, { flags: 'a' });
    logged.write(`$ ${typed}\n`);
    /** @type {string[]} */
    const last = [];
    const take = (/** @type {string} */ line) => {
      logged.write(`${line}\n`);
      if (onLine?.(line) === true) return;
      last.push(line);
      if (last.length > keptLines) last.shift();
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', take);
    child.stdin.on('error', () => {}); // the guard may be gone first
    const stop = () => child.stdin.destroy();
    signal.addEventListener('abort', stop);
    child.on('error', reject);
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      child.stdin.destroy();
      logged.end();
      if (signal.aborted) reject(new Interrupted());
      else if (code === 0) resolve();
      else reject(new CommandError(typed, code, last));
    });
  });
}
