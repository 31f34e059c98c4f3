// Reports: roots first, what they explain behind them, in every format.
import { describe, expect, it } from 'vitest';
import { Diagnosis, show, type Finding } from '../../../src';
import { EXPLAINS, explain } from '../../../src/diagnosis/causes';

const finding = (rule: string, change: Partial<Finding> = {}): Finding => ({
  rule,
  cause: 'vanishing-gradient',
  look: 'plan',
  severity: 'error',
  confidence: 1,
  layer: 'dense_1',
  rows: [],
  columns: [],
  evidence: { quantity: 'units', value: 1, threshold: 2, basis: 'arithmetic' },
  problem: `the problem of ${rule}`,
  meaning: 'It <stops> training.',
  remedy: { text: 'Change it.', code: 'const a = 1 < 2;', fixes: [] },
  notebook: '02-depth',
  explainedBy: null,
  ...change,
});
const diagnosis = (...findings: Finding[]): Diagnosis =>
  new Diagnosis({ findings: explain(findings), skipped: [], layers: null, history: null });
const [[root, [effect]]] = Object.entries(EXPLAINS) as unknown as [[string, [string]]];

describe('the order of findings', () => {
  it('puts a root first that is a warning, where an error follows from it', () => {
    const found = explain([finding(effect), finding('other'), finding(root, { severity: 'warning' })]);
    expect(found.map(({ rule, explainedBy }) => [rule, explainedBy])).toEqual([
      [root, null],
      [effect, root],
      ['other', null],
    ]);
  });

  it('explains nothing by a note, and sorts roots by severity and then by confidence', () => {
    const found = explain([
      finding('note', { severity: 'info' }),
      finding('unsure', { confidence: 0.5 }),
      finding('sure'),
      finding('mild', { severity: 'warning' }),
    ]);
    expect(found.map(({ rule }) => rule)).toEqual(['sure', 'unsure', 'mild', 'note']);
    const [first] = explain([finding(effect), finding(root, { severity: 'info' })]);
    expect(first).toMatchObject({ rule: effect, explainedBy: null });
  });

  it('has no circle in what explains what', () => {
    const reaches = (from: string, to: string, seen: string[] = []): boolean =>
      (EXPLAINS[from] ?? []).some(
        (next) => next === to || (!seen.includes(next) && reaches(next, to, [...seen, next])),
      );
    expect(Object.keys(EXPLAINS).filter((rule) => reaches(rule, rule))).toEqual([]);
  });
});

describe('a report', () => {
  it('names the root in its first line, and what it explains below it', () => {
    const text = String(diagnosis(finding(effect), finding(root)));
    const [headline] = text.split('\n');
    expect(headline).toBe(`This network will not train as it is: ${root}.`);
    expect(text).toContain(`It explains: the problem of ${effect}.`);
    expect(text.match(/^\d\. /gm)).toEqual(['1. ']);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it('says so where nothing was found', () => {
    expect(String(diagnosis())).toBe('Nothing was found that keeps this network from training.');
    expect(diagnosis().root).toBeNull();
  });

  it('is a card in a notebook, whose text can be no HTML, and plain text on a terminal', () => {
    const display = Symbol.for('Jupyter.display');
    const bundle = (diagnosis(finding('other')) as unknown as Record<symbol, () => Record<string, string>>)[
      display
    ]!();
    expect(bundle['text/html']).toContain('It &#60;stops&#62; training.');
    expect(bundle['text/html']).toContain('const a = 1 &#60; 2;');
    expect(bundle['text/plain']).toContain('It <stops> training.');
    show(diagnosis(finding('other'))); // no error
  });

  it('is a table, a row a finding, with values only', () => {
    const [row] = diagnosis(finding('other')).table.objects();
    expect(row).toMatchObject({ rule: 'other', quantity: 'units', value: 1, remedy: 'Change it.' });
    expect(Object.values(row!).every((value) => typeof value !== 'object' || value === null)).toBe(true);
  });
});
