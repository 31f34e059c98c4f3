// Progress and charts of a sweep while it runs, and the files that it writes at the end.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { aq, charts, experiment, sweep } from '../../src';
import { Rate } from '../../src/sweep/rate';
import { progressText } from '../../src/sweep/show';
import { writeArray, writeTable } from '../../src/sweep';
import { liveFigure } from '../../src/notebook';
import { valuesOf, valueOf } from '../../src/cli/grid';
import { sentBy } from '../notebook/kernel';
import { experimentFile } from './support';

let folder: string;
let cwd: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'sweep-'));
  cwd = process.cwd();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('progress', () => {
  it('has the rate of the last minute and the time that is left', () => {
    let now = 0;
    const rate = new Rate(() => now);
    expect(rate.perSecond()).toBeNull();
    for (let i = 0; i < 100; i++) {
      now += 1000;
      rate.add();
    }
    expect(rate.perSecond()).toBeCloseTo(1, 1);
    for (let i = 0; i < 1200; i++) {
      now += 100;
      rate.add();
    }
    expect(rate.perSecond()).toBeCloseTo(10, 0);
  });

  it('is said in words', () => {
    const base = { done: 12, points: 400, failed: 0, rate: null, secondsLeft: null };
    expect(progressText(base)).toBe('12 of 400 points');
    expect(progressText({ ...base, rate: 3.14159, secondsLeft: 123.5, failed: 2 })).toBe(
      '12 of 400 points, 3.14 a second, 3 min left, 2 failed',
    );
    expect(progressText({ ...base, rate: 3, secondsLeft: 8000 })).toContain('2.2 h left');
  });
});

const square = (() => {
  const made = { ...experiment<{ a: number }>({ name: 'square', measure: ({ a }) => ({ b: a * a }) }) };
  Reflect.deleteProperty(made, 'file');
  return made;
})();

describe('in a notebook', () => {
  it('a sweep shows its chart, and at the end the chart of all rows', async () => {
    const seen: number[] = [];
    const sent = await sentBy(async () => {
      await sweep(
        square,
        { over: { a: [1, 2, 3] } },
        {
          executor: 'inline',
          chart: (rows) => {
            seen.push(rows.numRows());
            return charts.sweep(rows, { x: 'a', y: 'b' });
          },
        },
      );
    });
    const plots = sent
      .map(({ data }) => data as Record<string, { data: { x: number[] }[] } | undefined>)
      .map((data) => data['application/vnd.plotly.v1+json'])
      .filter((plot) => plot !== undefined);
    expect(seen.at(-1)).toBe(3);
    expect(plots.at(-1)!.data[0].x).toEqual([1, 2, 3]);
    expect(
      sent.some(({ data }) =>
        String((data as Record<string, unknown>)['text/plain']).includes('of 3 points'),
      ),
    ).toBe(true);
  });

  it('a chart that can not be drawn costs no rows', async () => {
    let table: aq.ColumnTable | undefined;
    await sentBy(async () => {
      table = await sweep(
        square,
        { over: { a: [1] } },
        {
          executor: 'inline',
          chart: () => {
            throw new Error('no chart');
          },
        },
      );
    });
    expect(table!.array('b')).toEqual([1]);
  });

  it('a figure that changes is one chart, one script that draws over it, and at the end the last figure', async () => {
    const figure = (y: number) => charts.sweep(aq.table({ x: [1, 2], y: [1, y] }), { x: 'x', y: 'y' });
    const sent = await sentBy(() => {
      const live = liveFigure();
      for (const y of [2, 3, 4]) live.set(figure(y));
      live.close();
    });
    const ids = sent.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    const htmls = sent.map(({ data }) => String((data as Record<string, unknown>)['text/html']));
    expect(htmls[1]).toContain('window.Plotly.react');
    expect(htmls[2]).toContain('[1,4]');
    expect(htmls.at(-1)).toBe('');
    expect((sent.at(-2)!.data as Record<string, unknown>)['application/vnd.plotly.v1+json']).toMatchObject({
      data: [{ y: [1, 4] }],
    });
  });
});

describe('the table of a sweep', () => {
  const table = aq.table({
    a: [1, 2],
    name: ['x', null],
    value: [NaN, -0],
    spec: [{ hidden: [1] }, null],
    yes: [true, null],
  });

  it('is written as CSV, Arrow and Parquet, which other readers read back', async () => {
    const file = (ending: string): string => path.join(folder, `t.${ending}`);
    for (const ending of ['csv', 'arrow', 'parquet']) await writeTable('sweep', table, file(ending));
    expect(readFileSync(file('csv'), 'utf8').split('\n')[0]).toBe('a,name,value,spec,yes');
    const arrow = aq.fromArrow(readFileSync(file('arrow')));
    expect(arrow.objects()).toEqual([
      { a: 1, name: 'x', value: NaN, spec: '{"hidden":[1]}', yes: true },
      { a: 2, name: null, value: -0, spec: null, yes: null },
    ]);
    const bytes = readFileSync(file('parquet'));
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    expect(await parquetReadObjects({ file: buffer as ArrayBuffer })).toEqual([
      { a: 1, name: 'x', value: NaN, spec: '{"hidden":[1]}', yes: true },
      { a: 2, name: null, value: -0, spec: null, yes: null },
    ]);
    const mixed = aq.table({ a: [1, 'x', -0], b: [-0, 1, null], fault: [null, null, null] });
    for (const ending of ['csv', 'arrow', 'parquet']) await writeTable('sweep', mixed, file(ending));
    expect(readFileSync(file('csv'), 'utf8')).toBe('a,b,fault\n1,-0,\nx,1,\n-0,,\n');
    const rows = [
      { a: '1', b: -0, fault: null },
      { a: 'x', b: 1, fault: null },
      { a: '-0', b: null, fault: null },
    ];
    expect(aq.fromArrow(readFileSync(file('arrow'))).objects()).toEqual(rows);
    const mixedBytes = new Uint8Array(readFileSync(file('parquet')));
    expect(await parquetReadObjects({ file: mixedBytes.buffer })).toEqual(rows);
    await expect(writeTable('sweep', table, file('xlsx'))).rejects.toThrow(
      "'.xlsx' is not one of .csv, .arrow, .parquet",
    );
  });
});

describe('the scripts of an array job', () => {
  it('run every shard, and quote what a shell would read', () => {
    process.chdir(folder);
    try {
      const args = [
        experimentFile('slow'),
        '--over',
        'i=1:6',
        '--base',
        "log=it's",
        '--array',
        '3',
        '--journal',
        'x',
      ];
      writeArray(experimentFile('slow'), { over: { i: [1, 2, 3, 4, 5, 6] } }, 3, args);
      const script = readFileSync('sweeps/slow-array/sbatch.sh', 'utf8');
      expect(script).toContain('#SBATCH --array=1-3');
      expect(script).toContain(`--over i=1:6 --base 'log=it'\\''s' --shard "$SLURM_ARRAY_TASK_ID/3"`);
      expect(script).not.toContain('--journal x');
      expect(readFileSync('sweeps/slow-array/job.yaml', 'utf8')).toContain('completions: 3');
      expect(() => writeArray(experimentFile('slow'), { over: { i: [1] } }, 2, [])).toThrow(
        'at most the number of points',
      );
      expect(existsSync('sweeps/slow-array/2.jsonl')).toBe(false);
    } finally {
      process.chdir(cwd);
    }
  });
});

test.each([
  ['depth', '5,10,20', [5, 10, 20]],
  ['gain', '0.5:1:0.25', [0.5, 0.75, 1]],
  ['i', '1:3', [1, 2, 3]],
  ['seed', '20', 20],
  ['seed', '3,7', [3, 7]],
  ['activation', 'tanh,relu', ['tanh', 'relu']],
  ['spec', '[{"a":[1,2]},{"a":[3]}]', [{ a: [1, 2] }, { a: [3] }]],
  ['optimizer', '{"name":"sgd","momentum":0.9}', [{ name: 'sgd', momentum: 0.9 }]],
  ['rate', '-1e-3,NaN,-Infinity', [-0.001, NaN, -Infinity]],
  ['skip', 'true,false', [true, false]],
  ['depth', '5', [5]],
])('--over %s=%s', (name, text, values) => {
  expect(valuesOf(name, text)).toEqual(values);
});

test('--base takes JSON, numbers and words', () => {
  expect(['5', 'tanh', '[64,64]', '{"a":1}', 'true', ''].map(valueOf)).toEqual([
    5,
    'tanh',
    [64, 64],
    { a: 1 },
    true,
    '',
  ]);
});
