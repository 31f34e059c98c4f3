// Journals: what a writer leaves behind, whenever it ends.
import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type Entry } from '../../src/sweep/journal';

let folder: string;
let file: string;
let notes: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'journal-'));
  file = path.join(folder, 'j.jsonl');
  notes = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const open = () => Journal.open(file, (text) => notes.push(text));
const keyOf = (i: number) => i.toString(16).padStart(32, '0');
const entry = (i: number, { ok = true, text = 'x' } = {}): Entry => ({
  key: keyOf(i),
  ok,
  point: `{"i":${i}}`,
  ms: 1.23456,
  outcome: `{"rows":[{"v":${i},"text":${JSON.stringify(text)}}]}`,
});
async function write(...entries: Entry[]): Promise<void> {
  const journal = await open();
  for (const one of entries) journal.append(one);
  journal.close();
}

describe('a journal', () => {
  it('has each point in a line of its own, and finds it again', async () => {
    const text = 'quote " newline \n braces {"key":" ☃';
    await write(entry(1), entry(2, { text }));
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    const journal = await open();
    expect([journal.size, journal.status(keyOf(2)), journal.status(keyOf(3))]).toEqual([2, true, undefined]);
    expect(JSON.parse(journal.line(keyOf(2))!)).toEqual({
      key: keyOf(2),
      ok: 1,
      point: { i: 2 },
      ms: 1.235,
      rows: [{ v: 2, text }],
    });
    journal.append(entry(3));
    expect(JSON.parse(journal.line(keyOf(3))!)).toMatchObject({ rows: [{ v: 3 }] });
    journal.close();
    expect(notes).toEqual([]);
  });

  it('is whole again after it was cut at any byte of its last line', async () => {
    await write(entry(1), entry(2, { text: '☃'.repeat(5) }));
    const bytes = readFileSync(file);
    const first = bytes.indexOf('\n') + 1;
    for (let length = first + 1; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      notes.length = 0;
      const journal = await open();
      expect([journal.size, journal.status(keyOf(2))]).toEqual([1, undefined]);
      journal.append(entry(3));
      journal.close();
      expect(notes).toEqual([
        expect.stringMatching(/the last line of .* was not written to its end; it is dropped/),
      ]);
      expect(readFileSync(file, 'utf8')).toBe(`${bytes.toString('utf8', 0, first)}${lineWithout(bytes, 3)}`);
    }
  });

  const lineWithout = (bytes: Buffer, i: number): string =>
    bytes
      .toString()
      .split('\n')[0]!
      .replace(keyOf(1), keyOf(i))
      .replace('{"i":1}', `{"i":${i}}`)
      .replace('"v":1', `"v":${i}`) + '\n';

  it('keeps what was appended to a line that was cut, as `cat` of shards does', async () => {
    await write(entry(1), entry(2));
    truncateSync(file, readFileSync(file).length - 7);
    const other = path.join(folder, 'other.jsonl');
    const journal = await Journal.open(other, () => undefined);
    for (const i of [3, 4]) journal.append(entry(i));
    journal.close();
    appendFileSync(file, readFileSync(other));
    const both = await open();
    expect([1, 2, 3, 4].map((i) => both.status(keyOf(i)))).toEqual([true, undefined, true, true]);
    expect(JSON.parse(both.line(keyOf(3))!)).toMatchObject({ rows: [{ v: 3 }] });
    both.close();
    expect(notes).toEqual([expect.stringMatching(/^1 line of .* can't be read/)]);
  });

  it('says how many lines in its middle are damaged, and keeps the others', async () => {
    await write(entry(1), entry(2), entry(3));
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[1] = '\0'.repeat(40);
    writeFileSync(file, lines.join('\n'));
    const journal = await open();
    expect([1, 2, 3].map((i) => journal.status(keyOf(i)))).toEqual([true, undefined, true]);
    journal.close();
    expect(notes).toHaveLength(1);
  });

  it('has the last outcome of a point, and keeps a faultless one', async () => {
    await write(entry(1, { ok: false }), entry(1), entry(2), entry(2, { ok: false }));
    const journal = await open();
    expect([1, 2].map((i) => journal.status(keyOf(i)))).toEqual([true, true]);
    journal.close();
  });

  it('refuses a folder, a device and a path through a file, and says what they are', async () => {
    writeFileSync(file, '');
    const at = (given: string) => expect(Journal.open(given, () => undefined)).rejects;
    await at(folder).toThrow(`journal must be the path of a file; ${folder} is a folder`);
    await at('/dev/null').toThrow('/dev/null is a device or a pipe');
    await at(path.join(file, 'j.jsonl')).toThrow(/^sweep: the journal .* can't be opened: E/);
  });

  it('that is removed, moved or replaced while it is written takes no more lines within a second, and says so', async () => {
    const journal = await open();
    journal.append(entry(1));
    expect(journal.isThere()).toBe(true);
    renameSync(file, `${file}.old`);
    writeFileSync(file, '');
    expect(journal.isThere()).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(() => {
      journal.append(entry(2));
    }).toThrow(/the journal .* was removed, moved or replaced while the sweep ran/);
    expect(journal.line(keyOf(1))).toContain('"v":1');
    journal.close();
  });

  it('does not touch a file that is something else', async () => {
    writeFileSync(file, 'a thesis\nwithout a copy');
    await expect(open()).rejects.toThrow(/is no journal/);
    expect(readFileSync(file, 'utf8')).toBe('a thesis\nwithout a copy');
    writeFileSync(file, 'one line');
    await expect(open()).rejects.toThrow(/is no journal/);
    expect(readdirSync(folder)).toEqual(['j.jsonl']);
  });
});

describe('two writers of a journal', () => {
  it('exclude each other, and the second is told who the first is', async () => {
    const first = await open();
    await expect(open()).rejects.toThrow(`is being written by process ${process.pid} on ${hostname()}`);
    first.close();
    const second = await open();
    second.close();
    expect(readdirSync(folder)).toEqual(['j.jsonl']);
  });

  it('by different paths exclude each other: a link is the file that it leads to', async () => {
    const link = path.join(folder, 'link.jsonl');
    symlinkSync(file, link);
    const first = await open();
    await expect(Journal.open(link, () => undefined)).rejects.toThrow(/is being written by process/);
    first.close();
    const second = await Journal.open(link, () => undefined); // the link led nowhere at first, and makes the file
    second.append(entry(1));
    await expect(open()).rejects.toThrow(/is being written by process/);
    second.close();
    expect(readFileSync(file, 'utf8')).toContain(keyOf(1));
  });

  it('of which the first was killed: the second takes over', async () => {
    const dead = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], { encoding: 'utf8' });
    const holder = { pid: Number(dead.stdout), host: hostname(), started: null };
    writeFileSync(`${file}.lock-${holder.pid}-1`, JSON.stringify(holder));
    (await open()).close();
    expect(readdirSync(folder)).toEqual(['j.jsonl']);
  });

  it('of which the first is a process with the id of a dead one: the second takes over', async () => {
    const holder = { pid: process.ppid, host: hostname(), started: 'another boot/1' };
    writeFileSync(`${file}.lock-${holder.pid}-1`, JSON.stringify(holder));
    if (existsSync('/proc/self/stat')) (await open()).close();
  });

  it('on another machine are not judged: the message says what to delete', async () => {
    const holder = { pid: 1, host: 'elsewhere', started: null };
    writeFileSync(`${file}.lock-1-1`, JSON.stringify(holder));
    await expect(open()).rejects.toThrow(
      `by process 1 on elsewhere; if that machine is gone, delete ${file}.lock-1-1`,
    );
  });

  it('of eight that start at once at most one writes', async () => {
    const program = `
      const { Journal } = require(${JSON.stringify(path.resolve('dist/sweep/journal'))});
      Journal.open(process.argv[1], () => undefined).then((journal) => {
        console.log('open', Date.now());
        setTimeout(() => { console.log('closed', Date.now()); journal.close(); }, 300);
      }, () => console.log('refused'));`;
    const outputs = await Promise.all(
      Array.from({ length: 8 }, () => {
        const child = spawn(process.execPath, ['-e', program, file]);
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
        return new Promise<string>((resolve) => child.on('close', () => resolve(text)));
      }),
    );
    const times = outputs
      .filter((text) => text.includes('open'))
      .map((text) => [...text.matchAll(/\d+/g)].map(Number))
      .sort(([a], [b]) => a! - b!);
    for (const [i, [opened]] of times.entries())
      if (i > 0) expect(opened).toBeGreaterThanOrEqual(times[i - 1]![1]!);
    expect(outputs.every((text) => /^(open \d+\nclosed \d+|refused)\n$/.test(text))).toBe(true);
  });
});

describe('a disk that is full', () => {
  it('is said, and the journal has whole lines alone', () => {
    const program = `
      process.on('SIGXFSZ', () => undefined);
      const { Journal } = require(${JSON.stringify(path.resolve('dist/sweep/journal'))});
      Journal.open(process.argv[1], () => undefined).then((journal) => {
        for (let i = 0; ; i++)
          journal.append({ key: i.toString(16).padStart(32, '0'), ok: true, point: '{}', ms: 1, outcome: '{"rows":[]}' });
      }).catch((error) => console.log(error.message));`;
    // In sh, a unit of ulimit -f is 512 bytes.
    const limited = spawnSync(
      'sh',
      ['-c', 'ulimit -f 8; exec "$0" "$@"', process.execPath, '-e', program, file],
      {
        encoding: 'utf8',
      },
    );
    expect(limited.stdout).toMatch(
      /can't be written: the file has reached the size limit \(EFBIG\); the \d+ points before are in it/,
    );
    const text = readFileSync(file, 'utf8');
    expect(text.endsWith('}\n')).toBe(true);
    expect(text.length).toBeLessThanOrEqual(8 * 512);
    for (const line of text.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('rows');
  });
});
