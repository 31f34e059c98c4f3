import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { devNull } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { paths } from '../../scripts/paths.mjs';

const writeZip = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_STORED) as archive:
    for name, size in json.load(sys.stdin).items():
        archive.writestr(name, bytes(size) if isinstance(size, int) else size)
`;

/** Makes a wheel of TensorFlow as small as wished, with files of the given sizes or texts. */
export function makeWheel(folder: string, files: Record<string, number | string>) {
  const file = path.join(folder, 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl');
  const info = 'tensorflow_cpu-2.21.0.dist-info';
  const input = JSON.stringify({
    ...files,
    [`${info}/METADATA`]:
      'Metadata-Version: 2.1\nName: tensorflow-cpu\nVersion: 2.21.0\nRequires-Dist: numpy\n',
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-cp311-manylinux_2_27_x86_64\n',
    [`${info}/RECORD`]: '',
  });
  const made = spawnSync(paths.python, ['-c', writeZip, file], { input, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return { file, sha256: createHash('sha256').update(readFileSync(file)).digest('hex') };
}

/** The ways in which a server sends a file: at once, cut off in the middle, or piece by piece without end. */
export type Manner = 'whole' | 'cut off' | 'slow';

/**
 * Serves one wheel as a package index does.
 * @returns the settings of pip that make it the only index
 */
export async function servePackage(wheel: string, manner: Manner): Promise<NodeJS.ProcessEnv> {
  const name = path.basename(wheel);
  const body = readFileSync(wheel);
  const server = createServer((request, response) => {
    if (!request.url?.endsWith('.whl')) {
      response.setHeader('content-type', 'text/html').end(`<!DOCTYPE html><a href="/${name}">${name}</a>`);
      return;
    }
    response.setHeader('content-length', body.length);
    if (manner === 'whole') response.end(body);
    else if (manner === 'cut off')
      response.write(body.subarray(0, body.length / 2), () => response.destroy());
    else void trickle();

    async function trickle() {
      for (let at = 0; at < body.length && !response.destroyed; at += 10_000) {
        response.write(body.subarray(at, at + 10_000));
        await sleep(100);
      }
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return {
    PIP_INDEX_URL: `http://127.0.0.1:${port}/simple`,
    PIP_CONFIG_FILE: devNull,
    PIP_EXTRA_INDEX_URL: '',
    PIP_FIND_LINKS: '',
    PIP_NO_CACHE_DIR: '1',
    PIP_RETRIES: '0',
  };
}
