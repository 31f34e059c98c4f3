// A class that attacks: each attack costs the cell that it is in, and nothing else.
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import type { Mark } from '../../scripts/exercises/course.mjs';
import { answers, assaults, forgeries, stubs, type Attacked } from './attacks.js';
import { cellOf } from './assignment.js';
import { Class, exercisesAsync, POINTS, scoresOf } from './course.js';

const assignment = '01-chain-rule-and-hooks';
const group = new Class(assignment);
const mark = `left-${randomUUID().slice(0, 8)}`;
const attacked = Object.keys(stubs) as Attacked[];

/** A submission: its name, and the attacks in it by the cell that they are in. */
interface Submission {
  readonly student: string;
  readonly cells: Partial<Record<Attacked, { readonly what: string; readonly code: string }>>;
}

/** Outside of the box, an attack would be one. */
const GUARD =
  "if (require('fs').existsSync('/usr/bin/env')) throw new Error('NOT IN THE BOX'); console.log('began');";

const withStub = (cell: Attacked, attack: string): string => `${GUARD}${attack}\n${stubs[cell]}`;

/** Three forgeries a submission; three answers a submission; one assault a submission. */
function submissionsOf(port: number): Submission[] {
  const inThrees = (attacks: [string, string][]): Submission[] =>
    Array.from({ length: Math.ceil(attacks.length / 3) }, (_, i) => ({
      student: `forger${i}`,
      cells: Object.fromEntries(
        attacks
          .slice(3 * i, 3 * i + 3)
          .map(([what, code], j) => [attacked[j], { what, code: withStub(attacked[j], code) }]),
      ),
    }));
  const answering = [0, 1, 2, 3].map((i) => ({
    student: `answerer${i}`,
    cells: Object.fromEntries(
      attacked.map((cell) => {
        const [what, code] = Object.entries(answers[cell])[i];
        return [cell, { what, code: `${GUARD}${code}` }];
      }),
    ),
  }));
  const assaulting = Object.entries(assaults({ root: paths.root, course: group.folder, port, mark })).map(
    ([what, code], i) => ({
      student: `assailant${i}`,
      cells: { 'layers-until': { what, code: withStub('layers-until', code) } },
    }),
  );
  return [...inThrees(Object.entries(forgeries)), ...answering, ...assaulting];
}

/** The files that must not change, as one hash for each. */
function state(): Record<string, string> {
  const folders = [
    path.join(paths.root, 'scripts'),
    path.join(paths.root, 'src'),
    path.join(paths.dist, 'exercises'),
    path.join(paths.dist, 'judge'),
    path.join(paths.dist, 'kernel'),
    path.join(paths.root, 'data'),
    ...['source', 'release', 'submitted'].map((step) => path.join(group.folder, step)),
  ];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  return Object.fromEntries(
    files.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

const places = ['/', '/tmp', '/var/tmp', '/dev/shm', homedir(), tmpdir(), paths.root, paths.dist];
const leftBehind = (): string[] =>
  [...places, group.folder, path.join(group.folder, 'submitted', 'bystander')]
    .filter((place) => existsSync(place))
    .flatMap((place) => readdirSync(place).filter((name) => name.includes(mark)));

/** The processes that have the mark in their command lines. */
const running = (): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return line.includes(mark) ? [line] : [];
      } catch {
        return [];
      }
    });

let server: Server;
let requests = 0;
let submissions: Submission[] = [];
let marks: Mark[] = [];
let [before, after]: Record<string, string>[] = [{}, {}];
let processes: string[] = [];

beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    response.end();
  }).listen(0);
  server.on('connection', () => requests++);
  group.release();
  submissions = submissionsOf((server.address() as AddressInfo).port);
  group.handIn('bystander', {});
  for (const { student, cells } of submissions)
    group.handIn(student, Object.fromEntries(Object.entries(cells).map(([cell, { code }]) => [cell, code])));
  before = state();
  // An attack outside of the box would be one.
  execFileSync(paths.python, [path.join(paths.root, 'scripts/exercises/grading/box.py'), process.execPath]);
  // Not in this thread: the server is to answer who comes.
  const { output } = await exercisesAsync(
    'grade',
    '--course',
    group.folder,
    '--timeout',
    '40', // several times what an honest cell takes on a busy machine
    '--isolation',
    'bubblewrap',
  );
  await wait(1000);
  processes = running();
  after = state();
  marks = await group.course.marks();
  expect(output).toContain('bystander');
});
afterAll(() => {
  server.close();
  group.remove();
});

/** A cell's outputs, without the lines of its code that a traceback quotes. */
const outputsOf = (student: string, cell: string): string =>
  JSON.stringify(
    cellOf(group.read('autograded', student), cell).outputs?.map(({ text, ename, evalue }) => [
      text,
      ename,
      evalue,
    ]),
  );

describe('Each attack gets nothing for its cell, and the other cells get what is theirs', () => {
  const all = submissionsOf(0);
  it.each(all.map(({ student, cells }) => [student, cells] as const))('%s', (student, cells) => {
    const none = Object.fromEntries(Object.keys(cells).map((cell) => [cell, 0]));
    const what = Object.values(cells).map((one) => one.what);
    const scores = scoresOf(marks, student);
    expect(scores, `${what.join('; ')}: ${JSON.stringify(scores)}`).toEqual({ ...POINTS, ...none });
  });

  it('and each has begun: what does not compile would be no attack', () => {
    for (const { student, cells } of submissions) {
      for (const [cell, { what }] of Object.entries(cells)) {
        const said = outputsOf(student, cell);
        expect(said, what).toMatch(/began|DeadKernelError|TooMuch|CellTimeoutError|NoKernelMessage/);
        expect(said, what).not.toMatch(/CompileError|LEAK|FOUND|NOT IN THE BOX/);
      }
    }
  });
});

it('Who attacks nobody gets full marks, among those who do', () => {
  expect(scoresOf(marks, 'bystander')).toEqual(POINTS);
});

it('Nothing outside of a submission has changed, or was left behind', () => {
  expect(after).toEqual(before);
  expect(leftBehind()).toEqual([]);
});

it('No process goes on a second after', () => {
  expect(processes).toEqual([]);
});

it('Nobody has reached a server on this machine', () => {
  expect(requests).toBe(0);
});
