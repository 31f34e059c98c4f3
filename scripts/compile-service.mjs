// Starts the process that compiles the cells of several notebooks: src/kernel/compile-service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { YOUNG_GENERATION_FLAG } from './kernelspec.mjs';
import { paths } from './paths.mjs';

const SERVICE_FOLDER = path.join(paths.root, 'dist', 'kernel', 'compile-service');

/**
 * @typedef {object} CompileService
 * @property {number | undefined} pid of the process, where this one has started it
 * @property {Record<string, string>} env the variables with which a kernel finds the service
 * @property {Promise<unknown>} ready settles when it listens, or has ended: kernels that start earlier compile for themselves
 * @property {() => void} stop
 */

/**
 * Starts the service, unless the environment names one that runs: a run of the course in a terminal of JupyterLab uses JupyterLab's.
 * Kernels compile their cells themselves where the service does not start, or ends.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {Promise<CompileService>}
 */
export async function startCompileService(environment = process.env) {
  const { addressVariable } = await import(pathToFileURL(path.join(SERVICE_FOLDER, 'protocol.js')).href);
  const named = environment[addressVariable];
  if (named && existsSync(named))
    return { pid: undefined, env: { [addressVariable]: named }, ready: Promise.resolve(), stop() {} };
  const place = mkdtempSync(path.join(tmpdir(), 'compile-service-'));
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(place)}` : path.join(place, 'compile.sock');
  const child = spawn(
    process.execPath,
    [YOUNG_GENERATION_FLAG, path.join(SERVICE_FOLDER, 'service.js'), address],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      detached: true, // Ctrl-C in a terminal reaches this process only, which then ends the service
    },
  );
  child.stdin.on('error', () => undefined); // the service ended first
  child.on('error', () => undefined); // it can't be started: kernels do without it
  return {
    pid: child.pid,
    env: { [addressVariable]: address },
    ready: Promise.race([once(child.stdout, 'data'), once(child, 'exit')]).catch(() => undefined),
    stop() {
      child.stdin.end();
      rmSync(place, { recursive: true, force: true });
    },
  };
}
