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
    expect(String(diagnosis())).toMatch(/^Nothing was found that keeps this network from training\.\n/);
    expect(diagnosis().root).toBeNull();
  });

  it('says that the network is hardly better than a constant, where the training is not, with a finding and without one', () => {
    const training = { from: 2.5, steps: 77, planned: null, constant: 2.3, constantName: 'ln 10', runs: 2 };
    const mild = explain([finding('mild', { severity: 'warning' })]);
    const headline = (to: number, findings: Finding[] = mild): string =>
      String(
        new Diagnosis({
          findings,
          skipped: [],
          layers: null,
          history: null,
          training: { ...training, to },
        }),
      );
    expect(headline(2.3)).toMatch(/^This network is hardly better than a constant after 77 steps.* mild\.\n/);
    // 2.1 is a tenth of the way from ln 10 to a perfect loss.
    expect(headline(2.1, [])).toMatch(
      /^No fault was found, but after 77 steps this network is hardly better than a constant/,
    );
    expect(headline(2, [])).toMatch(/^Nothing was found that keeps this network from training\.\n/);
    const data = explain([finding('data', { severity: 'warning', cause: 'data-mistake' })]);
    expect(headline(0.5, data)).toMatch(/^This network trains, but on data that do not look right: data\.\n/);
    expect(headline(0.5)).toMatch(/^This network trains, but not as well as it could: mild\.\n/);
    expect(headline(NaN).replace(/\s+/g, ' ')).toContain(
      'Training: loss 2.5 -> NaN in 77 steps (median of 2 draws of the weights); the best constant output has 2.3 (ln 10).',
    );
  });

  it('says on which side of its limit a value is, and how sure a finding is, in every format alike', () => {
    const evidence = { quantity: 'the ratio', value: 0.003, threshold: 0.03, basis: 'arithmetic' };
    const below = diagnosis(finding('one', { evidence, confidence: 0.9 }));
    const words = 'the ratio: 0.003, below 0.03 (arithmetic); confidence 90 %.';
    expect(String(below)).toContain(`Measured: ${words}`);
    expect(JSON.stringify(below.sarif())).toContain(words);
    expect(JSON.stringify(below.sarif())).toContain('"rank":90');
    expect(below.toJSON().findings[0]!.confidence).toBe(0.9);
    const above = diagnosis(finding('one', { evidence: { ...evidence, value: 2 } }));
    expect(String(above)).toContain('the ratio: 2, above 0.03 (arithmetic); confidence 100 %.');
  });

  it('writes a change once that two roots ask for', () => {
    const text = String(diagnosis(finding('one'), finding('two')));
    expect(text.match(/Do: Change it\./g)).toHaveLength(1);
    expect(text).toContain('Do: what 1 says does this too.');
  });

  it('says what it rules out, of looks that were taken, and nothing of others', () => {
    expect(String(diagnosis(finding('vanishing-gradient')))).toMatch(
      /No fault found in: (?!.*size of the gradients)/,
    );
    const skipped = [
      { look: 'start', reason: 'no' },
      { look: 'training', reason: 'no' },
    ] as const;
    const plan = new Diagnosis({ findings: [], skipped, layers: null, history: null });
    expect(String(plan)).toContain(
      'No fault found in: shapes and labels; output and loss; NaN in the data; scale of',
    );
    expect(String(plan)).not.toContain('dead and saturated units');
    const reason = 'training refuses the data: diagnose: y must be of another shape.';
    const refused = skipped.map(({ look }) => ({ look, reason }));
    const unread = new Diagnosis({ findings: [], skipped: refused, layers: null, history: null });
    expect(String(unread)).toContain('No fault found in: output and loss; NaN in the data');
  });

  it('has the first change with its loss before and after, in seeds and steps', () => {
    const change = {
      ...{ fixes: ['initializer'] as const, change: "initialize(model, 'heNormal')", loss: null },
      ...{ before: 2.3, after: 0.41, rest: 0.18, share: 0.18, halved: 4, seeds: 5, steps: 60 },
    };
    const given = { findings: [finding('one')], skipped: [], layers: null, history: null };
    const text = (firstChange: typeof change | object): string =>
      String(new Diagnosis({ ...given, firstChange: { ...change, ...firstChange } })).replace(/\s+/g, ' ');
    const start = "First change, tried on copies: initialize(model, 'heNormal');";
    expect(text({})).toContain(
      `${start} after 60 steps the loss is 0.41, and 2.3 without it (5 seeds, below half in 4).`,
    );
    expect(text({ before: Infinity, halved: 5 })).toContain(
      'after 60 steps the loss is 0.41, and NaN without it (5 seeds).',
    );
    expect(text({ before: null })).toContain(
      'training refuses the network as it is; the loss is 0.41 after 60 steps',
    );
    expect(text({ after: null, seeds: 0 })).toContain(`${start} not tried`);
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
