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
 * @property {number} score
 * @property {number} points
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

  /** Who has handed in an assignment. @param {string} assignment */
  submissions(assignment) {
    const folder = path.join(this.folder, 'submitted');
    return foldersIn(folder).filter((student) => existsSync(path.join(folder, student, assignment)));
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

  /**
   * Grades an assignment, by several processes that take a share of the students each.
   * @param {string} assignment
   * @param {{ student?: string, force: boolean, timeout: number, workers: number }} options
   */
  async autograde(assignment, { student, force, timeout, workers }) {
    const args = [assignment, `--Execute.timeout=${timeout}`, ...(force ? ['--force'] : [])];
    if (student !== undefined) return this.nbgrader('autograde', ...args, `--student=${student}`);
    const students = this.submissions(assignment);
    const shares = Array.from({ length: Math.min(workers, students.length) }, (_, i) =>
      students.filter((_, j) => j % workers === i),
    );
    const results = await Promise.allSettled(
      shares.map((share) => {
        const others = students.filter((name) => !share.includes(name)).join(',');
        return this.nbgrader('autograde', ...args, `--CourseDirectory.student_id_exclude=${others}`);
      }),
    );
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  }

  /** @returns {Promise<Mark[]>} of every cell that is marked */
  async marks() {
    let text = '';
    const code = await this.#python(
      [...quietly, marksProgram, path.join(this.folder, 'gradebook.db')],
      'pipe',
      (chunk) => {
        text += chunk;
      },
    );
    if (code !== 0) throw new NbgraderError('the gradebook could not be read');
    return JSON.parse(text);
  }

  /**
   * @param {string[]} args
   * @param {'inherit' | 'pipe'} stdout
   * @param {(chunk: string) => void} [onText]
   * @returns {Promise<number>} its exit code
   */
  async #python(args, stdout, onText) {
    const child = spawn(paths.python, args, {
      cwd: configured,
      env: jupyterEnvironment(),
      stdio: ['ignore', stdout, 'inherit'],
    });
    if (onText) child.stdout?.setEncoding('utf8').on('data', onText);
    const [code] = await once(child, 'close');
    return code ?? 1;
  }
}
