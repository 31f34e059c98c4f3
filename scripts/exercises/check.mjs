// The check of assignments: their reference solutions are graded in a copy of the course.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { paths } from '../paths.mjs';
import { Course } from './course.mjs';
import { gradeWork } from './grade.mjs';

/** @typedef {import('./course.mjs').Mark} Mark */
/** @typedef {import('./grade.mjs').Outcome} Outcome */

/**
 * A course of its own that begins with a copy of the sources. It lies in the project, where notebooks find what is installed.
 * @param {Course} course
 * @param {string[]} assignments
 */
function copyOf(course, assignments) {
  const parent = path.join(paths.root, 'build', 'exercises');
  mkdirSync(parent, { recursive: true });
  const copy = new Course(mkdtempSync(path.join(parent, 'copy-')));
  for (const name of assignments) {
    cpSync(path.join(course.folder, 'source', name), path.join(copy.folder, 'source', name), {
      recursive: true,
    });
  }
  return copy;
}

/** Describes what is wrong with a mark; nothing if it is right. @param {Mark} mark */
function complaint({ assignment, student, cell, manual, score, points }) {
  const due = student === 'solutions' && !manual ? points : 0;
  if (score === due) return [];
  return [
    `${assignment}, ${cell}: ${student === 'solutions' ? 'the solution' : 'the stub'} gets ${score} of ${points}`,
  ];
}

/** Why an assignment could not be graded. @param {Outcome} outcome */
const refusal = ({ assignment, student, problem }) =>
  problem === undefined ? [] : [`${assignment}, ${student}: ${problem}`];

/**
 * Grades the solutions and the stubs as two students' work: full marks for the one, none for the other.
 * @param {Course} course
 * @param {string[]} assignments
 * @param {{ force: boolean, timeout: number, workers: number, isolation: import('./isolation.mjs').Isolation }} options
 * @returns {Promise<{ marks: Mark[], complaints: string[] }>}
 */
export async function tryOut(course, assignments, options) {
  const copy = copyOf(course, assignments);
  try {
    for (const name of assignments) {
      await copy.nbgrader('generate_assignment', name);
      for (const [student, step] of [
        ['solutions', 'source'],
        ['stubs', 'release'],
      ]) {
        const to = path.join(copy.folder, 'submitted', student, name);
        cpSync(path.join(copy.folder, step, name), to, { recursive: true });
      }
    }
    const { work } = await copy.handedIn();
    const outcomes = await gradeWork(copy, work, options);
    const marks = await copy.marks();
    return { marks, complaints: [...outcomes.flatMap(refusal), ...marks.flatMap(complaint)] };
  } finally {
    rmSync(copy.folder, { recursive: true, force: true });
  }
}
