#!/usr/bin/env node
// npm run exercises: the instructor's side, a thin layer over nbgrader's own commands.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { tryOut } from './exercises/check.mjs';
import { collect, tellGradebook } from './exercises/collect.mjs';
import { Course, NbgraderError } from './exercises/course.mjs';
import { gradeWork, outcomeBefore } from './exercises/grade.mjs';
import { inContainer } from './exercises/container.mjs';
import { makeHandout, ownFiles } from './exercises/handout.mjs';
import { NotIsolated, readyToIsolate } from './exercises/isolation.mjs';
import { writeForPlatforms } from './exercises/lms.mjs';
import { HELP, parseOptions } from './exercises/options.mjs';
import { knownRoster } from './exercises/roster.mjs';
import { printable, rowsOf, tableOf, writeMarks, writeWhole } from './exercises/table.mjs';
import { buildAnew, changedInDist, notCommitted } from './exercises/verify.mjs';
import { UsageError } from './options.mjs';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

/** @typedef {ReturnType<typeof parseOptions>} Options */

/** @param {string} file */
const shown = (file) => path.relative(process.cwd(), file) || '.';

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

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function grade(course, assignments, options) {
  const { work, strays } = await course.handedIn();
  /** @param {{ student: string, assignment: string }} one */
  const isAsked = ({ student, assignment }) =>
    assignments.includes(assignment) && (options.student ?? student) === student;
  const asked = work.filter(isAsked);
  if (asked.length === 0 && strays.length === 0)
    throw new UsageError(
      `nothing is handed in: ${path.join(course.folder, 'submitted', 'STUDENT', 'ASSIGNMENT')}`,
    );
  if (options.due !== undefined)
    await tellGradebook(course, [], Object.fromEntries(assignments.map((name) => [name, options.due ?? ''])));
  const outcomes = await gradeWork(course, asked, options);
  const others = work.filter((one) => !isAsked(one)).map((one) => outcomeBefore(course, one));
  const gradebook = await course.gradebook();
  const rows = rowsOf(gradebook, [...outcomes, ...others]);
  const shownRows = rows.filter(isAsked);
  console.log(tableOf(shownRows).join('\n'));
  for (const { where, problem } of strays) console.log(`  ${printable(where)}: ${printable(problem)}`);
  writeMarks(course.folder, rows, gradebook);
  const files = writeForPlatforms(course.folder, rows, knownRoster(course.folder));
  console.log(
    `All marks -> ${[path.join(course.folder, 'marks.csv'), 'marks-by-exercise.csv', ...files].map((file, i) => (i === 0 ? shown(file) : file)).join(', ')}`,
  );
  const lost = shownRows.filter(({ status }) => status === 'not graded' || status === 'error').length;
  if (lost > 0)
    console.error(`${lost} of ${asked.length} not graded or not counted: the lines above say why`);
  return lost > 0 || strays.length > 0 ? 1 : 0;
}

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function feedback(course, assignments, { student, force }) {
  const options = [...(student === undefined ? [] : [`--student=${student}`]), ...(force ? ['--force'] : [])];
  for (const name of assignments.filter((one) => course.isGraded(one)))
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

/** @param {Course} course @param {string[]} assignments @param {Options} options */
async function similar(course, assignments, { threshold }) {
  // Not at the top: it needs a package, and this program also installs packages.
  const { similarIn, similarPage } = await import('./exercises/similar.mjs');
  const pairs = assignments.flatMap((name) => similarIn(course.folder, name, threshold));
  const file = path.join(course.folder, 'similar.html');
  writeWhole(file, similarPage(pairs, threshold));
  for (const { share, a, b } of pairs)
    console.log(
      `  ${printable(a.student)} and ${printable(b.student)}, ${a.assignment}, ${a.exercise}: ${Math.round(100 * share)} % alike`,
    );
  console.log(`${pairs.length} pairs, with both texts -> ${shown(file)}`);
  return 0;
}

/** @param {Course} course @param {string[]} assignments @param {Options} options */
const collectOne = (course, assignments, options) =>
  collect(
    course,
    String(options.archive),
    options.assignments.length > 0 ? assignments[0] : undefined,
    options,
  );

const commands = { release, collect: collectOne, grade, feedback, similar, check };

/** Builds the judge again if it differs from its sources. @param {boolean} saysAll lists uncommitted changes as well */
async function verified(saysAll) {
  const changed = changedInDist();
  if (changed.length > 0) {
    console.error(`What judges is not what its sources say, and is built again:\n${listed(changed)}`);
    buildAnew();
    await setUp();
    const still = changedInDist();
    if (still.length > 0)
      throw new NotIsolated(
        `what judges is not what its sources say, and something changes it:\n${listed(still)}`,
      );
  }
  const uncommitted = saysAll ? notCommitted() : [];
  if (uncommitted.length > 0)
    console.error(`What grades differs from the last commit:\n${listed(uncommitted)}`);
}

/** @param {string[]} files */
const listed = (files) =>
  [...files.slice(0, 10), ...(files.length > 10 ? [`and ${files.length - 10} more`] : [])]
    .map((file) => `  ${file}`)
    .join('\n');

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help || options.command === undefined) {
    console.log(HELP);
    return 0;
  }
  const course = new Course(options.course);
  const assignments = course.assignments(options.assignments);
  const isGrading = options.command === 'grade' || options.command === 'check';
  if (isGrading && options.isolation === 'container') return inContainer(options.course, args, ownFiles());
  await setUp();
  if (!existsSync(paths.jupyter.replace(/jupyter(?=(\.exe)?$)/, 'nbgrader')))
    throw new NbgraderError('nbgrader needs Python 3.11 or newer, and the one that set-up found is older');
  if (isGrading) {
    await verified(options.command === 'grade');
    readyToIsolate(options.isolation);
  }
  return commands[options.command](course, assignments, options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // The system's own, such as a full disk, say what is wrong themselves.
  const known = [UsageError, NbgraderError, NotIsolated];
  if (!known.some((kind) => error instanceof kind) && !('syscall' in Object(error))) throw error;
  console.error(`npm run exercises: ${/** @type {Error} */ (error).message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
