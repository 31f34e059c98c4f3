// Grading of submissions, several at a time.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isolationArguments } from './isolation.mjs';
import { runJobs } from './pool.mjs';

/** @typedef {import('./course.mjs').Course} Course */
/** @typedef {import('./course.mjs').Work} Work */

/**
 * The result of grading one submission.
 * @typedef {object} Outcome
 * @property {string} student
 * @property {string} assignment
 * @property {'graded' | 'before' | 'failed'} status
 * @property {string[]} notes what was unusual, and what was repaired
 * @property {string} [problem] why it is not graded
 */

const workerProgram = fileURLToPath(new URL('worker.py', import.meta.url));

/** The last line of a traceback or a message. @param {string} said */
function lastLine(said) {
  const lines = said.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'it said nothing';
}

/**
 * Grades what is handed in. Whatever happens to one piece of work, the others are graded.
 * @param {Course} course
 * @param {Work[]} work
 * @param {{ force: boolean, timeout: number, workers: number, isolation: import('./isolation.mjs').Isolation }} options
 * @param {(done: number) => void} [onProgress]
 * @returns {Promise<Outcome[]>}
 */
export async function gradeWork(course, work, { force, timeout, workers, isolation }, onProgress) {
  /** @type {Outcome[]} */
  const outcomes = [];
  const args = [
    workerProgram,
    `--CourseDirectory.root=${course.folder}`,
    '--log-level=ERROR',
    `--Execute.timeout=${timeout}`,
    ...isolationArguments(isolation),
    ...(force ? ['--force'] : []),
  ];
  await runJobs(course.program(args), workers, work, ({ student, assignment, notes }, answer, said) => {
    const failed = { status: 'failed', problem: `grading ended before it was done (${lastLine(said)})` };
    outcomes.push({ notes: notes ?? [], ...(answer ?? failed), student, assignment });
    onProgress?.(outcomes.length);
  });
  return outcomes;
}

/**
 * The result of a submission that is not graded in this run.
 * @param {Course} course
 * @param {Work} work
 * @returns {Outcome}
 */
export function outcomeBefore(course, { student, assignment, problem }) {
  const file = path.join(course.folder, 'autograded', student, assignment, 'grading.json');
  if (problem === undefined && existsSync(file))
    return { student, assignment, status: 'before', notes: JSON.parse(readFileSync(file, 'utf8')).notes };
  return { student, assignment, status: 'failed', notes: [], problem: problem ?? 'it is not graded yet' };
}
