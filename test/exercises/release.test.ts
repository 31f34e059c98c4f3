// The released assignments hold neither a solution nor a hidden check; and the command's options, without a kernel.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { HELP } from '../../scripts/exercises/options.mjs';
import { assignments, nameOf, notebookOf, readNotebook, sources } from './assignment.js';
import { Class, exercises } from './course.js';

/** The lines between two marks. */
function between(text: string, begin: string, end: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const inside: string[] = [];
  let isIn = false;
  for (const line of lines) {
    if (line.includes(end)) isIn = false;
    if (isIn) inside.push(line);
    if (line.includes(begin)) isIn = true;
  }
  return inside;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = path.join(folder, name);
    return statSync(file).isDirectory() ? filesIn(file) : [file];
  });
}

describe.each(assignments)('%s', (assignment) => {
  const group = new Class(assignment);
  const handout = path.join(group.folder, 'handout');
  const source = group.read('source');
  beforeAll(() => {
    group.release();
  });
  afterAll(() => {
    group.remove();
  });

  const code = source.cells.filter((cell) => cell.cell_type === 'code').map((cell) => cell.source);
  const hidden = code.flatMap((text) => between(text, 'BEGIN HIDDEN TESTS', 'END HIDDEN TESTS'));
  const seeds = hidden.map((line) => /\d{4,}/.exec(line)?.[0]);
  const solutions = code
    .flatMap((text) => between(text, 'BEGIN SOLUTION', 'END SOLUTION'))
    .filter((line) => line.length > 12);
  const guides = source.cells
    .filter((cell) => cell.cell_type === 'markdown' && nameOf(cell) !== undefined)
    .flatMap((cell) => cell.source.split('\n').filter((line) => line.length > 12));

  it('has at least five exercises with hidden checks, and a question with a guide for who reads the answers', () => {
    expect(hidden.length).toBeGreaterThanOrEqual(5);
    expect(seeds.every((seed) => seed !== undefined)).toBe(true);
    expect(solutions.length).toBeGreaterThanOrEqual(5);
    expect(guides.length).toBeGreaterThanOrEqual(3);
  });

  it('is released with no solution, no guide and no hidden check in any file', () => {
    const released = readNotebook(
      path.join(handout, 'notebooks/exercises/release', assignment, notebookOf(assignment)),
    );
    expect(released.cells.some((cell) => cell.source.includes('not attempted'))).toBe(true);
    // The course's own notebooks may have a line in common with a solution.
    const files = filesIn(path.join(handout, 'notebooks', 'exercises'));
    for (const text of files.map((file) => readFileSync(file, 'utf8'))) {
      // Escaped as in the JSON of a notebook.
      for (const line of [...solutions, ...guides, ...hidden])
        expect(text).not.toContain(JSON.stringify(line).slice(1, -1));
    }
    for (const text of filesIn(handout).map((file) => readFileSync(file, 'utf8')))
      // A whole number, not digits behind a decimal point.
      for (const seed of seeds) expect(text).not.toMatch(new RegExp(`(?<![\\d.])${seed}\\b`));
  });

  it('is released in a project that has all that npm start needs', () => {
    for (const file of [
      'package.json',
      'package-lock.json',
      'requirements.txt',
      'scripts/start.mjs',
      'src/index.ts',
    ])
      expect(existsSync(path.join(handout, file))).toBe(true);
    for (const file of [
      'notebooks/exercises/source',
      'scripts/exercises',
      'src/judge',
      'notebooks/exercises/nbgrader_config.py',
    ])
      expect(existsSync(path.join(handout, file))).toBe(false);
    expect(readFileSync(path.join(handout, 'README.md'), 'utf8')).toContain(`\n- \`${assignment}\`\n`);
  });
});

describe('What can not be done ends with 2 and says why', () => {
  it.each([
    [[], 'a command is missing; the commands are release, collect, grade, feedback, similar, check'],
    [['mark'], "there is no command 'mark'"],
    [['check', '09'], "there is no assignment '09'; there are\n  01-chain-rule-and-hooks\n"],
    [['grade', '--timeout', 'soon'], "--timeout takes a whole number of at least 1, not 'soon'"],
    [['check', '--course', path.dirname(paths.root)], '--course takes a folder in'],
    [['grade', '--course', path.join(sources, '..', 'none')], 'there is no assignment in'],
  ])('%j', (args, message) => {
    const { code, output } = exercises(...args);
    expect(code).toBe(2);
    expect(output).toContain(`npm run exercises: ${message}`);
  });

  it('--help says it all, and does nothing', () => {
    expect(exercises('--help')).toEqual({ code: 0, output: `${HELP}\n` });
  });
});
