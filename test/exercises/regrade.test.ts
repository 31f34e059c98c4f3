// An assignment changes when some of it has been graded: marks stay, and there is never less than there was. And what students
// get is a repository that holds the exercises.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { cellOf, nameOf, notebookOf, readNotebook } from './assignment.js';
import { Class, scoresOf } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const file = notebookOf(assignment);
const group = new Class(assignment);
afterAll(() => {
  group.remove();
});

const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const sourceFile = path.join(group.folder, 'source', assignment, file);
const releasedFile = path.join(group.folder, 'release', assignment, file);
const handout = path.join(group.folder, 'handout');

/** Gives a mark as the formgrader does. */
function markByHand(student: string, cell: string, score: number): void {
  const program = `
import sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///" + sys.argv[1]) as gradebook:
    grade = gradebook.find_grade(sys.argv[3], "${file.replace('.ipynb', '')}", "${assignment}", sys.argv[2])
    grade.manual_score, grade.needs_manual_grade = float(sys.argv[4]), False
    gradebook.db.commit()
`;
  const args = [
    '-W',
    'ignore',
    '-c',
    program,
    path.join(group.folder, 'gradebook.db'),
    student,
    cell,
    String(score),
  ];
  expect(spawnSync(paths.python, args, { encoding: 'utf8' }).stderr).toBe('');
}

/** A second exercise like the third, and pictures in the guide. */
function addExercise(): void {
  const source = readNotebook(sourceFile) as ReturnType<typeof readNotebook> & Record<string, unknown>;
  const at = source.cells.findIndex((cell) => nameOf(cell) === 'layers-until');
  const added = source.cells.slice(at, at + 2).map((cell) => {
    const copy = structuredClone(cell);
    const name = String(nameOf(cell)).replace('layers-until', 'again');
    Object.assign(copy.metadata.nbgrader!, { grade_id: name });
    return { ...copy, id: name, source: cell.source.replaceAll('layersUntil', 'again') };
  });
  source.cells.splice(at + 2, 0, ...added);
  const guide = cellOf(source, 'healthy-weights');
  guide.source += '\n\n![how it looks](attachment:guide.png) ![and from far](far.png)';
  Object.assign(guide, { attachments: { 'guide.png': { 'image/png': DOT } } });
  const question = source.cells[source.cells.findIndex((cell) => nameOf(cell) === 'healthy-weights') - 1]!;
  question.source += '\n\n![the question](near.png) ![attached](attachment:question.png)';
  Object.assign(question, {
    attachments: { 'question.png': { 'image/png': DOT }, 'unused.png': { 'image/png': DOT } },
  });
  for (const name of ['far.png', 'near.png'])
    writeFileSync(path.join(path.dirname(sourceFile), name), Buffer.from(DOT, 'base64'));
  writeFileSync(sourceFile, JSON.stringify(source));
}

beforeAll(() => {
  group.release();
  group.handIn('ann', {}, (notebook) => {
    cellOf(notebook, 'healthy-weights').source = 'It is a product of two factors.';
  });
  const { code, output } = group.run('grade');
  expect(code, output).toBe(0);
  markByHand('ann', 'healthy-weights', 3);
});

describe('A release after grading', () => {
  it('that fails leaves what was released, and every mark', async () => {
    const [source, released] = [readFileSync(sourceFile, 'utf8'), readFileSync(releasedFile, 'utf8')];
    const marks = await group.course.marks();
    writeFileSync(sourceFile, source.replace('// END SOLUTION', '// the end'));
    expect(group.run('release')).toMatchObject({ code: 1 });
    writeFileSync(sourceFile, source);
    expect(readFileSync(releasedFile, 'utf8')).toBe(released);
    expect(await group.course.marks()).toEqual(marks);
    expect(existsSync(path.join(group.folder, '.release.new'))).toBe(false);
  });

  it('adds an exercise, and keeps the marks', async () => {
    addExercise();
    const { code, output } = group.run('release');
    expect(code, output).toBe(0);
    const released = readNotebook(releasedFile);
    expect(released.cells.map(nameOf)).toContain('again-check');
    const marks = await group.course.marks();
    expect(scoresOf(marks, 'ann')).toMatchObject({ 'layers-until': 2, chain: 3, again: 0 });
    expect(marks.find(({ cell }) => cell === 'healthy-weights')).toMatchObject({ score: 3 });
  });

  it('has no picture of the guide, and those of the question', () => {
    const released = readNotebook(releasedFile);
    const attached = released.cells.map((cell) =>
      Object.keys((cell as { attachments?: object }).attachments ?? {}),
    );
    expect(attached.flat()).toEqual(['question.png']);
    const folder = path.dirname(releasedFile);
    expect(existsSync(path.join(folder, 'near.png'))).toBe(true);
    expect(existsSync(path.join(folder, 'far.png'))).toBe(false);
  });

  it('is what grading goes by from then on', async () => {
    group.handIn('ben', {});
    const { code, output } = group.run('grade');
    expect(code, output).toBe(0);
    expect(output).toContain(`ben, ${assignment}: 20 of 24`);
    expect(output).toContain(`ann, ${assignment}: 21 of 24`);
    const again = group.run('grade', '--force', '--student', 'ann');
    expect(again.output).toContain(`ann, ${assignment}: 21 of 24, 1 to be read`);
    expect(again.output).toContain('again-check: was missing, and is back as it was released');
    const marks = await group.course.marks();
    expect(scoresOf(marks, 'ann')).toMatchObject({ again: 0, chain: 3 });
  });

  it('refuses marks above a maximum', () => {
    markByHand('ben', 'chain-check', 28);
    const { code, output } = group.run('grade');
    expect(output).toContain(`ben, ${assignment}: not counted: 'chain-check' has 28 of 3`);
    expect(code).toBe(1);
  });
});

describe('The handout', () => {
  it('is a repository that holds the exercises', () => {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: handout, encoding: 'utf8' });
    git('init', '--quiet');
    git('add', '.');
    const tracked = git('ls-files').split('\n');
    expect(tracked).toContain(`notebooks/exercises/release/${assignment}/${file}`);
    expect(tracked).toContain('nbgrader_config.py');
    expect(tracked.some((name) => /^(node_modules|dist|\.venv)\//.test(name))).toBe(false);
  });

  it('has the files of every command that it has', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(handout, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(Object.keys(scripts)).toEqual(['setup', 'start', 'notebooks', 'build']);
    for (const command of Object.values(scripts)) {
      const [, program] = /^node (\S+)/.exec(command)!;
      expect(program.startsWith('node_modules/') || existsSync(path.join(handout, program))).toBe(true);
    }
  });
});
