import { from, table } from 'arquero';
import { expect, test } from 'vitest';
import { phaseDiagram } from '../../src/charts';
import { titleOf, trace, wordsOf } from './figures';
import { complaints } from './plotly';

const grid = from(
  [1, 2, 4].flatMap((weightVariance) =>
    [0, 0.1].map((biasVariance) => ({
      weightVariance,
      biasVariance,
      value: weightVariance / (2 + biasVariance),
    })),
  ),
);
const line = table({ biasVariance: [0, 0.1], weightVariance: [2, 2.1] });
const points = table({ weightVariance: [1, 4], biasVariance: [0.05, 0.05], value: [0.48, 1.9] });

test('a map of a ratio, with the line where it is 1 and what was measured', () => {
  const figure = phaseDiagram(grid, { line, points });
  expect(figure).toMatchSnapshot();
  expect(complaints(figure)).toEqual([]);
  expect(titleOf(figure)).toBe('Left of the line gradients vanish, right of it they explode');
  expect(trace(figure, 'χ₁ = 1')).toMatchObject({ x: [2, 2.1], y: [0, 0.1] });
  expect(wordsOf(figure)).toBe(
    'Map of χ₁ over the variance of weights σ_w² and of biases σ_b²: from 0.476 to 2. ' +
      'It is 1 on a line through 2 at σ_b² 0, 2.1 at σ_b² 0.1. ' +
      'Measured, as discs, at σ_w² and σ_b²: 0.48 at 1 and 0.05, 1.9 at 4 and 0.05.',
  );
});

test('map and discs share their colours, and 1 has the palest', () => {
  const { data } = phaseDiagram(grid, { points });
  const [map, discs] = data as { zmin: number; zmax: number; marker: object }[];
  expect(map.zmin).toBe(-map.zmax);
  expect(discs.marker).toMatchObject({
    color: [Math.log(0.48), Math.log(1.9)],
    cmin: map.zmin,
    cmax: map.zmax,
  });
});

test('a place that the grid lacks is a gap', () => {
  const figure = phaseDiagram(grid.slice(1));
  expect((figure.data[0].z as unknown[][])[0][0]).toBe(null);
  expect(complaints(figure)).toEqual([]);
});

test.each<[string, () => unknown, string]>([
  ['no table', () => phaseDiagram(3 as never), 'charts.phaseDiagram: table must be an Arquero table; got 3'],
  ['an empty one', () => phaseDiagram(grid.slice(0, 0)), 'charts.phaseDiagram: table is empty'],
  [
    'a ratio of 0',
    () => phaseDiagram(table({ weightVariance: [1], biasVariance: [0], value: [0] })),
    "column 'value' of 'table' must be above 0; got 0",
  ],
  [
    'points without a value',
    () => phaseDiagram(grid, { points: line }),
    "the table of 'points' has no column 'value'",
  ],
  ['an unknown option', () => phaseDiagram(grid, { lines: line } as never), "did you mean 'line'?"],
])('%s is refused', (_, act, message) => {
  expect(act).toThrow(message);
});
