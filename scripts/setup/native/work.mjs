// A folder for unfinished work of set-up.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** @typedef {import('../../paths.mjs').Project} Project */

/**
 * A folder for unfinished work: on the file system that they end up on, so that they can be put there in one go.
 * @param {Project} project
 */
const workFolder = (project) => path.join(project.native, 'partial');

/**
 * Deletes what an interruption left there.
 * @param {Project} project
 */
export const discardWork = (project) => rmSync(workFolder(project), { recursive: true, force: true });

/**
 * Lends an empty folder to work in.
 * @template Result
 * @param {Project} project
 * @param {(folder: string) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function inWorkFolder(project, work) {
  discardWork(project);
  mkdirSync(workFolder(project), { recursive: true });
  try {
    return await work(workFolder(project));
  } finally {
    discardWork(project);
  }
}
