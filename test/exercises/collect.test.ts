// Work comes from a learning platform's archive, and marks go back in the columns that it imports.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromCsv, toCsv } from '../../scripts/exercises/csv.mjs';
import { writeForPlatforms } from '../../scripts/exercises/lms.mjs';
import { merged, readRoster, writeRoster } from '../../scripts/exercises/roster.mjs';
import { similarPage, similarPairs } from '../../scripts/exercises/similar.mjs';
import { printable, rowsOf, tableOf, writeMarks } from '../../scripts/exercises/table.mjs';
import type { Gradebook, Mark } from '../../scripts/exercises/course.mjs';
import { paths } from '../../scripts/paths.mjs';
import { notebookOf } from './assignment.js';
import { Class } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const file = notebookOf(assignment);
const group = new Class(assignment);
afterAll(() => {
  group.remove();
});

interface Entry {
  name: string;
  text?: string;
  /** Zeros instead of a text. */
  zeros?: number;
  /** Entries of an archive inside. */
  inner?: Entry[];
  link?: boolean;
  time?: number[];
}

/** Writes an archive with Python's zipfile, which lets us write what no platform would. */
function archive(name: string, entries: Entry[]): string {
  const to = path.join(group.folder, name);
  const program = `
import io, json, sys, zipfile
def pack(to, entries):
    with zipfile.ZipFile(to, 'w', zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(entry['name'], tuple(entry.get('time', (2026, 12, 1, 20, 30, 0))))
            info.compress_type = zipfile.ZIP_DEFLATED
            if entry.get('link'):
                info.external_attr = 0o120777 << 16
            if 'inner' in entry:
                inside = io.BytesIO()
                pack(inside, entry['inner'])
                archive.writestr(info, inside.getvalue())
            elif 'zeros' in entry:
                with archive.open(info, 'w', force_zip64=True) as out:
                    for _ in range(entry['zeros'] // 2**20):
                        out.write(bytes(2**20))
            else:
                archive.writestr(info, entry.get('text', ''))
pack(sys.argv[1], json.load(sys.stdin))
`;
  const done = spawnSync(paths.python, ['-c', program, to], {
    input: JSON.stringify(entries),
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  return to;
}

const own = (mark: string): string =>
  JSON.stringify({ cells: [], mark, nbformat: 4, nbformat_minor: 5, metadata: {} });
const submitted = (student: string, ...parts: string[]): string =>
  path.join(group.folder, 'submitted', student, assignment, ...parts);
const markOf = (student: string, name = file): unknown =>
  (JSON.parse(readFileSync(submitted(student, name), 'utf8')) as { mark: string }).mark;
const records = (name: string): Record<string, string>[] => {
  const [head = [], ...rows] = fromCsv(readFileSync(path.join(group.folder, name), 'utf8'));
  return rows.map((row) => Object.fromEntries(head.map((title, i) => [title, row[i] ?? ''])));
};

beforeAll(() => {
  group.release();
});

describe("Moodle's archive", () => {
  const moodle = (name: string, id: number, rest: string): string =>
    `${name}_${id}_assignsubmission_file_${rest}`;

  it('is put where grading looks, by the names of a roster or the platform’s own', () => {
    const roster = path.join(group.folder, 'worksheet.csv');
    writeFileSync(
      roster,
      '\uFEFFIdentifier,"Full name","Email address",Status,Grade,"Maximum grade"\n' +
        'Participant 101,"Jörg Müller",joerg@example.org,"Submitted for grading",,22.00\n' +
        'Participant 105,"Nobody Yet",nobody@example.org,"No submission",,22.00\n',
    );
    const zip = archive('moodle.zip', [
      { name: moodle('Jörg Müller', 101, `/${file}`), text: own('joerg') },
      {
        name: moodle('O’Brien, Anne-Marie', 102, `/${file}`),
        text: own('anne'),
        time: [2026, 12, 3, 1, 0, 0],
      },
      {
        name: moodle('Ōe Kenzaburō', 103, `/${assignment}.zip`),
        inner: [
          { name: `${assignment}/${file}`, text: own('kenzaburo') },
          { name: `${assignment}/.ipynb_checkpoints/${file}`, text: own('checkpoint') },
        ],
      },
      { name: moodle('Li Na', 104, file.replace('.ipynb', ' (1).ipynb')), text: own('first') },
      { name: moodle('Li Na', 104, file.replace('.ipynb', ' (2).ipynb')), text: own('second') },
      { name: moodle('Sam <b>', 106, '/answers.ipynb'), text: own('sam') },
      { name: moodle('Eve', 107, '/essay.pdf'), text: 'an essay' },
      { name: 'Eve_107_assignsubmission_onlinetext_/onlinetext.html', text: '<p>hello' },
    ]);
    const { code, output } = group.run('collect', zip, '--roster', roster, '--due', '2026-12-01T23:59');
    expect(output).toContain('5 taken of 01-chain-rule-and-hooks, 1 not taken');
    expect(output).toContain('Eve_107: not taken: no notebook is handed in, but essay.pdf');
    expect(code).toBe(1);
    expect(readdirSync(path.join(group.folder, 'submitted')).sort()).toEqual(
      ['joerg', 'O’Brien, Anne-Marie_102', 'Ōe Kenzaburō_103', 'Li Na_104', 'Sam b_106'].sort(),
    );
    expect(markOf('joerg')).toBe('joerg');
    expect(markOf('Ōe Kenzaburō_103')).toBe('kenzaburo');
    expect(markOf('Li Na_104')).toBe('second');
    expect(output).toContain('Li Na_104, 01-chain-rule-and-hooks: taken; of 2 attempts the last');
    expect(markOf('Sam b_106', 'answers.ipynb')).toBe('sam');
    const stamp = readFileSync(submitted('joerg', 'timestamp.txt'), 'utf8').trim();
    expect(new Date(stamp).getTime()).toBe(new Date(2026, 11, 1, 20, 30).getTime());
    expect(records('roster.csv')).toContainEqual(
      expect.objectContaining({ student: 'joerg', moodle: '101', last_name: 'Müller', first_name: 'Jörg' }),
    );
  });

  it('replaces what was handed in before', () => {
    const zip = archive('again.zip', [{ name: moodle('Jörg Müller', 101, `/${file}`), text: own('anew') }]);
    expect(group.run('collect', zip, '01')).toMatchObject({ code: 0 });
    expect(markOf('joerg')).toBe('anew');
  });
});

describe("Canvas's archive", () => {
  it('is put where grading looks: the last attempt, and whether it was late', () => {
    const roster = path.join(group.folder, 'canvas.csv');
    writeFileSync(
      roster,
      'Student,ID,SIS User ID,SIS Login ID,Section,Exercise 1 (77)\n    Points Possible,,,,,22\n' +
        '"Nguyễn, Thị Minh",2001,s-9,tminh,A,\n"=cmd|calc, Al",2002,s-10,al,A,\n',
    );
    const zip = archive('canvas.zip', [
      { name: `nguyenthiminh_LATE_2001_9001_${file.replace('.ipynb', '-1.ipynb')}`, text: own('minh') },
      { name: `nguyenthiminh_LATE_2001_9001_${file}`, text: own('older') },
      { name: `cmdcalcal_2002_9002_${file}`, text: own('al') },
      { name: `unknownuser_2003_9003_${file}`, text: own('unknown') },
    ]);
    const { code, output } = group.run('collect', zip, '--roster', roster);
    expect(output).toContain(
      'tminh, 01-chain-rule-and-hooks: taken; of 2 attempts the last; LATE, says Canvas',
    );
    expect(code).toBe(0);
    expect(markOf('tminh')).toBe('minh');
    expect(existsSync(submitted('tminh', 'timestamp.txt'))).toBe(false);
    expect(markOf('unknownuser_2003')).toBe('unknown');
    expect(records('roster.csv')).toContainEqual(
      expect.objectContaining({ student: 'unknownuser_2003', canvas: '2003' }),
    );
  });
});

describe('A hostile archive', () => {
  const entry = (id: number, rest: string, more: Partial<Entry> = {}): Entry => ({
    name: `Mallory M_${id}_assignsubmission_file_/${rest}`,
    text: own('mallory'),
    ...more,
  });

  it('writes nothing outside of submitted, and costs nobody else anything', () => {
    const zip = archive('hostile.zip', [
      entry(201, `../../../../../escaped/${file}`),
      { name: `/tmp/escaped_202_assignsubmission_file_/${file}`, text: own('absolute') },
      { name: `..\\..\\x_203_assignsubmission_file_/${file}`, text: own('windows') },
      { name: `C:/x_204_assignsubmission_file_/${file}`, text: own('drive') },
      entry(205, file, { link: true, text: '/etc/passwd' }),
      entry(206, file, { zeros: 300 * 2 ** 20 }),
      entry(207, file, { zeros: 60 * 2 ** 20 }),
      entry(208, 'bomb.zip', { inner: [{ name: file, zeros: 300 * 2 ** 20 }] }),
      entry(209, 'climbs.zip', { inner: [{ name: `../../${file}`, text: own('inner') }] }),
      entry(210, 'broken.zip', { text: 'PK' }),
      { name: `Honest H_211_assignsubmission_file_/${file}`, text: own('honest') },
      { name: `.Dot_212_assignsubmission_file_/${file}`, text: own('full stop') },
      { name: `__MACOSX/._Honest H_211_assignsubmission_file_/${file}`, text: 'of a file manager' },
      { name: `Honest H_211_assignsubmission_file_/._${file}`, text: 'of a file manager' },
    ]);
    const before = readdirSync(group.folder).sort();
    const { code, output } = group.run('collect', zip, '01');
    expect(code).toBe(1);
    for (const words of [
      'its path leads out of the archive',
      'it is a link',
      'it would unpack to more than 256 MB',
      'times its size',
      'it is no zip archive',
    ])
      expect(output).toContain(`not taken: ${words}`.replace('not taken: times', 'times'));
    expect(markOf('Honest H_211')).toBe('honest');
    expect(markOf('Dot_212')).toBe('full stop'); // not passed over as a hidden folder
    const students = readdirSync(path.join(group.folder, 'submitted'));
    expect(students.filter((name) => name.includes('Mallory') || name.includes('escaped'))).toEqual([]);
    expect(readdirSync(group.folder).sort()).toEqual(before);
  });

  it.each([
    [
      'that is none',
      () => {
        const to = path.join(group.folder, 'none.zip');
        writeFileSync(to, 'not a zip');
        return to;
      },
      'it is no zip archive',
    ],
    [
      'of something else',
      () => archive('else.zip', [{ name: 'holiday/beach.png', text: 'x' }]),
      'neither as Moodle nor as Canvas',
    ],
    [
      'that does not tell its assignment',
      () => archive('what.zip', [{ name: 'A B_1_assignsubmission_file_/x.ipynb', text: own('x') }]),
      'say which ASSIGNMENT it is',
    ],
  ])('%s is refused with a reason', (_, make, words) => {
    const { code, output } = group.run('collect', make());
    expect(output).toContain(words);
    expect(code).toBe(1);
  });
});

describe('Options', () => {
  it.each([
    [['collect'], 'collect takes one archive'],
    [['collect', 'nowhere.zip'], 'there is no file nowhere.zip'],
    [
      ['grade', '--due', 'tomorrow'],
      "--due takes a time such as 2026-12-01T23:59 or 2026-12-01T23:59+01:00, not 'tomorrow'",
    ],
    [['similar', '--threshold', '7'], "--threshold takes a share above 0 and up to 1, not '7'"],
  ])('%j', ([command, ...args], words) => {
    const { code, output } = group.run(command!, ...args);
    expect(output).toContain(words);
    expect(code).toBe(2);
  });
});

const mark = (student: string, cell: string, score: number, more: Partial<Mark> = {}): Mark => ({
  assignment: 'one',
  student,
  cell,
  manual: false,
  waiting: false,
  score,
  extra: 0,
  points: 4,
  ...more,
});
const gradebook: Gradebook = {
  assignments: [{ name: 'one', points: 8, due: '2026-12-01 22:00:00' }],
  students: ['ann', 'bob', 'cy', 'dee', '=eve'].map((id) => ({
    id,
    first_name: '',
    last_name: '',
    email: '',
  })),
  submissions: [
    { assignment: 'one', student: 'ann', timestamp: '2026-12-01 21:00:00', secondsLate: 0, penalty: 0 },
    { assignment: 'one', student: 'bob', timestamp: '2026-12-02 22:00:01', secondsLate: 86_401, penalty: 0 },
    { assignment: 'one', student: 'cy', timestamp: null, secondsLate: 0, penalty: 0 },
    { assignment: 'one', student: '=eve', timestamp: null, secondsLate: 0, penalty: 0 },
  ],
  marks: [
    mark('ann', 'a-check', 4),
    mark('ann', 'b', 3, { manual: true }),
    mark('bob', 'a-check', 4),
    mark('bob', 'b', 0, { manual: true, waiting: true }),
    mark('cy', 'a-check', 28),
    mark('cy', 'b', 2, { manual: true }),
    mark('=eve', 'a-check', 5, { extra: 1 }),
    mark('=eve', 'b', 0, { manual: true }),
  ],
};

describe('Marks', () => {
  const rows = rowsOf(gradebook, [
    {
      student: 'dee',
      assignment: 'one',
      status: 'failed',
      notes: [],
      problem: 'the file\nis \u001b[2Jempty',
    },
  ]);
  const rowOf = (name: string) => rows.find(({ student }) => student === name);

  it('above a maximum are an error, and don’t count', () => {
    expect(rowOf('cy')).toMatchObject({ status: 'error', score: null, notes: ["'a-check' has 28 of 4"] });
    expect(rowOf('=eve')).toMatchObject({ status: 'graded', score: 5 });
    expect(tableOf(rows).join('\n')).toContain("cy, one: not counted: 'a-check' has 28 of 4");
  });

  it('are late by the days that have begun', () => {
    expect(rows.map(({ student, lateDays }) => [student, lateDays])).toEqual([
      ['=eve', 0],
      ['ann', 0],
      ['bob', 2],
      ['cy', 0],
      ['dee', null],
    ]);
  });

  it('are told on one line each, whatever a message holds', () => {
    expect(tableOf(rows)).toContain('  dee, one: not graded: the file?is ?[2Jempty');
    expect(printable('a\u202Eb')).toBe('a?b');
  });

  it('go into CSV that no spreadsheet takes for a formula', () => {
    writeMarks(group.folder, rows, gradebook);
    expect(records('marks.csv').map(({ student_id, score, status }) => [student_id, score, status])).toEqual([
      ["'=eve", '5', 'graded'],
      ['ann', '7', 'graded'],
      ['bob', '4', 'graded'],
      ['cy', '', 'error'],
      ['dee', '', 'not graded'],
    ]);
    expect(records('marks-by-exercise.csv')).toContainEqual({
      student_id: 'bob',
      assignment: 'one',
      exercise: 'b',
      kind: 'in words',
      score: '',
      max_score: '4',
      status: 'to be read',
    });
  });

  it('go back to Moodle and Canvas by their numbers, where they are complete', () => {
    const base = {
      last_name: '',
      first_name: '',
      email: '',
      moodle: '',
      canvas: '',
      sis: '',
      login: '',
      section: '',
    };
    const people = [
      {
        ...base,
        student: 'ann',
        moodle: '7',
        canvas: '70',
        first_name: 'Ann',
        last_name: 'Ash',
        sis: 's7',
        login: 'ann',
      },
      { ...base, student: 'bob', moodle: '8', canvas: '80', last_name: 'Birch' },
      { ...base, student: 'dee', canvas: '90' },
    ];
    expect(writeForPlatforms(group.folder, rows, people)).toEqual([
      'marks-moodle-one.csv',
      'marks-canvas.csv',
    ]);
    expect(records('marks-moodle-one.csv')).toEqual([
      expect.objectContaining({
        Identifier: 'Participant 7',
        'Full name': 'Ann Ash',
        Grade: '7',
        'Maximum grade': '8',
      }),
      expect.objectContaining({ Identifier: 'Participant 8', Grade: '', 'Feedback comments': '2 days late' }),
    ]);
    expect(records('marks-canvas.csv')).toEqual([
      {
        Student: '    Points Possible',
        ID: '',
        'SIS User ID': '',
        'SIS Login ID': '',
        Section: '',
        one: '8',
      },
      { Student: 'Ash, Ann', ID: '70', 'SIS User ID': 's7', 'SIS Login ID': 'ann', Section: '', one: '7' },
      expect.objectContaining({ ID: '80', one: '' }),
      expect.objectContaining({ ID: '90', one: '' }),
    ]);
  });
});

describe('A roster', () => {
  it('is read with any separator, and filled from another', () => {
    mkdirSync(path.join(group.folder, 'rosters'), { recursive: true });
    const from = path.join(group.folder, 'rosters', 'a.csv');
    writeFileSync(
      from,
      'First name;Surname;Username;Email address\r\n"Ann";"Ash; the ""first""";ann;ann@example.org\r\n',
    );
    const [ann] = readRoster(from);
    expect(ann).toMatchObject({ student: 'ann', last_name: 'Ash; the first', email: 'ann@example.org' });
    const all = merged([ann!], [{ ...ann!, student: 'other', canvas: '5' }]);
    expect(all).toEqual([{ ...ann, canvas: '5' }]);
  });

  it('has no field that a spreadsheet takes for a formula, and is read as it was', () => {
    const folder = path.join(group.folder, 'roster');
    mkdirSync(folder);
    const people = ['=1+1', '+2', '-3', '@SUM(A1)', "'quoted", 'plain'].map((name, i) => ({
      student: `student-${i}`,
      last_name: name,
      ...{ first_name: '', email: '', moodle: '', canvas: '', sis: '', login: '', section: '' },
    }));
    writeRoster(folder, people);
    const text = readFileSync(path.join(folder, 'roster.csv'), 'utf8');
    expect(
      fromCsv(text)
        .flat()
        .filter((field) => /^[=+\-@]/.test(field)),
    ).toEqual([]);
    expect(readRoster(path.join(folder, 'roster.csv'))).toMatchObject(people);
  });

  it('reads what it writes', () => {
    const rows = [
      ['a,b', 'c"d'],
      ['e\nf', ''],
    ];
    expect(fromCsv(toCsv(rows))).toEqual(rows);
  });
});

describe('Similar answers', () => {
  const loop = (
    a: string,
    b: string,
    n: number,
  ): string => `function chainGradient(weights: number[], x: number) {
  let ${a} = x; let ${b} = 1;
  for (const w of weights) { ${a} = Math.tanh(w * ${a}); ${b} *= w * (${n} - ${a} * ${a}); }
  return ${b};
}`;
  const other = `const chainGradient = (weights: number[], x: number) =>
  weights.reduce(([a, g], w) => { const next = Math.tanh(w * a); return [next, g * w * (1 - next ** 2)]; }, [x, 1])[1];`;
  const stub =
    'function chainGradient(weights: number[], x: number): number {\n  throw new Error("not attempted");\n}';
  const answer = (student: string, text: string) => ({
    student,
    assignment: 'one',
    exercise: 'chain',
    inWords: false,
    text,
  });

  it('are found under other names, numbers, comments and layout, and shown with both texts', () => {
    const pairs = similarPairs(
      [
        answer('ann', loop('a', 'gradient', 1)),
        answer('bob', `// all my own\n${loop('value', 'result', 1.0).replaceAll('; ', ';\n\n')}`),
        answer('cy', other),
      ],
      stub,
      0.8,
    );
    expect(pairs.map(({ a, b }) => [a.student, b.student])).toEqual([['ann', 'bob']]);
    expect(pairs[0]!.share).toBe(1);
    const page = similarPage([{ ...pairs[0]!, a: answer('<script>', '</pre><script>1</script>') }], 0.8);
    expect(page).not.toContain('<script>');
    expect(page).toContain('all my own');
  });

  it('are none where the assignment gave what is alike, or where there is little', () => {
    expect(similarPairs([answer('ann', stub), answer('bob', stub)], stub, 0.5)).toEqual([]);
    expect(similarPairs([answer('ann', 'const a = 1'), answer('bob', 'const b = 2')], stub, 0.5)).toEqual([]);
  });

  it('are told from what most of a class writes alike', () => {
    const same = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((student) => answer(student, loop('x1', 'y1', 1)));
    expect(similarPairs(same, stub, 0.8)).toEqual([]);
  });
});
