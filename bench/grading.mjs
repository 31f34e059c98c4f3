// Times isolation: the same submissions graded with isolation and without, in turns. node bench/grading.mjs [SUBMISSIONS]
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Course } from '../scripts/exercises/course.mjs';
import { gradeWork } from '../scripts/exercises/grade.mjs';
import { paths } from '../scripts/paths.mjs';
import { setUp } from '../scripts/setup.mjs';

const ASSIGNMENT = '01-chain-rule-and-hooks';
const submissions = Number(process.argv[2] ?? 30);
const options = { force: true, timeout: 30, workers: availableParallelism() };

/** @param {number} count @returns {Promise<Course>} with that many submissions, all of them the solutions */
async function courseOf(count) {
  const parent = path.join(paths.root, 'build', 'bench');
  mkdirSync(parent, { recursive: true });
  const course = new Course(mkdtempSync(path.join(parent, 'grading-')));
  const source = path.join(course.folder, 'source', ASSIGNMENT);
  cpSync(path.join(paths.notebooks, 'exercises', 'source', ASSIGNMENT), source, { recursive: true });
  await course.nbgrader('generate_assignment', ASSIGNMENT, '--force', '--create');
  for (let i = 0; i < count; i++)
    cpSync(source, path.join(course.folder, 'submitted', `student${i}`, ASSIGNMENT), { recursive: true });
  return course;
}

/** @param {Course} course @param {'bubblewrap' | 'none'} isolation @returns {Promise<number>} seconds */
async function secondsOf(course, isolation) {
  const { work } = await course.handedIn();
  const began = performance.now();
  const outcomes = await gradeWork(course, work, { ...options, isolation });
  const seconds = (performance.now() - began) / 1000;
  const failed = outcomes.find(({ status }) => status !== 'graded');
  if (failed) throw new Error(`${failed.student}: ${failed.problem}`);
  console.log(`${isolation}: ${seconds.toFixed(1)} s for ${submissions} submissions`);
  return seconds;
}

await setUp();
const course = await courseOf(submissions);
try {
  const without = await secondsOf(course, 'none');
  const within = await secondsOf(course, 'bubblewrap');
  console.log(`with isolation ${(within / without).toFixed(2)} times as long as without`);
} finally {
  rmSync(course.folder, { recursive: true, force: true });
}
