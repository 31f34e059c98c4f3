import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { updateRatio } from '../../src/charts';
import { named, namesOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

const RULE = 'rule of thumb, 10<sup>−3</sup>';

const ratios = (depths: number, seeds = [1]) =>
  from(
    seeds.flatMap((seed) =>
      [0, 10].flatMap((step) =>
        Array.from({ length: depths }, (_, i) => ({
          seed,
          step,
          depth: i + 1,
          ratio: seed * (step + 1) * Number(`1e${i - 5}`),
        })),
      ),
    ),
  );

test('each layer is a line over the steps, with the rule of thumb across', () => {
  const figure = updateRatio(ratios(2));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['layer 1', 'layer 2', RULE]);
  expect(trace(figure, 'layer 2')).toMatchObject({ x: [0, 10], y: [1e-4, 0.0011] });
  expect(trace(figure, RULE)).toMatchObject({ x: [0, 10], y: [1e-3, 1e-3] });
});

test('the title has the least and the greatest ratio at the end, and the words all of them', () => {
  const figure = updateRatio(ratios(2));
  expect(titleOf(figure)).toBe('An update is 0.00011 of the weights of layer 1, 0.0011 of layer 2');
  expect(wordsOf(figure)).toContain('layer 1: 1.00e−5 at step 0, 0.00011 at step 10.');
  expect(titleOf(updateRatio(ratios(1)))).toBe('An update is 0.00011 of the weights of layer 1');
});

test('over seeds the lines are medians; of many layers a few are in the legend, from the first to the last', () => {
  const figure = updateRatio(ratios(30, [1, 2, 9]));
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'layer 1').y[0]).toBeCloseTo(2e-5, 12);
  const shown = named(figure)
    .filter(({ showlegend }) => showlegend !== false)
    .map(({ name }) => name);
  expect(shown).toEqual(['layer 1', 'layer 7', 'layer 13', 'layer 18', 'layer 24', 'layer 30', RULE]);
});

test('a ratio of 0, NaN or infinity is a gap, and the title says what is not finite', () => {
  const figure = updateRatio(table({ step: [0, 1, 2], depth: [1, 1, 1], ratio: [0, 0.1, NaN] }));
  expect(trace(figure, 'layer 1').y).toEqual([null, 0.1, null]);
  expect(titleOf(figure)).toBe('The update of layer 1 is NaN times its weights');
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  [
    'no table',
    () => updateRatio(undefined as never),
    TypeError,
    'table must be an Arquero table; got undefined',
  ],
  [
    'a table without ratios',
    () => updateRatio(table({ step: [1], depth: [1] })),
    TypeError,
    "no column 'ratio', but step, depth",
  ],
  [
    'an empty table',
    () => updateRatio(table({ step: [], depth: [], ratio: [] })),
    RangeError,
    'table is empty',
  ],
  [
    'two ratios at one step',
    () => updateRatio(table({ step: [1, 1], depth: [1, 1], ratio: [1, 2] })),
    RangeError,
    "the table of 'layer 1' has 2 rows at step 1; filter it to one",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
