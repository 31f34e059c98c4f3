// Files that are written in one step, hashed, and listed.
import { createHash, randomUUID } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file in one step, so that neither a reader nor an interruption leaves half of it.
 * @param {string} file
 * @param {string} text
 */
export function writeFileAtomically(file, text) {
  const partial = `${file}.${randomUUID()}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}

/**
 * The files under a folder, as sorted paths relative to it; none where there is no such folder.
 * @param {string} folder
 * @returns {string[]}
 */
export function listFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * A hash of the contents and names of files.
 * @param {string} root
 * @param {string[]} names files or folders, relative to root; missing ones count as well
 */
export function hashFiles(root, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const full = path.join(root, name);
    const found = statSync(full, { throwIfNoEntry: false });
    const inside = found?.isDirectory() ? listFiles(full) : found ? [''] : [];
    for (const file of inside) {
      hash
        .update(`${name}/${file}\0`)
        .update(readFileSync(path.join(full, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @returns {Promise<string>} its SHA-256 in hexadecimal digits
 */
export async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/**
 * @param {string} folder
 * @returns {number} the bytes in its files; 0 where there is no such folder
 */
export const folderSize = (folder) =>
  listFiles(folder).reduce(
    (sum, name) => sum + (lstatSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
