import { availableParallelism } from 'node:os';
import path from 'node:path';
import { count, parse, UsageError } from '../options.mjs';
import { paths } from '../paths.mjs';

export const HELP = `npm run exercises -- COMMAND [options] [ASSIGNMENT…]

The exercises as graded assignments, with nbgrader. Without an ASSIGNMENT, all of them.

  release    makes what students get, without solutions and hidden checks: notebooks/exercises/release,
             and a project that runs on its own with them, notebooks/exercises/handout
  grade      grades what lies in notebooks/exercises/submitted/STUDENT/ASSIGNMENT, and writes marks.csv
  feedback   makes a page for each student and assignment: notebooks/exercises/feedback
  check      tries the assignments: the solutions must get full marks, and the stubs none

  --student NAME     grade, feedback: only that student
  --force            grade, feedback: also what has been graded before
  --timeout SECONDS  how long a cell may run; default: 30
  --workers N        grade, check: how many submissions run at the same time; default: one a processor core
  --course FOLDER    another course folder than notebooks/exercises, in this project
  --help             this

Ends with 0 when all went well, 1 when something failed, 2 when it was not told right what to do.`;

export const COMMANDS = /** @type {const} */ (['release', 'grade', 'feedback', 'check']);

const OPTIONS = /** @type {const} */ ({
  student: { type: 'string' },
  force: { type: 'boolean' },
  timeout: { type: 'string' },
  workers: { type: 'string' },
  course: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
});

/**
 * @param {string[]} args as typed after the command
 * @throws {UsageError}
 */
export function parseOptions(args) {
  const { values, positionals } = parse(args, OPTIONS);
  const help = values.help === true;
  const [command, ...assignments] = positionals;
  const known = COMMANDS.find((name) => name === command);
  if (!help && known === undefined) {
    const what = command === undefined ? 'a command is missing' : `there is no command '${command}'`;
    throw new UsageError(`${what}; the commands are ${COMMANDS.join(', ')}`);
  }
  return {
    help,
    command: known,
    assignments,
    student: values.student,
    force: values.force === true,
    timeout: count('timeout', values.timeout, 30, 5),
    workers: count('workers', values.workers, availableParallelism(), 5),
    course: courseAt(values.course ?? path.join(paths.notebooks, 'exercises')),
  };
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
