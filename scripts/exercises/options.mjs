// Command-line options of `npm run exercises`.
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { HELP_OPTION, parseArguments, textOptions, UsageError, wholeNumber } from '../options.mjs';
import { paths } from '../paths.mjs';

export const HELP = `npm run exercises -- COMMAND [options] [ASSIGNMENT…]

The exercises as graded assignments, with nbgrader. Without an ASSIGNMENT, all of them.

  release    makes what students get, without solutions and hidden checks: notebooks/exercises/release,
             and a project that runs on its own with them, notebooks/exercises/handout
  collect    takes what an archive of Moodle or Canvas holds: collect FILE.zip [ASSIGNMENT]
  grade      grades what lies in notebooks/exercises/submitted/STUDENT/ASSIGNMENT, and writes marks.csv,
             marks-by-exercise.csv, and what Moodle and Canvas import
  feedback   makes a page for each student and assignment: notebooks/exercises/feedback
  similar    compares the answers of a class with one another: notebooks/exercises/similar.html
  check      tries the assignments: the solutions must get full marks, and the stubs none

  --roster FILE.csv  collect: who is in the class, from Moodle, from Canvas, or with a column 'student'
  --due TIME         collect, grade: when it was due, such as 2026-12-01T23:59, to count the days that it is late
  --threshold SHARE  similar: how much of two answers has to be alike, up to 1; default: 0.8
  --student NAME     grade, feedback: only that student
  --force            grade, feedback: also what has been graded before
  --timeout SECONDS  how long a cell may run; default: 30
  --workers N        grade, check: how many submissions run at the same time; default: one a processor core
  --isolation HOW    grade, check: what keeps the code that was handed in away from all else: bubblewrap (default, on
                     Linux), container (elsewhere, with Podman or Docker) or none (it may do all that you may)
  --course FOLDER    another course folder than notebooks/exercises, in this project
  --help             this

Ends with 0 when all went well, 1 when something failed, 2 when it was not told right what to do.`;

const COMMANDS = /** @type {const} */ (['release', 'collect', 'grade', 'feedback', 'similar', 'check']);

export const ISOLATIONS = /** @type {const} */ (['bubblewrap', 'container', 'none']);

const OPTIONS = /** @type {const} */ ({
  ...textOptions('student', 'timeout', 'workers', 'isolation', 'course', 'roster', 'due', 'threshold'),
  force: { type: 'boolean' },
  ...HELP_OPTION,
});

/**
 * @param {string[]} args as typed after the command
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const { values, positionals } = parseArguments(args, OPTIONS);
  const help = values.help === true;
  const [command, ...rest] = positionals;
  const known = COMMANDS.find((name) => name === command);
  if (!help && known === undefined) {
    const what = command === undefined ? 'a command is missing' : `there is no command '${command}'`;
    throw new UsageError(`${what}; the commands are ${COMMANDS.join(', ')}`);
  }
  const archive = known === 'collect' ? rest.shift() : undefined;
  const assignments = rest;
  if (known === 'collect' && !help && (archive === undefined || assignments.length > 1))
    throw new UsageError(
      'collect takes one archive, and one assignment or none: collect FILE.zip [ASSIGNMENT]',
    );
  return {
    help,
    command: known,
    archive,
    assignments,
    student: values.student,
    force: values.force === true,
    timeout: wholeNumber('timeout', values.timeout, 30, 5),
    workers: wholeNumber('workers', values.workers, availableParallelism(), 5),
    roster: values.roster,
    due: values.due === undefined ? undefined : timeOf(values.due),
    threshold: shareOf(values.threshold ?? '0.8'),
    isolation: isolationNamed(values.isolation ?? 'bubblewrap'),
    course: courseAt(values.course ?? path.join(paths.notebooks, 'exercises')),
  };
}

/** A time in UTC, as the gradebook has it. @param {string} text */
function timeOf(text) {
  const time = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T23:59:59` : text);
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time.getTime()))
    return time.toISOString().replace('T', ' ').replace(/\..*/, '');
  throw new UsageError(
    `--due takes a time such as 2026-12-01T23:59 or 2026-12-01T23:59+01:00, not '${text}'`,
  );
}

/** @param {string} text */
function shareOf(text) {
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share <= 1) return share;
  throw new UsageError(`--threshold takes a share above 0 and up to 1, not '${text}'`);
}

/** @param {string} name */
function isolationNamed(name) {
  const known = ISOLATIONS.find((one) => one === name);
  if (known === undefined) throw new UsageError(`--isolation takes ${ISOLATIONS.join(', ')}, not '${name}'`);
  return known;
}

/** @param {string} folder */
function courseAt(folder) {
  const course = path.resolve(folder);
  const way = path.relative(paths.root, course);
  if (way.startsWith('..') || path.isAbsolute(way))
    throw new UsageError(
      `--course takes a folder in ${paths.root}, where notebooks find the library, not '${folder}'`,
    );
  return course;
}
