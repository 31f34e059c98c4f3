// A kernelspec of the project's own, in a temporary folder, so that no test depends on what is installed or changes it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKernelspec } from '../../../scripts/kernelspec.mjs';
import { loadFromDist } from '../../../scripts/dist.mjs';
import { paths } from '../../../scripts/paths.mjs';

export { paths };

const { addressVariable } = loadFromDist('kernel/compile-service/protocol.js') as { addressVariable: string };
const prefix = mkdtempSync(join(tmpdir(), 'kernel-test-'));
writeKernelspec(prefix);

/** The environment variables of Jupyter's programs. */
export const environment = {
  ...process.env,
  PATH: `${paths.bin}:${process.env.PATH ?? ''}`,
  JUPYTER_PATH: join(prefix, 'share', 'jupyter'),
  JUPYTER_PLATFORM_DIRS: '1',
};

/** The environment variable of a kernel that asks no compile service. */
export const compilesItself = { [addressVariable]: '' };

/** A new folder that nothing else uses. */
export const temporaryFolder = (): string => mkdtempSync(join(prefix, 'folder-'));
