// A kernelspec of the project's own, in a temporary folder, so that no test depends on what is installed or changes it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeKernelspec } from '../../../scripts/kernelspec.mjs';
import { paths } from '../../../scripts/paths.mjs';

export { paths };

const prefix = mkdtempSync(join(tmpdir(), 'kernel-test-'));
writeKernelspec(prefix);

/** The environment variables of Jupyter's programs. */
export const environment = {
  ...process.env,
  PATH: `${paths.bin}:${process.env.PATH ?? ''}`,
  JUPYTER_PATH: join(prefix, 'share', 'jupyter'),
  JUPYTER_PLATFORM_DIRS: '1',
};

/** A new folder that nothing else uses. */
export const temporaryFolder = (): string => mkdtempSync(join(prefix, 'folder-'));
