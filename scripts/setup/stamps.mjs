// Stamps: records of successful steps. A step has no stamp while it runs, nor after it failed or was interrupted.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../files.mjs';

/**
 * @typedef {object} Stamp
 * @property {string} id of this run of the step
 * @property {string} inputs a hash of its inputs
 * @property {Record<string, string | undefined>} needs the ids of the runs of the steps that it needs
 */

/** @type {(state: string, name: string) => string} */
const stampFile = (state, name) => path.join(state, `${name}.json`);

/** @param {unknown} inputs */
export const hashInputs = (inputs) => createHash('sha256').update(JSON.stringify(inputs)).digest('hex');

/**
 * @param {string} state the folder of the stamps
 * @param {string} name of the step
 * @returns {Stamp | undefined}
 */
export function readStamp(state, name) {
  try {
    return JSON.parse(readFileSync(stampFile(state, name), 'utf8'));
  } catch {
    return undefined; // missing or damaged: the step runs again
  }
}

/**
 * @param {string} state the folder of the stamps
 * @param {string} name of the step
 * @param {string} inputs
 * @param {string[]} needs
 */
export function writeStamp(state, name, inputs, needs) {
  mkdirSync(state, { recursive: true });
  const ids = Object.fromEntries(needs.map((need) => [need, readStamp(state, need)?.id]));
  writeFileAtomically(stampFile(state, name), JSON.stringify({ id: randomUUID(), inputs, needs: ids }));
}

/**
 * @param {string} state the folder of the stamps
 * @param {string} name of the step
 */
export const removeStamp = (state, name) => rmSync(stampFile(state, name), { force: true });
