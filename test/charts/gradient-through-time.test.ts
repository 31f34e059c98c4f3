import { table } from 'arquero';
import { expect, test } from 'vitest';
import { gradientThroughTime } from '../../src/charts';
import { axisOf, namesOf, subtitleOf, titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

/** A throughTime table in which dL/da grows by `factor` a step, over 4 steps. */
const through = ({ factor = 10, seeds = [1], depths = [1], last = 1 } = {}) => {
  const rows = seeds.flatMap((seed) =>
    depths.flatMap((depth) =>
      [1, 2, 3, 4].map((time) => ({ seed, depth, time, norm: (seed * last * factor ** time) / factor ** 4 })),
    ),
  );
  return table({
    ...(seeds.length > 1 ? { seed: rows.map((row) => row.seed) } : {}),
    depth: rows.map((row) => row.depth),
    quantity: rows.map(() => 'dL/da'),
    time: rows.map((row) => row.time),
    norm: rows.map((row) => row.norm),
    rms: rows.map((row) => row.norm / 2),
  });
};

test('one run is a line by step on a log axis, the last step at the right', () => {
  const figure = gradientThroughTime(through());
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'dL/da')).toMatchObject({ x: [1, 2, 3, 4], y: [0.001, 0.01, 0.1, 1] });
  expect(axisOf(figure, 'yaxis').type).toBe('log');
  expect(axisOf(figure, 'xaxis').title.text).toBe('step of the sequence');
  expect(subtitleOf(figure)).toBe('L2 norm of dL/da, flowing from right to left');
});

test('the title and the words say what becomes of the gradient', () => {
  const figure = gradientThroughTime(through());
  expect(titleOf(figure)).toBe('dL/da shrinks 1,000 times from step 4 back to step 1');
  expect(wordsOf(figure)).toBe(
    'Line chart of the norm of dL/da by step of the sequence, log scale. ' +
      'The gradient enters at the last step and flows back to the first. ' +
      'dL/da: 0.001 at step 1, 0.01 at step 2, 0.1 at step 3, 1 at step 4; ' +
      'it shrinks 1,000 times from the last step to the first.',
  );
  expect(titleOf(gradientThroughTime(through({ factor: 0.5 })))).toContain('grows 8 times');
});

test('several tables are lines with bands, under their names', () => {
  const figure = gradientThroughTime({ simple: through({ seeds: [1, 2, 3] }), LSTM: through({ factor: 2 }) });
  expect(complaints(figure)).toEqual([]);
  expect(namesOf(figure)).toEqual(['simple', 'LSTM']);
  expect(figure.data.filter(({ fill }) => fill === 'toself')).toHaveLength(1);
  expect(trace(figure, 'simple').y[3]).toBe(2);
  expect(titleOf(figure)).toBe('Simple shrinks 1,000 times back through time, LSTM 8 times');
});

test('several layers of one network are lines of their own', () => {
  expect(namesOf(gradientThroughTime(through({ depths: [1, 2] })))).toEqual(['layer 1', 'layer 2']);
  expect(namesOf(gradientThroughTime({ a: through({ depths: [1, 2] }), b: through() }))).toEqual([
    'a, layer 1',
    'a, layer 2',
    'b',
  ]);
});

test('theory is powers of a factor back from the last step', () => {
  const figure = gradientThroughTime(through({ last: 8 }), { theory: 0.5, measure: 'rms' });
  expect(complaints(figure)).toEqual([]);
  expect(trace(figure, 'theory').y).toEqual([0.5, 1, 2, 4]);
});

test.each<[string, () => unknown, ErrorConstructor, string]>([
  [
    'nothing recurrent',
    () => gradientThroughTime(null),
    TypeError,
    'tables must be an Arquero table, or an object of them; got null',
  ],
  [
    'a table of layers',
    () => gradientThroughTime(table({ depth: [1], quantity: ['z'] })),
    TypeError,
    "no column 'time'",
  ],
  [
    'an unknown quantity',
    () => gradientThroughTime(through(), { quantity: 'dL/dc' }),
    RangeError,
    "no rows with the quantity 'dL/dc'; it has dL/da",
  ],
  [
    'an unknown measure',
    () => gradientThroughTime(through(), { measure: 'mean' }),
    TypeError,
    "measure 'mean' is not one of norm, rms, std",
  ],
  [
    'a theory below 0',
    () => gradientThroughTime(through(), { theory: -1 }),
    RangeError,
    'theory must be a number above 0; got -1',
  ],
])('%s gets a named error', (_, act, kind, message) => {
  expect(act).toThrow(kind);
  expect(act).toThrow(message);
});
