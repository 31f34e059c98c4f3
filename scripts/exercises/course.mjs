// A course: its folder, its gradebook, and nbgrader's commands in it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { jupyterEnvironment } from '../jupyter.mjs';
import { UsageError } from '../options.mjs';
import { paths } from '../paths.mjs';

/** nbgrader reads its configuration in the folder that it is started in. */
const configured = path.join(paths.notebooks, 'exercises');
/** nbgrader's own use of SQLAlchemy gives warnings that say nothing to an instructor. */
const quietly = ['-W', 'ignore'];
const marksProgram = fileURLToPath(new URL('marks.py', import.meta.url));
const findingProgram = fileURLToPath(new URL('grading/finding.py', import.meta.url));

/** nbgrader did not do what it should; it has said why. */
export class NbgraderError extends Error {
  /** @override */
  name = 'NbgraderError';
}

/**
 * A cell's mark.
 * @typedef {object} Mark
 * @property {string} assignment
 * @property {string} student
 * @property {string} cell
 * @property {boolean} manual a person reads it
 * @property {boolean} waiting for that person
 * @property {number} score with what was given on top
 * @property {number} extra what was given on top
 * @property {number} points
 */

/**
 * One student's submission to one assignment; `problem` says why there is nothing to grade.
 * @typedef {object} Work
 * @property {string} assignment
 * @property {string} student
 * @property {Record<string, string>} files the notebooks, by their names in the assignment
 * @property {string[]} [notes]
 * @property {string} [problem]
 */

/**
 * Files that belong to no assignment.
 * @typedef {object} Stray
 * @property {string} student
 * @property {string} where
 * @property {string} problem
 */

/**
 * @typedef {object} Gradebook
 * @property {Mark[]} marks
 * @property {Student[]} students
 * @property {Submission[]} submissions
 * @property {{ name: string, points: number, due: string | null }[]} assignments
 */

/** @typedef {{ id: string, first_name: string, last_name: string, email: string }} Student */

/**
 * @typedef {object} Submission
 * @property {string} assignment
 * @property {string} student
 * @property {string | null} timestamp in UTC
 * @property {number} secondsLate
 * @property {number} penalty
 */

/** @param {string} folder */
const foldersIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name)
        .sort()
    : [];

/** An nbgrader course in a folder. */
export class Course {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /** Those that were asked for, by name or its beginning; else all. @param {string[]} asked */
  assignments(asked) {
    const all = foldersIn(path.join(this.folder, 'source'));
    if (all.length === 0)
      throw new UsageError(`there is no assignment in ${path.join(this.folder, 'source')}`);
    for (const one of asked) {
      if (all.some((name) => name.startsWith(one))) continue;
      throw new UsageError(
        `there is no assignment '${one}'; there are\n${all.map((name) => `  ${name}`).join('\n')}`,
      );
    }
    return asked.length === 0 ? all : all.filter((name) => asked.some((one) => name.startsWith(one)));
  }

  /**
   * All that lies in `submitted`: a class's work, and what belongs to none of it.
   * @returns {Promise<{ work: Work[], strays: Stray[] }>}
   */
  async handedIn() {
    return JSON.parse(
      await this.answer([findingProgram, this.folder], 'what is handed in could not be listed'),
    );
  }

  /** Tells whether any submission to an assignment has been graded. @param {string} assignment */
  isGraded(assignment) {
    const folder = path.join(this.folder, 'autograded');
    return foldersIn(folder).some((student) => existsSync(path.join(folder, student, assignment)));
  }

  /**
   * One of nbgrader's own commands.
   * @param {string} command
   * @param {string[]} args
   */
  async nbgrader(command, ...args) {
    const options = [`--CourseDirectory.root=${this.folder}`, '--log-level=ERROR'];
    const code = await this.#python([...quietly, '-m', 'nbgrader', command, ...options, ...args], 'inherit');
    if (code !== 0) throw new NbgraderError(`nbgrader ${command} ended with ${code}`);
  }

  /** @returns {Promise<Gradebook>} */
  async gradebook() {
    const file = path.join(this.folder, 'gradebook.db');
    return JSON.parse(await this.answer([...quietly, marksProgram, file], 'the gradebook could not be read'));
  }

  /** @returns {Promise<Mark[]>} of every cell that is marked */
  async marks() {
    return (await this.gradebook()).marks;
  }

  /**
   * The command of a Python program, in the folder where nbgrader finds its configuration.
   * @param {string[]} args
   * @returns {import('./pool.mjs').Program}
   */
  program(args) {
    return { command: paths.python, args: [...quietly, ...args], cwd: configured, env: jupyterEnvironment() };
  }

  /**
   * Runs a Python program, and gives what it prints.
   * @param {string[]} args
   * @param {string} problem what it is where it fails
   * @param {unknown} [input] what it gets on its standard input, as JSON
   */
  async answer(args, problem, input) {
    let text = '';
    const onText = (/** @type {string} */ chunk) => {
      text += chunk;
    };
    const code = await this.#python(args, 'pipe', onText, input);
    if (code !== 0) throw new NbgraderError(problem);
    return text;
  }

  /**
   * @param {string[]} args
   * @param {'inherit' | 'pipe'} stdout
   * @param {(chunk: string) => void} [onText]
   * @param {unknown} [input]
   * @returns {Promise<number>} its exit code
   */
  async #python(args, stdout, onText, input) {
    const child = spawn(paths.python, args, {
      cwd: configured,
      env: jupyterEnvironment(),
      stdio: [input === undefined ? 'ignore' : 'pipe', stdout, 'inherit'],
    });
    child.stdin?.on('error', () => undefined); // it has ended, and its code says so
    child.stdin?.end(JSON.stringify(input));
    if (onText) child.stdout?.setEncoding('utf8').on('data', onText);
    const [code] = await once(child, 'close');
    return code ?? 1;
  }
}
