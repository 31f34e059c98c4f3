// Marks in the columns that Moodle and Canvas import. A mark that is not complete stays empty there: an import leaves those alone.
import path from 'node:path';
import { inert, toCsv } from './csv.mjs';
import { writeWhole } from './table.mjs';

/** @typedef {import('./roster.mjs').Person} Person */
/** @typedef {import('./table.mjs').Row} Row */

/** @param {Row | undefined} row */
const complete = (row) => (row?.status === 'graded' && row.waiting === 0 ? row.score : null);

/** The columns of Moodle's grading worksheet. */
const MOODLE = [
  'Identifier',
  'Full name',
  'Email address',
  'Status',
  'Grade',
  'Maximum grade',
  'Grade can be changed',
  'Last modified (submission)',
  'Last modified (grade)',
  'Feedback comments',
];

/** @param {Person[]} people @param {Row[]} rows of one assignment */
const worksheet = (people, rows) =>
  people.map((person) => {
    const row = rows.find(({ student }) => student === person.student);
    const isThere = row !== undefined && row.status !== 'nothing handed in';
    return [
      `Participant ${person.moodle}`,
      inert(`${person.first_name} ${person.last_name}`.trim()),
      inert(person.email),
      isThere ? 'Submitted for grading' : 'No submission',
      complete(row),
      rows[0]?.points,
      'Yes',
      row?.handedIn ?? '-',
      '-',
      row?.lateDays ? `${row.lateDays} ${row.lateDays === 1 ? 'day' : 'days'} late` : '',
    ];
  });

/** Canvas's gradebook: its second row has the points. @param {Person[]} people @param {Row[]} rows @param {string[]} assignments */
function gradebook(people, rows, assignments) {
  const points = assignments.map((name) => rows.find(({ assignment }) => assignment === name)?.points);
  return [
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...assignments],
    ['    Points Possible', '', '', '', '', ...points],
    ...people.map(({ student, last_name, first_name, canvas, sis, login, section }) => [
      inert([last_name, first_name].filter(Boolean).join(', ') || student),
      canvas,
      inert(sis),
      inert(login),
      inert(section),
      ...assignments.map((name) =>
        complete(rows.find((row) => row.assignment === name && row.student === student)),
      ),
    ]),
  ];
}

/**
 * Writes marks-moodle-ASSIGNMENT.csv, Moodle's grading worksheets, and marks-canvas.csv, Canvas's gradebook, for those students
 * whom the platforms know.
 * @param {string} folder the course's
 * @param {Row[]} rows
 * @param {Person[]} people
 * @returns {string[]} the files' names
 */
export function writeForPlatforms(folder, rows, people) {
  const assignments = [...new Set(rows.map(({ assignment }) => assignment))];
  const moodle = people.filter((person) => person.moodle !== '');
  const canvas = people.filter((person) => person.canvas !== '');
  /** @type {[string, unknown[][]][]} */
  const files = [];
  for (const name of moodle.length > 0 ? assignments : []) {
    const own = rows.filter(({ assignment }) => assignment === name);
    files.push([`marks-moodle-${name}.csv`, [MOODLE, ...worksheet(moodle, own)]]);
  }
  if (canvas.length > 0) files.push(['marks-canvas.csv', gradebook(canvas, rows, assignments)]);
  for (const [name, table] of files) writeWhole(path.join(folder, name), toCsv(table));
  return files.map(([name]) => name);
}
