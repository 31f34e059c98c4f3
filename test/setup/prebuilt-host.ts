import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { createGzip } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** Sends a folder as tfjs-node's hosts do, hardly packed, since that is what takes the time. */
function sendArchive(response: ServerResponse, folder: string, member: string): void {
  const tar = spawn('tar', ['-c', '-f', '-', '-C', folder, member], { stdio: ['ignore', 'pipe', 'inherit'] });
  tar.stdout.pipe(createGzip({ level: 0 })).pipe(response);
}

/**
 * Stands in for the hosts of tfjs-node's prebuilt files: with an answer to each request, or with none at all.
 * @param files the folders to send, of TensorFlow (with its lib) and of an addon (with its napi-vN)
 * @returns the settings that make tfjs-node's installer use it
 */
export async function servePrebuilt(files?: { tensorflow: string; addon: string; napi: string }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (!files) return;
    if (request.url?.includes('libtensorflow')) sendArchive(response, files.tensorflow, 'lib');
    else sendArchive(response, files.addon, files.napi);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const host = `http://127.0.0.1:${port}/`;
  return { asked, env: { TFJS_NODE_CDN_STORAGE: host, npm_config_tfjs_binding_binary_host_mirror: host } };
}
