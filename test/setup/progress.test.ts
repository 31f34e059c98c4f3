import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { megabytes, Progress } from '../../scripts/progress.mjs';

const escape = String.fromCharCode(27);

class Stream {
  written = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 80,
  ) {}
  write(text: string) {
    this.written += text;
  }
  /** The text on a terminal that knows only the two control sequences in use. */
  get screen() {
    const lines: string[] = [''];
    for (const part of this.written.split(new RegExp(`(${escape}\\[\\d+A${escape}\\[J|\n)`))) {
      const up = new RegExp(`^${escape}\\[(\\d+)A`).exec(part);
      if (up) lines.splice(-1 - Number(up[1]), Infinity, '');
      else if (part === '\n') lines.push('');
      else lines[lines.length - 1] += part;
    }
    return lines.slice(0, -1);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('Megabytes are rounded, and not yet done before they are', () => {
  expect(megabytes(120_400_000, 273_829_956)).toBe('120 of 274 MB (43 %)');
  expect(megabytes(273_829_955, 273_829_956)).toBe('274 of 274 MB (99 %)');
});

describe('On a terminal', () => {
  it('the lines of running steps move at the bottom, and what is done stays above', () => {
    const stream = new Stream(true);
    const progress = new Progress(stream, 3);
    progress.start('Packages');
    progress.start('TensorFlow');
    progress.update('TensorFlow', '120 of 270 MB');
    vi.advanceTimersByTime(2_000);
    expect(stream.screen).toEqual(['[1/3] Packages … 2.0 s', '[2/3] TensorFlow … 120 of 270 MB']);
    progress.done('Packages');
    progress.start('Library');
    vi.advanceTimersByTime(10_000);
    expect(stream.screen).toEqual([
      '[1/3] Packages: 2.0 s',
      '[2/3] TensorFlow … 120 of 270 MB',
      '[3/3] Library … 10 s',
    ]);
    progress.note('a line of a program');
    progress.done('Library');
    progress.done('TensorFlow', (label, time) => `${label}: 2.21.0, ${time}`);
    progress.end();
    expect(stream.screen).toEqual([
      '[1/3] Packages: 2.0 s',
      'a line of a program',
      '[3/3] Library: 10 s',
      '[2/3] TensorFlow: 2.21.0, 12 s',
    ]);
  });

  it('a line is cut where it would wrap', () => {
    const stream = new Stream(true, 20);
    const progress = new Progress(stream, 1);
    progress.start('A step of a long name');
    vi.advanceTimersByTime(100);
    progress.end();
    expect(stream.written).toContain('[1/1] A step of a l\n');
  });
});

it('Elsewhere a step says when it starts and ends, and how far it is every quarter of a minute', () => {
  const stream = new Stream(false);
  const progress = new Progress(stream, 1);
  progress.start('TensorFlow');
  for (let second = 1; second <= 40; second++) {
    vi.advanceTimersByTime(1_000);
    progress.update('TensorFlow', `${second} of 40 MB`);
  }
  progress.done('TensorFlow');
  progress.end();
  expect(stream.written.split('\n')).toEqual([
    '[1/1] TensorFlow …',
    '[1/1] TensorFlow … 15 of 40 MB',
    '[1/1] TensorFlow … 30 of 40 MB',
    '[1/1] TensorFlow: 40 s',
    '',
  ]);
});

it('A log of ends only has a line for each task that ends', () => {
  const stream = new Stream(false);
  const progress = new Progress(stream, 2, { logs: 'ends' });
  progress.start('01-problem');
  progress.update('01-problem', 'cell 1 of 2');
  vi.advanceTimersByTime(40_000);
  progress.update('01-problem', 'cell 2 of 2');
  progress.done('01-problem', (_label, time) => `✓ 01-problem  ${time}`);
  progress.end();
  expect(stream.written).toBe('✓ 01-problem  40 s\n');
});
