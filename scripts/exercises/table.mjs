// Results of grading, one row for each student and assignment: printed, and written as CSV.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inert, toCsv } from './csv.mjs';

/** @typedef {import('./course.mjs').Gradebook} Gradebook */
/** @typedef {import('./course.mjs').Mark} Mark */
/** @typedef {import('./grade.mjs').Outcome} Outcome */

/**
 * @typedef {object} Row
 * @property {string} student
 * @property {string} assignment
 * @property {'graded' | 'not graded' | 'error' | 'nothing handed in'} status
 * @property {number | null} score null where there is none that counts
 * @property {number} points
 * @property {number} waiting how many answers a person has to read
 * @property {number | null} lateDays begun days after the due date
 * @property {string | null} handedIn
 * @property {number} penalty
 * @property {string[]} notes
 */

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((a, b) => a + b, 0);

/** Rounds away the error of adding floats. @param {number} value */
const rounded = (value) => Number(value.toFixed(6));

/** Text of a class's folders on one line, without what moves a terminal's cursor. @param {string} text */
export const printable = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, '?').slice(0, 500);

const DAY = 24 * 60 * 60;

/** @param {Mark} mark */
const isWrong = ({ score, extra, points }) => score - extra > points || score < 0;

/**
 * @param {Gradebook} gradebook
 * @param {Outcome[]} outcomes of this run
 * @returns {Row[]}
 */
export function rowsOf({ marks, students, submissions, assignments }, outcomes) {
  /** @param {string} student @param {string} assignment */
  const row = (student, assignment) => {
    /** @param {{ student: string, assignment: string }} one */
    const isHere = (one) => one.student === student && one.assignment === assignment;
    const own = marks.filter(isHere);
    const submission = submissions.find(isHere);
    const outcome = outcomes.find(isHere);
    const wrong = own.filter(isWrong).map(({ cell, score, points }) => `'${cell}' has ${score} of ${points}`);
    const due = assignments.find(({ name }) => name === assignment);
    const failed = outcome?.status === 'failed';
    const status = failed
      ? 'not graded'
      : wrong.length > 0
        ? 'error'
        : submission
          ? 'graded'
          : 'nothing handed in';
    const penalty = submission?.penalty ?? 0;
    const total = Math.max(0, rounded(sum(own.map(({ score }) => score)) - penalty));
    /** @type {Row} */
    const made = {
      student,
      assignment,
      status,
      score: status === 'graded' ? total : status === 'nothing handed in' ? 0 : null,
      points: due?.points ?? 0,
      waiting: own.filter(({ waiting }) => waiting).length,
      lateDays: submission && due?.due ? Math.ceil(submission.secondsLate / DAY) : null,
      handedIn: submission?.timestamp ?? null,
      penalty,
      notes: [...(failed ? [outcome?.problem ?? ''] : wrong), ...(outcome?.notes ?? [])],
    };
    return made;
  };
  const names = [...new Set([...students.map(({ id }) => id), ...outcomes.map(({ student }) => student)])];
  const all = [
    ...new Set([...assignments.map(({ name }) => name), ...outcomes.map(({ assignment }) => assignment)]),
  ];
  return all.sort().flatMap((assignment) => names.sort().map((student) => row(student, assignment)));
}

/** @param {Row} row */
function line({ student, assignment, status, score, points, waiting, lateDays, notes }) {
  const parts = [];
  if (status === 'graded') parts.push(`${score} of ${points}`);
  else if (status === 'error') parts.push('not counted');
  else parts.push(status);
  if (status === 'graded' && waiting > 0) parts.push(`${waiting} to be read`);
  if (lateDays) parts.push(`${lateDays} ${lateDays === 1 ? 'day' : 'days'} late`);
  const said = notes.length > 0 ? `${status === 'graded' ? '; ' : ': '}${notes.join('; ')}` : '';
  return `  ${printable(student)}, ${printable(assignment)}: ${parts.join(', ')}${printable(said)}`;
}

/** One line for each student and assignment that something was handed in for. @param {Row[]} rows */
export const tableOf = (rows) => rows.filter(({ status }) => status !== 'nothing handed in').map(line);

const HEAD = [
  'assignment',
  'duedate',
  'timestamp',
  'student_id',
  'last_name',
  'first_name',
  'email',
  'raw_score',
  'late_submission_penalty',
  'score',
  'max_score',
  'status',
  'to_be_read',
  'late_days',
  'note',
];

/** nbgrader's own columns, and what else there is to know. @param {Row[]} rows @param {Gradebook} gradebook */
function summary(rows, { students, assignments }) {
  return rows.map((row) => {
    const student = students.find(({ id }) => id === row.student);
    const due = assignments.find(({ name }) => name === row.assignment)?.due;
    return [
      row.assignment,
      due,
      row.handedIn,
      inert(row.student),
      inert(student?.last_name ?? ''),
      inert(student?.first_name ?? ''),
      inert(student?.email ?? ''),
      row.score === null ? null : rounded(row.score + row.penalty),
      row.penalty,
      row.score,
      row.points,
      row.status,
      row.waiting,
      row.lateDays,
      inert(printable(row.notes.join('; '))),
    ];
  });
}

/** @param {Mark[]} marks */
const byExercise = (marks) =>
  marks.map(({ assignment, student, cell, manual, waiting, score, points }) => [
    inert(student),
    assignment,
    cell.replace(/-check$/, ''),
    manual ? 'in words' : 'code',
    waiting ? null : score,
    points,
    waiting ? 'to be read' : 'marked',
  ]);

/** Writes a file, or leaves the one that was there. @param {string} file @param {string} text */
export function writeWhole(file, text) {
  const next = `${file}.new`;
  try {
    writeFileSync(next, text);
    renameSync(next, file);
  } catch (error) {
    rmSync(next, { force: true });
    if (error instanceof Error) error.message = `${file} could not be written: ${error.message}`;
    throw error;
  }
}

/**
 * Writes `marks.csv`, a row for each student and assignment, and `marks-by-exercise.csv`, a row for each marked cell.
 * @param {string} folder the course's
 * @param {Row[]} rows
 * @param {Gradebook} gradebook
 */
export function writeMarks(folder, rows, gradebook) {
  writeWhole(path.join(folder, 'marks.csv'), toCsv([HEAD, ...summary(rows, gradebook)]));
  const head = ['student_id', 'assignment', 'exercise', 'kind', 'score', 'max_score', 'status'];
  writeWhole(path.join(folder, 'marks-by-exercise.csv'), toCsv([head, ...byExercise(gradebook.marks)]));
}
