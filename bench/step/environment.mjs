// The Python environment of the others: .bench-venv, made from bench/requirements.txt once.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findPython } from '../../scripts/setup/tools.mjs';

/** @param {string} command @param {string[]} args @param {(line: string) => void} onLine */
const run = (command, args, onLine) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {string[]} */
    const last = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        onLine(line);
        last.push(line);
        if (last.length > 15) last.shift();
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve(undefined);
      reject(new Error(`${command} ${args.join(' ')} ended with code ${code}:\n${last.join('\n')}`));
    });
  });

/**
 * @param {string} root of the project
 * @returns {Promise<string>} the environment's Python
 */
export async function environment(root) {
  const [folder, pins] = [path.join(root, '.bench-venv'), path.join(root, 'bench', 'requirements.txt')];
  const windows = process.platform === 'win32';
  const python = path.join(folder, windows ? 'Scripts/python.exe' : 'bin/python');
  const stamp = path.join(folder, 'made-from');
  const made = createHash('sha256').update(root).update(readFileSync(pins)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === made && existsSync(python)) return python;

  const say = (/** @type {string} */ what) => console.error(`.bench-venv: ${what}`);
  say('making an environment for PyTorch, JAX and TensorFlow; several minutes, up to 8 GB');
  rmSync(folder, { recursive: true, force: true });
  await run(findPython().executable, ['-m', 'venv', folder], say);
  const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input'];
  await run(python, [...pip, 'install', '--progress-bar', 'off', '-r', pins], (line) => {
    const [, what] = /^\s*(Collecting \S+|Downloading .+|Installing collected packages)/.exec(line) ?? [];
    if (what) say(what.split('/').at(-1) ?? what);
  });
  writeFileSync(stamp, made);
  return python;
}
