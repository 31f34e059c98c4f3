// Starts the process that compiles the cells of all notebooks of a run: src/kernel/compile-service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { YOUNG_GENERATION_FLAG } from '../kernelspec.mjs';
import { paths } from '../paths.mjs';

const SERVICE_FOLDER = path.join(paths.root, 'dist', 'kernel', 'compile-service');

/**
 * @typedef {object} CompileService
 * @property {number | undefined} pid
 * @property {Record<string, string>} env the variables with which a kernel finds the service
 * @property {() => void} stop
 */

/**
 * Starts the service. Where the service does not start, or ends, kernels compile their cells themselves.
 * @returns {Promise<CompileService>}
 */
export async function startCompileService() {
  const { addressVariable } = await import(pathToFileURL(path.join(SERVICE_FOLDER, 'protocol.js')).href);
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
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit'), once(child, 'error').catch(() => [])]);
  return {
    pid: child.pid,
    env: { [addressVariable]: address },
    stop() {
      child.stdin.end();
      rmSync(place, { recursive: true, force: true });
    },
  };
}
