#!/usr/bin/env node
// How long it takes to grade a class: half of the submissions are the solutions, half the stubs.
//   node bench/grading.mjs [SUBMISSIONS] [ASSIGNMENT]     default: 30 of the first one
import { cpSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { copyOf } from '../scripts/exercises/check.mjs';
import { Course } from '../scripts/exercises/course.mjs';
import { paths } from '../scripts/paths.mjs';
import { setUp } from '../scripts/setup.mjs';

const count = Number(process.argv[2] ?? 30);
if (!(Number.isInteger(count) && count > 0))
  throw new RangeError('bench/grading.mjs takes a number of submissions');
await setUp();
const sources = new Course(path.join(paths.notebooks, 'exercises'));
const [name] = sources.assignments(process.argv.slice(3, 4));
const course = copyOf(sources, [name]);

try {
  await course.nbgrader('generate_assignment', name);
  for (let i = 0; i < count; i++) {
    const student = `student${String(i + 1).padStart(3, '0')}`;
    const from = path.join(course.folder, i % 2 ? 'release' : 'source', name);
    cpSync(from, path.join(course.folder, 'submitted', student, name), { recursive: true });
  }
  const began = performance.now();
  const workers = availableParallelism();
  await course.autograde(name, { force: false, timeout: 30, workers });
  const seconds = (performance.now() - began) / 1000;
  const marks = await course.marks();
  const sum = marks.reduce((total, { score }) => total + score, 0);
  const each = (seconds / count).toFixed(1);
  console.log(
    `${count} submissions of ${name}: ${seconds.toFixed(0)} s on ${workers} cores, ${each} s each; ${sum} points`,
  );
} finally {
  rmSync(course.folder, { recursive: true, force: true });
}
