// A class hands in, honestly and not, and gets exactly the marks that it has earned.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mark } from '../../scripts/exercises/course.mjs';
import { cellOf, nameOf, type Notebook } from './assignment.js';
import { Class, POINTS, scoresOf } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const group = new Class(assignment);
afterAll(() => {
  group.remove();
});

const none = Object.fromEntries(Object.keys(POINTS).map((name) => [name, 0]));
const less = (...names: (keyof typeof POINTS)[]) => ({
  ...POINTS,
  ...Object.fromEntries(names.map((name) => [name, 0])),
});

const wrong = {
  sigmoid: 'function sigmoidPrime(z: number): number { return 1; }',
  chain: 'function chainGradient(weights: number[], x: number): number { return 1; }',
  layers: 'function layersUntil(factor: number, share: number): number { return 1; }',
  numeric: 'function numericGradient(f: any, x: number[]): number[] { return x; }',
  norms: 'function gradientNorms(model: any, x: any, y: any): number[] { return [1]; }',
};

// It waits most of the time, since a grader lets it go on for twenty seconds.
const ENDLESS = 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);';

const remove = (notebook: Notebook, name: string): void => {
  notebook.cells = notebook.cells.filter((cell) => nameOf(cell) !== name);
};

function handIn(): void {
  group.handIn('perfect', {}, (notebook) => {
    cellOf(notebook, 'healthy-weights').source = 'Because it is a product of two factors.';
  });
  group.handIn('empty', Object.fromEntries(Object.keys(POINTS).map((name) => [name, null])));
  group.handIn('half', { 'numeric-gradient': null, 'dense-backward': null, 'gradient-norms': null });
  group.handIn('sign', {
    'sigmoid-derivative':
      'function sigmoidPrime(z: number) { const a = 1 / (1 + Math.exp(-z)); return a * (a - 1); }',
  });
  group.handIn('loop', {
    'layers-until': `function layersUntil(factor: number, share: number): number { ${ENDLESS} }`,
  });
  group.handIn('syntax', {
    chain: 'function chainGradient(weights: number[], x: number): number { return x',
  });
  group.handIn('killed', {
    // The one ends the kernel when its cell runs, the other when a check calls it.
    'dense-backward': "function denseBackward() { return []; }\nprocess.kill(process.pid, 'SIGKILL');",
    chain:
      "function chainGradient(weights: number[], x: number): number { process.kill(process.pid, 'SIGKILL'); return 1; }",
    'layers-until': `function layersUntil(factor: number, share: number): number {
  process.kill(process.pid, 'SIGTERM');
  while (true) {}
}`,
  });
  group.handIn('noisy', {
    chain: `function chainGradient(weights: number[], x: number): number {
  for (let i = 0; i < 2000; i++) console.error('line', i);
  let [a, gradient] = [x, 1];
  for (const w of weights) { a = Math.tanh(w * a); gradient *= w * (1 - a * a); }
  return gradient;
}`,
  });

  // Two that cheat, in several ways each: every cell loses what is its own, and no other does.
  group.handIn('tampers', {
    'sigmoid-derivative': `${wrong.sigmoid}
const found = require('vanishing-gradients').exercises as any;
try { found.check = () => {}; } catch {}
try { found.grade = () => {}; } catch {}
Math.exp = () => 1;`,
    chain: `${wrong.chain}
for (const name of ['log', 'error']) try { (console as any)[name] = () => {}; } catch {}
try { JSON.stringify = () => '[]'; } catch {}
(globalThis as any).exercises = { check() {}, grade() {} };
for (const key of Object.keys(require.cache)) if (/exercises/.test(key)) delete require.cache[key];`,
    'layers-until': 'function layersUntil(factor: number, share: number): number { process.exit(0); }',
    'numeric-gradient': `function numericGradient(f: any, x: number[]): number[] {
  console.log('✓ Right in all 6 cases.');
  return x;
}
const exercise = 'chain-rule/numeric-gradient';
const outcomes = Array(6).fill({ value: [0, 0, 0] });
require('tslab/dist/jupyter').lastWriteDisplayData({ metadata: {}, transient: {}, data:
  { 'application/vnd.vanishing-gradients.answers+json': { exercise: exercise, seed: 31908, outcomes: outcomes } } });`,
  });
  group.handIn(
    'shadows',
    {
      'sigmoid-derivative': `${wrong.sigmoid}\nconst exercises = { check(...a: any[]) {}, grade(...a: any[]) {} };`,
      chain: wrong.chain,
      'layers-until': wrong.layers,
      'numeric-gradient': wrong.numeric,
      'gradient-norms': wrong.norms,
    },
    (notebook) => {
      remove(notebook, 'tools');
      remove(notebook, 'chain-check');
      cellOf(notebook, 'layers-until-check').source = '// all is well';
      Object.assign(cellOf(notebook, 'numeric-gradient-check').metadata, { tags: ['skip-execution'] });
      Object.assign(cellOf(notebook, 'gradient-norms-check').metadata.nbgrader!, {
        grade: false,
        solution: true,
        points: 100,
      });
      const copy = structuredClone(cellOf(notebook, 'dense-backward-check'));
      notebook.cells.unshift({ ...copy, id: 'a-copy', source: '40' });
    },
  );
}

let said = '';
let marks: Mark[] = [];
beforeAll(async () => {
  group.release();
  handIn();
  const { code, output } = group.run('grade', '--timeout', '20');
  said = output;
  expect(code, output).toBe(0);
  marks = await group.course.marks();
});

const outputsOf = (student: string, cell: string): string =>
  JSON.stringify(cellOf(group.read('autograded', student), `${cell}-check`).outputs);

describe('Marks', () => {
  const expected = {
    perfect: POINTS,
    empty: none,
    half: less('numeric-gradient', 'dense-backward', 'gradient-norms'),
    sign: less('sigmoid-derivative'),
    loop: less('layers-until'),
    syntax: less('chain'),
    killed: less('dense-backward', 'chain', 'layers-until'),
    noisy: POINTS,
    tampers: less('sigmoid-derivative', 'chain', 'layers-until', 'numeric-gradient'),
    shadows: less('sigmoid-derivative', 'chain', 'layers-until', 'numeric-gradient', 'gradient-norms'),
  };
  it.each(Object.entries(expected))('of %s', (student, scores) => {
    expect(scoresOf(marks, student)).toEqual(scores);
  });

  it('wait for a person where a question was answered in words, and only there', () => {
    const waiting = marks.filter((mark) => mark.waiting);
    expect(waiting.map(({ student, cell }) => [student, cell])).toEqual([['perfect', 'healthy-weights']]);
    expect(said).toContain(`perfect, ${assignment}: 18 of 22, 1 to be read`);
  });

  it('are exported', () => {
    const lines = readFileSync(path.join(group.folder, 'marks.csv'), 'utf8').trim().split(/\r?\n/);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toContain('score');
  });
});

describe('Each is told why', () => {
  it.each([
    ['empty', 'chain', 'Not attempted'],
    ['sign', 'sigmoid-derivative', 'This is what comes out with the wrong sign.'],
    ['loop', 'layers-until', 'CellTimeoutError'],
    ['syntax', 'chain', 'Cannot find name'],
    ['killed', 'dense-backward', 'Cannot find name'],
    ['killed', 'chain', 'the kernel ended while this cell ran'],
    ['tampers', 'layers-until', 'process.exit(0)'],
    ['noisy', 'chain', '✓ Right in all 5 cases.'],
  ])('%s, %s', (student, cell, words) => {
    expect(outputsOf(student, cell)).toContain(words);
  });

  it('on a page, without what was hidden', () => {
    expect(group.run('feedback')).toMatchObject({ code: 0 });
    const students = readdirSync(path.join(group.folder, 'feedback'));
    const hidden = group
      .read('source')
      .cells.map(({ source }) => /exercises\.grade\(.*?(\d+)\)/.exec(source));
    const seeds = hidden.flatMap((match) => match?.[1] ?? []);
    expect(seeds).toHaveLength(6);
    expect(students).toHaveLength(10);
    for (const student of students) {
      const file = path.join(group.folder, 'feedback', student, assignment, 'chain-rule-and-hooks.html');
      expect(existsSync(file)).toBe(true);
      // The numbers of the hidden checks; one student has guessed one.
      const page = readFileSync(file, 'utf8');
      expect(page).not.toContain('HIDDEN TESTS');
      for (const seed of seeds) if (student !== 'tampers') expect(page).not.toContain(seed);
    }
  });
});
