// The collection of submissions from a learning platform's archive, and names and due dates for the gradebook.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../options.mjs';
import { NbgraderError } from './course.mjs';
import { knownRoster, merged, personSeen, readRoster, writeRoster } from './roster.mjs';
import { printable } from './table.mjs';

/** @typedef {import('./course.mjs').Course} Course */
/** @typedef {import('./roster.mjs').Person} Person */

const program = fileURLToPath(new URL('collect.py', import.meta.url));
const peopleProgram = fileURLToPath(new URL('people.py', import.meta.url));

/** A student as the gradebook has one. @param {Person} person */
function asStudent({ student, first_name, last_name, email }) {
  const known = Object.entries({ first_name, last_name, email }).filter(([, value]) => value !== '');
  return { id: student, ...Object.fromEntries(known) };
}

/**
 * Writes names and due dates into the gradebook.
 * @param {Course} course
 * @param {Person[]} people
 * @param {Record<string, string>} due in UTC, by assignment
 */
export async function tellGradebook(course, people, due) {
  const args = [peopleProgram, path.join(course.folder, 'gradebook.db')];
  const told = { students: people.map(asStudent), due };
  await course.answer(args, 'the gradebook could not be written', told);
}

/**
 * Takes what is in a learning platform's archive.
 * @param {Course} course
 * @param {string} file
 * @param {string | undefined} assignment
 * @param {{ roster?: string, due?: string }} options
 */
export async function collect(course, file, assignment, { roster, due }) {
  for (const one of [file, roster])
    if (one !== undefined && !existsSync(one)) throw new UsageError(`there is no file ${one}`);
  const people = merged(knownRoster(course.folder), roster === undefined ? [] : readRoster(roster));
  const args = [program, course.folder, path.resolve(file), assignment ?? ''];
  const text = await course.answer(args, 'the archive could not be read', people);
  const { refused, lines, problems, seen, assignment: name } = JSON.parse(text);
  if (refused !== undefined) throw new NbgraderError(`${file}: ${printable(refused)}`);
  const all = merged(people, seen.map(personSeen));
  writeRoster(course.folder, all);
  await tellGradebook(course, all, due === undefined ? {} : { [name]: due });
  for (const { student, notes } of lines)
    console.log(`  ${printable(student)}, ${name}: taken${notes.length > 0 ? `; ${notes.join('; ')}` : ''}`);
  for (const [what, why] of problems) console.log(`  ${printable(what)}: not taken: ${printable(why)}`);
  console.log(`${lines.length} taken of ${name}, ${problems.length} not taken`);
  return problems.length > 0 ? 1 : 0;
}
