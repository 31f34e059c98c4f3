// One process that compiles the cells of all notebooks of a run: src/kernel/compile-service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOM_FOR_A_CELL } from '../kernelspec.mjs';
import { paths } from '../paths.mjs';

const folder = path.join(paths.root, 'dist', 'kernel', 'compile-service');

/**
 * @typedef {object} CompileService
 * @property {number | undefined} pid
 * @property {Record<string, string>} env what a kernel is to find in its environment, so that it asks the service
 * @property {() => void} stop
 */

/**
 * Starts the service. Where it does not start, or ends, kernels compile for themselves.
 * @returns {Promise<CompileService>}
 */
export async function startCompileService() {
  const { addressVariable } = await import(pathToFileURL(path.join(folder, 'protocol.js')).href);
  const place = mkdtempSync(path.join(tmpdir(), 'compile-service-'));
  const address =
    process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(place)}` : path.join(place, 'compile.sock');
  const child = spawn(process.execPath, [ROOM_FOR_A_CELL, path.join(folder, 'service.js'), address], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true, // a Ctrl-C in the terminal is for this process, which then ends it in order
  });
  child.stdin.on('error', () => undefined); // it ended first
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
