// A class of forty hands in, a third of it something that is not what it should be. Whoever can be graded gets the marks that the
// work has earned; for the rest there is a line that says why; and who ends grading in the middle finds the same marks afterwards.
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCsv } from '../../scripts/exercises/csv.mjs';
import { paths } from '../../scripts/paths.mjs';
import { until } from '../notebooks/support.js';
import { cellOf, codeCell, nameOf, notebookOf, type Cell, type Notebook } from './assignment.js';
import { Class, POINTS } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const file = notebookOf(assignment);
const group = new Class(assignment);
afterAll(() => {
  group.remove();
});

const points: Record<string, number> = POINTS;
const names = Object.keys(points);
const FULL = 18;

const at = group.submitted.bind(group);
const own = (student: string): string => at(student, assignment, file);
/** Writes anew what a student has handed in. */
function rewrite(student: string, change: (text: string) => string | Buffer): void {
  writeFileSync(own(student), change(readFileSync(own(student), 'utf8')));
}

const isNamed = (cell: Cell): boolean => nameOf(cell) !== undefined;

/** Honest work: the answers whose bits are set. */
function honest(i: number): number {
  const student = `student-${String(i).padStart(2, '0')}`;
  const done = names.filter((_, bit) => (i >> bit) % 2 === 1);
  group.handIn(
    student,
    Object.fromEntries(names.filter((name) => !done.includes(name)).map((n) => [n, null])),
  );
  return done.reduce((total, name) => total + points[name]!, 0);
}

/** Work that lost something on its way, and is worth what stands in it. */
const repaired: Record<string, { hand: (student: string) => void; score?: number; says: string }> = {
  renamed: {
    hand: (student) => {
      renameSync(own(student), at(student, assignment, 'My answers (final) (2).ipynb'));
    },
    says: 'taken from 01-chain-rule-and-hooks/My answers (final) (2).ipynb',
  },
  'byte-order-mark': { hand: (s) => rewrite(s, (text) => `\uFEFF${text}`), says: 'byte order mark' },
  'utf-16': {
    hand: (s) => rewrite(s, (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')),
    says: 'byte order mark (utf-16-le)',
  },
  'format-3': {
    hand: (s) =>
      rewrite(s, (text) => {
        const { cells, metadata } = JSON.parse(text) as Notebook & { metadata: object };
        const old = cells.map(({ source, ...cell }) =>
          cell.cell_type === 'code' ? { ...cell, input: source, language: 'python' } : { ...cell, source },
        );
        return JSON.stringify({ metadata, nbformat: 3, nbformat_minor: 0, worksheets: [{ cells: old }] });
      }),
    says: 'in the format of notebooks before version 4',
  },
  nested: {
    hand: (student) => {
      mkdirSync(at(student, assignment, assignment));
      renameSync(own(student), at(student, assignment, assignment, file));
    },
    says: `taken from ${assignment}/${assignment}/${file}`,
  },
  'whole-handout': {
    hand: (student) => {
      mkdirSync(at(student, 'handout', 'notebooks', 'exercises', 'release'), { recursive: true });
      renameSync(
        at(student, assignment),
        at(student, 'handout', 'notebooks', 'exercises', 'release', assignment),
      );
    },
    says: 'taken from handout/notebooks/exercises/release/',
  },
  misnamed: {
    hand: (student) => {
      renameSync(at(student, assignment), at(student, '01 Chain Rule and Hooks'));
    },
    says: 'taken from 01 Chain Rule and Hooks/',
  },
  'no folder': {
    hand: (student) => {
      renameSync(own(student), at(student, file));
      rmSync(at(student, assignment), { recursive: true });
    },
    says: `taken from ${file}`,
  },
  'Müller, Jörg [x] {y} & O’Hara': { hand: () => undefined, says: '18 of 22' },
  'no-metadata': {
    hand: (s) =>
      rewrite(s, (text) => {
        const notebook = JSON.parse(text) as Notebook;
        return JSON.stringify({
          ...notebook,
          cells: notebook.cells.map((cell, i) => ({ ...cell, id: `new-${i}`, metadata: {} })),
        });
      }),
    says: 'found by what it declares',
  },
  'hundred-megabytes': {
    hand: (s) =>
      rewrite(s, (text) => {
        const notebook = JSON.parse(text) as Notebook;
        const output = { output_type: 'stream', name: 'stdout', text: 'x'.repeat(100 * 2 ** 20) };
        notebook.cells.find((cell) => cell.cell_type === 'code')!.outputs = [output];
        return JSON.stringify(notebook);
      }),
    says: '18 of 22',
  },
  'merged-into-checks': {
    hand: (s) =>
      rewrite(s, (text) => {
        const notebook = JSON.parse(text) as Notebook;
        for (const name of names) {
          const check = cellOf(notebook, `${name}-check`);
          check.source = `${cellOf(notebook, name).source}\n${check.source}`;
        }
        notebook.cells = notebook.cells.filter((cell) => !names.includes(String(nameOf(cell))));
        return JSON.stringify(notebook);
      }),
    says: 'what was written into it stands in a cell of its own',
  },
  'all-in-the-first': {
    hand: (s) => rewrite(s, (text) => inOneCell(text, 'first')),
    says: 'found in another cell, by what it declares',
  },
  'all-at-the-end': {
    hand: (s) => rewrite(s, (text) => inOneCell(text, 'end')),
    says: 'found in another cell, by what it declares',
  },
  'all-in-a-new-cell': {
    hand: (s) => rewrite(s, (text) => inOneCell(text, 'new')),
    says: 'found in another cell, by what it declares',
  },
  'helper-in-tools': {
    hand: (s) =>
      rewrite(s, (text) => {
        const notebook = JSON.parse(text) as Notebook;
        cellOf(notebook, 'tools').source += '\nconst logistic = (z: number) => 1 / (1 + Math.exp(-z));';
        cellOf(notebook, 'sigmoid-derivative').source =
          'function sigmoidPrime(z: number) { const a = logistic(z); return a * (1 - a); }';
        return JSON.stringify(notebook);
      }),
    says: 'tools: what was written into it stands in a cell of its own',
  },
};

/** Every answer in one cell; the stubs are back where the answers were. */
function inOneCell(text: string, where: 'first' | 'end' | 'new'): string {
  const notebook = JSON.parse(text) as Notebook;
  const released = group.read('release');
  const all = names.map((name) => cellOf(notebook, name).source).join('\n\n');
  for (const name of names) cellOf(notebook, name).source = cellOf(released, name).source;
  if (where === 'new') {
    notebook.cells = notebook.cells.filter((cell) => !names.includes(String(nameOf(cell))));
    notebook.cells.push(codeCell(all, 'all-of-it'));
  } else cellOf(notebook, where === 'first' ? names[0]! : names.at(-1)!).source = all;
  return JSON.stringify(notebook);
}

/** Work that can't be graded. */
const lost: Record<string, { hand: (student: string) => void; says: string }> = {
  truncated: { hand: (s) => rewrite(s, (text) => text.slice(0, 5000)), says: 'it is cut off' },
  empty: { hand: (s) => rewrite(s, () => ''), says: 'the file is empty' },
  'web-page': { hand: (s) => rewrite(s, () => '<!DOCTYPE html><html></html>'), says: 'a web page' },
  'no-json': { hand: (s) => rewrite(s, () => 'my answers'), says: 'it is not JSON' },
  conflict: {
    hand: (s) =>
      rewrite(s, (text) => {
        const [first, ...lines] = JSON.stringify(JSON.parse(text), null, 1).split('\n');
        return [first, '<<<<<<< HEAD', ...lines, '>>>>>>> mine'].join('\n');
      }),
    says: 'merge conflict',
  },
  zip: { hand: (s) => rewrite(s, () => Buffer.from('504b030414000000ff', 'hex')), says: 'a zip archive' },
  deep: { hand: (s) => rewrite(s, () => '['.repeat(2e6)), says: 'nested too deeply' },
  'many-cells': {
    hand: (s) =>
      rewrite(s, (text) => {
        const notebook = JSON.parse(text) as Notebook;
        const more = Array.from({ length: 10_000 }, (_, i) => codeCell('1', `more-${i}`));
        return JSON.stringify({ ...notebook, cells: [...notebook.cells, ...more] });
      }),
    says: 'at most 4000 are graded',
  },
  link: {
    hand: (s) => {
      rmSync(own(s));
      symlinkSync(path.join(group.folder, 'source', assignment, file), own(s));
    },
    says: 'is a link',
  },
  'no-notebook': { hand: (s) => rmSync(own(s)), says: 'there is no notebook' },
  two: {
    hand: (s) => {
      rewrite(s, (text) => {
        writeFileSync(at(s, assignment, 'a.ipynb'), text);
        writeFileSync(at(s, assignment, 'b.ipynb'), text);
        return text;
      });
      rmSync(own(s));
    },
    says: 'there are 2 notebooks',
  },
};

const expected: Record<string, number> = {};

function handIn(): void {
  for (let i = 0; i < 12; i += 1) {
    const score = honest(i * 5 + 3);
    expected[`student-${String(i * 5 + 3).padStart(2, '0')}`] = score;
  }
  for (const [student, { hand }] of Object.entries(repaired)) {
    group.handIn(student, {});
    hand(student);
    expected[student] = FULL;
  }
  for (const [student, { hand }] of Object.entries(lost)) {
    group.handIn(student, {});
    hand(student);
  }
  // Files that belong to no student or assignment.
  writeFileSync(path.join(group.folder, 'submitted', 'lost.ipynb'), '{}');
  group.handIn('tidy', {});
  expected.tidy = FULL;
  writeFileSync(at('tidy', 'Untitled.ipynb'), '{}');
  appendFileSync(at('tidy', assignment, 'package.json'), '{"type": "module"}');
}

const gradedAt = (student: string): string => path.join(group.folder, 'autograded', student, assignment);
const gradedFolders = (): string[] => {
  const folder = path.join(group.folder, 'autograded');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((student) =>
    existsSync(path.join(folder, student, assignment, 'grading.json')),
  );
};

/** Grades in a process group of its own, and ends all of it as soon as some are graded. */
async function gradeUntil(count: number): Promise<void> {
  const args = ['scripts/exercises.mjs', 'grade', '--course', group.folder];
  const child = spawn(process.execPath, args, { cwd: paths.root, detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await until('some are graded', () => gradedFolders().length >= count || undefined, 300);
  } finally {
    process.kill(-child.pid!, 'SIGKILL');
    await ended;
  }
}

interface Table {
  code: number | null;
  output: string;
  rows: Map<string, Record<string, string>>;
}

function grade(): Table {
  const { code, output } = group.run('grade');
  const [head = [], ...rows] = fromCsv(readFileSync(path.join(group.folder, 'marks.csv'), 'utf8'));
  const records = rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
  return { code, output, rows: new Map(records.map((record) => [record.student_id!, record])) };
}

let table: Table;
beforeAll(async () => {
  group.release();
  handIn();
  await gradeUntil(5);
  expect(gradedFolders().length).toBeLessThan(Object.keys(expected).length);
  table = grade();
});

const lineOf = (student: string): string =>
  table.output.split('\n').find((line) => line.startsWith(`  ${student}, ${assignment}: `)) ?? '';

describe('A class of forty, after grading was killed in the middle', () => {
  it('has forty students', () => {
    expect(Object.keys(expected).length + Object.keys(lost).length).toBe(40);
  });

  it('gets the marks that the work has earned', () => {
    const scores = Object.keys(expected).map((student) => [student, Number(table.rows.get(student)?.score)]);
    expect(Object.fromEntries(scores), table.output).toEqual(expected);
    for (const student of Object.keys(expected))
      expect(lineOf(student)).toContain(`${expected[student]} of 22`);
  });

  it.each(Object.entries(repaired))('%s: the report says what was repaired', (student, { says }) => {
    expect(lineOf(student)).toContain(says);
  });

  it.each(Object.entries(lost))('%s: is not graded, and a line says why', (student, { says }) => {
    expect(lineOf(student)).toContain(`not graded: `);
    expect(lineOf(student)).toContain(says);
    expect(table.rows.get(student)).toMatchObject({ status: 'not graded', score: '' });
    expect(table.rows.get(student)!.note).toContain(says);
  });

  it('has a row for everybody in marks.csv, and grading ends with 1', () => {
    expect(table.rows.size).toBe(40);
    expect(table.code).toBe(1);
    expect(table.output).toContain(`${Object.keys(lost).length} of 40 not graded`);
  });

  it('is told of what belongs to nobody', () => {
    expect(table.output).toContain('lost.ipynb: belongs to no student');
    expect(table.output).toContain('tidy: Untitled.ipynb: belongs to no assignment');
  });

  it('has nothing but notebooks in what was graded', () => {
    expect(readdirSync(path.join(group.folder, 'autograded', 'tidy', assignment)).sort()).toEqual([
      file,
      'grading.json',
    ]);
  });

  it('gets the same marks once more, without being graded once more', () => {
    const written = (): number[] =>
      gradedFolders().map((student) => statSync(path.join(gradedAt(student), 'grading.json')).mtimeMs);
    const before = written();
    const again = grade();
    expect(again.code).toBe(1);
    expect(again.rows).toEqual(table.rows);
    expect(written()).toEqual(before);
  });

  it('is graded anew where something else was handed in', () => {
    group.handIn('empty', {});
    const again = grade();
    expect(again.rows.get('empty')).toMatchObject({ status: 'graded', score: '18' });
  });
});

describe('What can be read from a damaged notebook', () => {
  it('is what the student wrote: no cell of the assignment is in it twice', () => {
    for (const student of Object.keys(repaired)) {
      const graded = group.read('autograded', student).cells.filter(isNamed).map(nameOf);
      expect([...new Set(graded)].sort()).toEqual([...graded].sort());
      expect(graded).toHaveLength(14);
    }
  });
});
