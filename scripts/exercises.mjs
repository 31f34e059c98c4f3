#!/usr/bin/env node
// npm run exercises: the instructor's side, a thin layer over nbgrader's own commands.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { tryOut } from './exercises/check.mjs';
import { Course, NbgraderError } from './exercises/course.mjs';
import { makeHandout } from './exercises/handout.mjs';
import { HELP, parseOptions } from './exercises/options.mjs';
import { UsageError } from './options.mjs';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

/** @typedef {ReturnType<typeof parseOptions>} Options */
/** @typedef {import('./exercises/course.mjs').Mark} Mark */

/** @param {string} file */
const shown = (file) => path.relative(process.cwd(), file) || '.';
/** @param {number[]} values */
const sum = (values) => values.reduce((a, b) => a + b, 0);

/** @param {Course} course @param {string[]} assignments */
async function release(course, assignments) {
  for (const name of assignments) await course.nbgrader('generate_assignment', name, '--force', '--create');
  const folder = path.join(course.folder, 'release');
  const handout = path.join(course.folder, 'handout');
  makeHandout(folder, handout);
  console.log(
    `${assignments.length} released -> ${shown(folder)}\nand in a project that runs on its own -> ${shown(handout)}`,
  );
  return 0;
}

/** One line for each student and assignment. @param {Mark[]} marks */
function tableOf(marks) {
  /** @type {Map<string, Mark[]>} */
  const groups = new Map();
  for (const mark of marks) {
    const name = `${mark.student}, ${mark.assignment}`;
    groups.set(name, [...(groups.get(name) ?? []), mark]);
  }
  return [...groups].map(([name, group]) => {
    const [score, points] = [sum(group.map((mark) => mark.score)), sum(group.map((mark) => mark.points))];
    const waiting = group.filter((mark) => mark.waiting).length;
    return `  ${name}: ${score} of ${points}${waiting > 0 ? `, ${waiting} to be read` : ''}`;
  });
}

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function grade(course, assignments, options) {
  const handedIn = assignments.filter((name) => course.submissions(name).length > 0);
  if (handedIn.length === 0)
    throw new UsageError(
      `nothing is handed in: ${path.join(course.folder, 'submitted', 'STUDENT', 'ASSIGNMENT')}`,
    );
  for (const name of handedIn) await course.autograde(name, options);
  const csv = path.join(course.folder, 'marks.csv');
  await course.nbgrader('export', `--to=${csv}`);
  console.log(tableOf(await course.marks()).join('\n'));
  console.log(`All marks -> ${shown(csv)}`);
  return 0;
}

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function feedback(course, assignments, { student, force }) {
  const options = [...(student === undefined ? [] : [`--student=${student}`]), ...(force ? ['--force'] : [])];
  for (const name of assignments.filter((one) => course.submissions(one).length > 0))
    await course.nbgrader('generate_feedback', name, ...options);
  console.log(`Feedback -> ${shown(path.join(course.folder, 'feedback'))}`);
  return 0;
}

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function check(course, assignments, options) {
  const { marks, complaints } = await tryOut(course, assignments, options);
  const checks = marks.filter(({ student, manual }) => student === 'solutions' && !manual);
  if (complaints.length > 0) console.error(complaints.join('\n'));
  else console.log(`${checks.length} exercises: their solutions get full marks, their stubs none`);
  return complaints.length > 0 ? 1 : 0;
}

const commands = { release, grade, feedback, check };

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help || options.command === undefined) {
    console.log(HELP);
    return 0;
  }
  const course = new Course(options.course);
  const assignments = course.assignments(options.assignments);
  await setUp();
  if (!existsSync(paths.jupyter.replace(/jupyter(?=(\.exe)?$)/, 'nbgrader')))
    throw new NbgraderError('nbgrader needs Python 3.11 or newer, and the one that set-up found is older');
  return commands[options.command](course, assignments, options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof NbgraderError)) throw error;
  console.error(`npm run exercises: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
