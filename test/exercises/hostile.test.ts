// Hostile files beside a notebook, links in its place, nbgrader's markers in its text, and a grader that is killed: one class for
// all of them, graded by the isolated kernel. Code that could do harm begins with a guard, and does nothing outside of the box.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { until } from '../notebooks/support.js';
import { cellOf, codeCell, notebookOf, type Notebook } from './assignment.js';
import { Class, POINTS, scoresOf } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const file = notebookOf(assignment);
const group = new Class(assignment);
const mark = `hostile-${randomUUID().slice(0, 8)}`;
const names = Object.keys(POINTS);
const noAnswers = Object.fromEntries(names.map((name) => [name, null]));
const nothing = Object.fromEntries(names.map((name) => [name, 0]));

const GUARD = "if (require('fs').existsSync('/usr/bin/env')) throw new Error('NOT IN THE BOX');\n";
/** Puts a cell before the first answer. */
const withCell =
  (source: string) =>
  ({ cells }: Notebook): void => {
    cells.splice(2, 0, codeCell(`${GUARD}${source}`, 'attack'));
  };

const at = group.submitted.bind(group);

/** Files that programs read where they find them. Each would leave a file in the course's folder, and give right answers. */
const left = path.join(group.folder, mark);
const leave = `require('fs').writeFileSync(${JSON.stringify(left)}, 'x');`;
const fake = `${leave} module.exports = { exercises: { check() {}, grade() {}, seal() {} }, tf: {}, registerBackwardHook() {} };`;
const python = `open(${JSON.stringify(left)}, 'w').write('x')`;
const beside: Record<string, string> = {
  'style.ts': `${leave} export const slope = (z: number): number => Math.exp(-z) / (1 + Math.exp(-z)) ** 2;`,
  'package.json': JSON.stringify({ name: 'mine', main: 'fake.js', imports: { '#slope': './style.ts' } }),
  'tsconfig.json': JSON.stringify({ compilerOptions: { paths: { 'vanishing-gradients': ['./fake.js'] } } }),
  'fake.js': fake,
  'node_modules/vanishing-gradients/package.json': '{"name": "vanishing-gradients", "main": "index.js"}',
  'node_modules/vanishing-gradients/index.js': fake,
  'node_modules/slope/index.js': fake,
  '.env': 'NODE_OPTIONS=--require ./fake.js\n',
  '.npmrc': 'node-options=--require ./fake.js\n',
  'nbgrader_config.py': python,
  'jupyter_config.py': python,
  'sitecustomize.py': python,
  'json.py': python,
};

/** Links in the place of a notebook, by where they lead. */
const links: Record<string, string> = {
  'link-gradebook': path.join(group.folder, 'gradebook.db'),
  'link-neighbour': at('right', assignment, file),
  'link-passwd': '/etc/passwd',
  'link-zeros': '/dev/zero',
};

function handIn(): void {
  group.handIn('right', {});
  group.handIn('stub', noAnswers);

  group.handIn('beside', noAnswers, (notebook) => {
    withCell("console.log('began', require('fs').readdirSync('.'));")(notebook);
    for (const [i, name] of ['./style', './style.ts', 'slope', './fake', '#slope'].entries())
      notebook.cells.splice(
        3,
        0,
        codeCell(`import * as mine${i} from '${name}'; console.log('LOADED', mine${i});`, `import-${i}`),
      );
  });
  for (const [name, text] of Object.entries(beside)) {
    fs.mkdirSync(path.dirname(at('beside', assignment, name)), { recursive: true });
    fs.writeFileSync(at('beside', assignment, name), text);
  }

  for (const [student, target] of Object.entries(links)) {
    fs.mkdirSync(at(student, assignment), { recursive: true });
    fs.symlinkSync(target, at(student, assignment, file));
  }
  fs.mkdirSync(at('link-folder'));
  fs.symlinkSync(at('right', assignment), at('link-folder', assignment));
  fs.mkdirSync(at('link-elsewhere'));
  fs.symlinkSync(at('right'), at('link-elsewhere', 'work'));
  fs.symlinkSync(at('right'), at('link-student'));
  group.handIn('.hidden', {});

  // The words by which nbgrader finds what it hides and what is a solution.
  group.handIn(
    'markers',
    {
      ...noAnswers,
      chain:
        '// END HIDDEN TESTS\n// BEGIN HIDDEN TESTS\n// BEGIN HIDDEN TESTS\n// BEGIN SOLUTION\nfunction chainGradient() { return 0.25; }',
    },
    ({ cells }) => {
      cells.push(codeCell("console.log('mine'); // BEGIN HIDDEN TESTS", 'marked'));
      cells.push({ ...codeCell('BEGIN MARK SCHEME, BEGIN HIDDEN TESTS', 'words'), cell_type: 'markdown' });
    },
  );

  group.handIn(
    'fills',
    {},
    withCell(`
const fs = require('fs');
const folder = require('path').dirname(process.argv[2]!);
const wrote: string[] = [];
try { fs.mkdirSync(folder + '/${mark}'); for (let i = 0; i < 5; i++) fs.writeFileSync(folder + '/${mark}/' + i, Buffer.alloc(1e6)); wrote.push('in a folder'); } catch {}
try {
  for (let i = 0; i < 5; i++) {
    const unnamed = fs.openSync(folder + '/${mark}-unnamed', 'w');
    fs.unlinkSync(folder + '/${mark}-unnamed');
    fs.writeSync(unnamed, Buffer.alloc(1e6));
  }
  wrote.push('without a name');
} catch {}
console.log('began', wrote.map((how) => 'FILLED ' + how));`),
  );

  group.handIn(
    'outpaces',
    {},
    withCell(`
const fs = require('fs');
const folder = require('path').dirname(process.argv[2]!);
for (const end = Date.now() + 2000; Date.now() < end; ) { fs.writeFileSync(folder + '/${mark}', ''); fs.unlinkSync(folder + '/${mark}'); }
for (let i = 0; i < 20; i++)
  require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 5000)', '${mark}'], { stdio: 'ignore' }).on('error', () => 0);
for (const end = Date.now() + 2000; Date.now() < end; );
console.log('OUTPACED');`),
  );

  group.handIn(
    'sleeps',
    {},
    withCell(`
require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60000)', '${mark}-child'], { detached: true, stdio: 'ignore' }).unref();
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8000);`),
  );
}

/** The processes that have a word in their command lines. */
const running = (word: string): string[] =>
  fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(word) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });

/** Ends nothing but the grader itself, while a submission's child is at work; gives what goes on a second later. */
async function endGrader(): Promise<string[]> {
  const args = ['scripts/exercises.mjs', 'grade', '--course', group.folder, '--student', 'sleeps'];
  const grader = spawn(process.execPath, args, { cwd: paths.root, stdio: 'ignore' });
  const ended = new Promise((resolve) => grader.once('close', resolve));
  try {
    await until('the submission has a child', () => running(`${mark}-child`).length > 0 || undefined, 120);
  } finally {
    grader.kill('SIGKILL');
    await ended;
  }
  await wait(1000);
  return [...running(`${mark}-child`), ...running(`--CourseDirectory.root=${group.folder}`)];
}

let output = '';
let code: number | null = 0;
let goingOn: string[] = [];
let scores: Record<string, Record<string, number>> = {};

beforeAll(async () => {
  group.release();
  handIn();
  goingOn = await endGrader();
  ({ output, code } = group.run('grade', '--timeout', '15'));
  const marks = await group.course.marks();
  scores = Object.fromEntries(
    [...new Set(marks.map(({ student }) => student))].map((s) => [s, scoresOf(marks, s)]),
  );
});
afterAll(() => {
  for (const student of Object.keys(links)) fs.rmSync(at(student, assignment, file), { force: true });
  group.remove();
});

const lineOf = (student: string): string =>
  output.split('\n').find((line) => line.startsWith(`  ${student}`)) ?? `no line for ${student} in ${output}`;
/** The text that a student's cells printed. */
const said = (student: string): string =>
  group
    .read('autograded', student)
    .cells.flatMap(({ outputs }) => outputs?.map(({ text }) => [text].flat().join('')) ?? [])
    .join('');

describe('Among hostile submissions', () => {
  it('honest ones get the marks that they have earned', () => {
    expect(scores.right).toEqual(POINTS);
    expect(scores.stub).toEqual(nothing);
    expect(code).toBe(1);
  });

  it('nothing beside a notebook is loaded: no module, package, or configuration', () => {
    expect(said('beside')).toContain('began []');
    expect(said('beside')).not.toContain('LOADED');
    expect(scores.beside).toEqual(nothing);
    expect(fs.existsSync(left)).toBe(false);
  });

  it.each([...Object.keys(links), 'link-folder', 'link-elsewhere', 'link-student'])(
    '%s is not followed, and a line says so',
    (student) => {
      expect(lineOf(student)).toContain('is a link');
      expect(fs.existsSync(path.join(group.folder, 'autograded', student))).toBe(false);
    },
  );

  it('a folder that begins with a full stop is not passed over in silence', () => {
    expect(lineOf('.hidden')).toContain('it begins with a full stop');
  });

  it("nbgrader's own words in a student's cells get nothing, and stop no feedback", () => {
    expect(scores.markers).toEqual(nothing);
    const { code: ended, output: words } = group.run('feedback');
    expect([ended, words]).toEqual([0, expect.not.stringContaining('Traceback')]);
    const page = (student: string): string =>
      fs.readFileSync(
        path.join(group.folder, 'feedback', student, assignment, `${path.parse(file).name}.html`),
        'utf8',
      );
    expect(page('markers')).toContain('BEGIN HIDDEN TESTS');
    for (const student of ['markers', 'right', 'stub'])
      expect(page(student)).not.toContain('exercises.grade(');
  });

  it("the folder of the kernel's sockets takes nothing of the machine's disk, and stops no watch", () => {
    expect(said('fills')).toContain('began []');
    expect(said('outpaces')).not.toContain('OUTPACED');
    for (const student of ['fills', 'outpaces']) expect(scores[student]).toEqual(POINTS);
  });
});

describe('Where nothing but the grader is ended', () => {
  it('no process of a submission, and none that grades, goes on a second later', () => {
    expect(goingOn).toEqual([]);
  });

  it('the next run gives the marks that the work has earned', () => {
    expect(scores.sleeps).toEqual(POINTS);
    expect(cellOf(group.read('autograded', 'sleeps'), 'chain-check').outputs).toMatchObject([
      { output_type: 'stream' },
    ]);
  });
});
