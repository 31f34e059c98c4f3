// The roster, roster.csv in the course's folder: students, and their identifiers in the learning platforms.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../options.mjs';
import { fromCsv, fromInert, inert, toCsv } from './csv.mjs';
import { writeWhole } from './table.mjs';

const FIELDS = /** @type {const} */ ([
  'student',
  'last_name',
  'first_name',
  'email',
  'moodle',
  'canvas',
  'sis',
  'login',
  'section',
]);

/**
 * A student. `moodle` is the number in the names of Moodle's files and in "Participant 123", `canvas` that in Canvas's.
 * @typedef {Record<FIELDS[number], string>} Person
 */

/** The platforms' names of the fields, in lower case. @type {Record<string, FIELDS[number] | 'name' | 'participant'>} */
const NAMES = {
  student_id: 'student',
  surname: 'last_name',
  'last name': 'last_name',
  'first name': 'first_name',
  'email address': 'email',
  'full name': 'name',
  name: 'name',
  identifier: 'participant',
  'id number': 'sis',
  username: 'login',
  id: 'canvas',
  'sis user id': 'sis',
  'sis login id': 'login',
  moodle_id: 'moodle',
  canvas_id: 'canvas',
};

/** Removes characters that a folder's name can't have, or a page should not show. @param {string} text */
const tame = (text) => text.replace(/[<>"`\\/:*?|\p{C}]/gu, '').trim();

/** A full name's parts: "Last, First" or "First Last". @param {string} name */
function partsOf(name) {
  const [last = '', first] = name.split(/,\s*/, 2);
  if (first !== undefined) return { last_name: last, first_name: first };
  const words = name.trim().split(/\s+/);
  return { last_name: words.at(-1) ?? '', first_name: words.slice(0, -1).join(' ') };
}

/** @param {Partial<Person> & { name?: string, participant?: string }} row @returns {Person} */
function personOf({ name = '', participant = '', ...row }) {
  const names = name === '' ? {} : partsOf(name);
  const moodle = /(\d+)\s*$/.exec(participant)?.[1] ?? '';
  const empty = /** @type {Person} */ (Object.fromEntries(FIELDS.map((field) => [field, ''])));
  const person = { ...empty, ...names, moodle, ...row };
  const known = person.login || person.sis || (person.email.split('@')[0] ?? '');
  const called = [person.last_name, person.first_name].filter(Boolean).join(', ');
  return {
    ...person,
    student: tame(person.student || known || called),
    first_name: tame(person.first_name),
    last_name: tame(person.last_name),
    email: tame(person.email),
  };
}

/**
 * @param {string} file a roster of ours, a grading worksheet or list of participants from Moodle, or a gradebook from Canvas
 * @returns {Person[]}
 * @throws {UsageError}
 */
export function readRoster(file) {
  const [head = [], ...rows] = fromCsv(readFileSync(file, 'utf8'));
  const titles = head.map((title) => title.trim().toLowerCase());
  const isCanvas = titles.includes('sis login id');
  const fields = titles.map((title) =>
    isCanvas && title === 'student' ? 'name' : (FIELDS.find((field) => field === title) ?? NAMES[title]),
  );
  if (!fields.some((field) => field === 'student' || field === 'name' || field === 'last_name'))
    throw new UsageError(
      `--roster: ${file} has no column that names students: 'student', 'Full name', or 'Last name' and 'First name'`,
    );
  return rows
    .map((row) => {
      const cells = fields.map((field, i) => [field, fromInert((row[i] ?? '').trim())]);
      return Object.fromEntries(cells.filter(([field, value]) => field && value));
    })
    .filter(
      (row) => Object.keys(row).length > 0 && !/^(points possible|student, test)$/i.test(row.name ?? ''),
    )
    .map(personOf)
    .filter(({ student }) => student !== '');
}

/** @param {string} folder the course's */
const rosterIn = (folder) => path.join(folder, 'roster.csv');

/** @param {string} folder @returns {Person[]} */
export const knownRoster = (folder) => (existsSync(rosterIn(folder)) ? readRoster(rosterIn(folder)) : []);

/** The fields of which any one identifies a student. */
const KEYS = /** @type {const} */ (['student', 'moodle', 'canvas', 'login', 'email']);

/**
 * Two rosters as one; what is empty is filled.
 * @param {Person[]} known
 * @param {Person[]} more
 */
export function merged(known, more) {
  const all = known.map((person) => ({ ...person }));
  for (const person of more) {
    const same = all.find((one) => KEYS.some((key) => one[key] !== '' && one[key] === person[key]));
    if (same) {
      for (const field of FIELDS) if (person[field] && !same[field]) same[field] = person[field];
    } else all.push({ ...person });
  }
  return all;
}

/** @param {string} folder @param {Person[]} people */
export function writeRoster(folder, people) {
  const rows = people.map((person) => FIELDS.map((field) => inert(person[field])));
  writeWhole(rosterIn(folder), toCsv([[...FIELDS], ...rows]));
}

/**
 * The person whom an archive names. A name from Canvas is not kept: it has small letters and no spaces.
 * @param {{ student: string, name: string, moodle?: string, canvas?: string }} seen
 */
export const personSeen = ({ name, ...seen }) => personOf(seen.moodle ? { ...seen, name } : seen);
