// Stamps: records of successful steps. A step has no stamp while it runs, nor after it failed or was interrupted.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../files.mjs';

/**
 * @typedef {object} Stamp
 * @property {string} id of this run of the step
 * @property {string} key a hash of its inputs, and of the ids of the runs that it depends on
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
 * The key of a step's stamp.
 * @param {string} state the folder of the stamps
 * @param {unknown} inputs
 * @param {string[]} needs names of the steps that it needs
 */
export const stampKey = (state, inputs, needs) =>
  hashInputs([inputs, needs.map((need) => readStamp(state, need)?.id)]);

/**
 * @param {string} state the folder of the stamps
 * @param {string} name of the step
 * @param {string} key
 */
export function writeStamp(state, name, key) {
  mkdirSync(state, { recursive: true });
  writeFileAtomically(stampFile(state, name), JSON.stringify({ id: randomUUID(), key }));
}

/**
 * @param {string} state the folder of the stamps
 * @param {string} name of the step
 */
export const removeStamp = (state, name) => rmSync(stampFile(state, name), { force: true });
