import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../errors.mjs';
import { sha256 } from '../files.mjs';
import { megabytes } from '../progress.mjs';
import { pip } from '../python.mjs';
import { wheelPython } from './platforms.mjs';

const unpacker = fileURLToPath(new URL('unpack.py', import.meta.url));
/** The archive and what is unpacked from it lie side by side for a moment. */
const spaceNeeded = 1.3e9;

/** @param {(text: string) => void} show */
const showBytes = (show) => (/** @type {string} */ line) => {
  const [, done, total] = /^Progress (\d+) of (\d+)$/.exec(line) ?? [];
  if (total !== undefined) show(megabytes(Number(done), Number(total)));
  return total !== undefined;
};

/**
 * TensorFlow's C library and headers out of its wheel, downloaded where they are not here yet.
 * @param {import('../runner.mjs').StepContext} context
 * @param {import('./platforms.mjs').Wheel} wheel
 * @returns {Promise<string>} the folder with lib and include
 */
export async function unpackWheel(context, wheel) {
  const { native } = context.project;
  const name = `${wheel.distribution}-${wheel.version}-${wheel.tag}`;
  const folder = path.join(native, name);
  if (existsSync(folder)) return folder;

  const work = path.join(native, 'partial-wheel');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    checkSpace(work);
    const archive = await download(context, wheel, work);
    const unpacked = path.join(work, name);
    const onLine = showBytes((text) => context.progress(`unpacking ${text}`));
    await context.run(context.project.python, [unpacker, archive, unpacked, ...wheel.libraries], { onLine });
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

/** @param {string} folder */
function checkSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= spaceNeeded) return;
  const free = Math.round((bavail * bsize) / 1e6);
  throw new SetupError(
    `TensorFlow needs ${spaceNeeded / 1e6} MB of free disk space while it is unpacked, and there are ${free} MB.`,
    'Make room and run the same command again.',
  );
}

/**
 * @param {import('../runner.mjs').StepContext} context
 * @param {import('./platforms.mjs').Wheel} wheel
 * @param {string} folder
 * @returns {Promise<string>} the archive's file, its content proven
 */
async function download({ project, run, progress }, wheel, folder) {
  const which = ['--platform', wheel.tag, '--python-version', wheelPython, '--implementation', 'cp'];
  const how = ['--no-deps', '--only-binary=:all:', '--progress-bar', 'raw', '--dest', folder];
  const onLine = showBytes((text) => progress(`downloading ${text}`));
  const pin = `${wheel.distribution}==${wheel.version}`;
  await run(project.python, pip('download', ...how, ...which, pin), { onLine });

  const name = readdirSync(folder).find((file) => file.endsWith('.whl'));
  const archive = path.join(folder, name);
  const hash = await sha256(archive);
  if (hash !== wheel.sha256) {
    throw new SetupError(
      `${name} is not what it should be: its SHA-256 is ${hash}, and ${wheel.sha256} is expected.\nIt was deleted.`,
      'Try again; if it stays so, something between here and the package index changes what it sends.',
    );
  }
  return archive;
}
