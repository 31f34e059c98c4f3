import { table } from 'arquero';
import { expect, test } from 'vitest';
import { trainingCurves } from '../../src/charts';
import { axisOf, badTables, named, namesOf, subtitleOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

const history = (loss: number[], more: Record<string, unknown[]> = {}) =>
  table({ step: loss.map((_, i) => 10 * i), loss, ...more });

test('a history of losses is one panel, and its title says what the loss comes to', () => {
  const figure = trainingCurves(history([2, 1, 0.5]));
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'training')).toMatchObject({ x: [0, 10, 20], y: [2, 1, 0.5] });
  expect(figure.layout.yaxis2).toBeUndefined();
  expect(titleOf(figure)).toBe('The loss falls from 2 to 0.5 in 20 steps');
  expect(wordsOf(figure)).toBe(
    'Line chart of the loss by training step. loss of training: 2 at step 0, 1 at step 10, 0.5 at step 20.',
  );
});

test('accuracy has a panel under the loss, in per cent; test curves are dashed, with gaps left out', () => {
  const figure = trainingCurves(
    history([2, 1, 0.5], {
      accuracy: [0.1, 0.5, 0.9],
      testLoss: [2, null, 1],
      testAccuracy: [0.1, null, 0.7],
    }),
  );
  expect(complaints(figure)).toEqual([]);
  expect(named(figure).map(({ name, yaxis }) => [name, yaxis ?? 'y'])).toEqual([
    ['training', 'y'],
    ['training, test', 'y'],
    ['training', 'y2'],
    ['training, test', 'y2'],
  ]);
  expect(named(figure).map(({ showlegend }) => showlegend)).toEqual([undefined, undefined, false, false]);
  expect(named(figure)[3]).toMatchObject({ x: [0, 20], y: [0.1, 0.7], line: { dash: 'dash' } });
  expect(axisOf(figure, 'yaxis2').tickformat).toBe('.0%');
  expect(wordsOf(figure)).toContain('test accuracy of training: 10 % at step 0, 70 % at step 20.');
});

test('a point without neighbours has a marker, since no stroke shows it', () => {
  const once = trainingCurves(history([2, 1, 0.5], { testAccuracy: [null, null, 0.7] }));
  expect(complaints(once)).toEqual([]);
  const [loss, accuracy] = named(once);
  expect(loss).toMatchObject({ mode: 'lines' });
  expect(accuracy).toMatchObject({ mode: 'lines+markers', y: [0.7], marker: { size: [6] } });
  const broken = trace(trainingCurves(history([2, NaN, 3, 4, NaN])), 'training');
  expect(broken).toMatchObject({ mode: 'lines+markers', marker: { size: [6, 0, 0, 0, 0] } });
});

test('several tables are medians and bands over seeds, in their own colours', () => {
  const runs = [1, 2, 3].map((seed) => history([2 * seed, seed], { seed: [seed, seed] }));
  const figure = trainingCurves(
    { sigmoid: runs[0].concat(runs.slice(1)), ReLU: history([2, 0.1]) },
    { log: true },
  );
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['sigmoid', 'ReLU']);
  expect(trace(figure, 'sigmoid').y).toEqual([4, 2]);
  expect(axisOf(figure, 'yaxis').type).toBe('log');
  expect(titleOf(figure)).toBe('Loss at the end: sigmoid 2 and ReLU 0.1');
  expect(subtitleOf(figure)).toContain('median and range of 1 to 3 seeds');
});

test('a loss that stops being a number is a gap, and the title says from which step on', () => {
  const figure = trainingCurves(history([2, 50, NaN, NaN]));
  expect(trace(figure, 'training').y).toEqual([2, 50, null, null]);
  expect(titleOf(figure)).toBe('The loss is NaN from step 20 on');
  expect(titleOf(trainingCurves(history([2, 2])))).toBe('The loss stays at 2 for 10 steps');
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  ...badTables(trainingCurves, table({ step: [1] }), "no column 'loss', but step; give the history of train"),
  [
    'an empty table',
    () => trainingCurves(history([])),
    RangeError,
    "the table of 'training' has no values in the column 'loss'",
  ],
  [
    'a loss in words',
    () => trainingCurves(history(['low'] as never)),
    TypeError,
    "column 'loss' of 'training' must be numbers; got 'low'",
  ],
  [
    'a log that is no flag',
    () => trainingCurves(history([1]), { log: 'y' as never }),
    TypeError,
    "log must be true or false; got 'y'",
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
