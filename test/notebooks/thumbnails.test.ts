// Thumbnails of figures, drawn without a browser.
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { thumbnailOf } from '../../scripts/thumbnails/marks.mjs';
import { thumbnailSvg } from '../../scripts/thumbnails/svg.mjs';

const size = { width: 104, height: 54, unit: 2 }; // its axes are 100 by 50 pixels

const drawn = (data: object[], layout: object = {}) =>
  thumbnailOf(
    { data, layout: { xaxis: { range: [0, 10] }, yaxis: { range: [0, 5] }, ...layout } },
    {
      ...size,
      unit: 1,
    },
  )!;

const [left, bottom] = [2, 52]; // where the axes meet

describe('The thumbnail of a figure', () => {
  it('has its lines where the axes have them', () => {
    const { marks, panels } = drawn([
      { x: [0, 5, 10], y: [0, 5, 2.5], line: { color: '#2b83ba', dash: 'dash' } },
    ]);
    const paths = [[[left, bottom], [left + 50, bottom - 50], [left + 100, bottom - 25]]]; // prettier-ignore
    expect(marks).toEqual([{ kind: 'line', color: [43, 131, 186, 1], paths, dashed: true }]);
    expect(panels).toEqual([{ x: 2, y: 2, width: 100, height: 50 }]);
  });

  it('counts by powers on a log axis, and leaves out what has no place there', () => {
    const log = { yaxis: { type: 'log', range: [-2, 0] } };
    const { marks } = drawn([{ x: [0, 2, 4, 6], y: [1, 0.1, 0, 0.01] }], log);
    expect(marks).toMatchObject([{ paths: [[[2, 2], [22, 27]], [[62, 52]]] }]); // prettier-ignore
  });

  it('finds the ends of an axis that has none, and shares them where axes match', () => {
    const panes = { xaxis: {}, yaxis: { domain: [0, 0.5] }, yaxis2: { domain: [0.5, 1], matches: 'y' } };
    const { marks, panels } = drawn(
      [
        { x: [0, 1], y: [0, 1] },
        { x: [0, 1], y: [0, 0.5], yaxis: 'y2' },
      ],
      panes,
    );
    expect(panels.map(({ y, height }) => [y, height])).toEqual([[27, 25], [2, 25]]); // prettier-ignore
    const rises = marks.map((mark) => 'paths' in mark && mark.paths[0][0][1] - mark.paths[0][1][1]);
    expect(rises[0]).toBeCloseTo(25 / 1.12, 6);
    expect(rises[1]).toBeCloseTo(25 / 1.12 / 2, 6);
  });

  it('breaks a line where a value is missing', () => {
    const { marks } = drawn([{ x: [0, 2, 4, 6, 8], y: [1, 1, null, 1, 1] }]);
    expect(marks).toMatchObject([{ paths: [{ length: 2 }, { length: 2 }] }]);
  });

  it('has bands, points and maps', () => {
    const { marks } = drawn([
      {
        x: [0, 1, 1],
        y: [0, 0, 1],
        fill: 'toself',
        fillcolor: 'rgba(43, 131, 186, 0.2)',
        line: { width: 0 },
      },
      { x: [1, 2], y: [1, 2], mode: 'markers', marker: { color: '#0f9b74', size: 8 } },
      { type: 'heatmap', x: [1, 2], y: [1, 2], z: [[0, 1], [null, 1]], colorscale: 'Viridis' }, // prettier-ignore
    ]);
    expect(marks.map(({ kind }) => kind)).toEqual(['area', 'points', 'map']);
    expect(marks[0]).toMatchObject({ color: [43, 131, 186, 0.2] });
    // The first row of the table is the lowest of the map.
    expect((marks[2] as { cells: unknown }).cells).toEqual([[null, '#fde725'], ['#440154', '#fde725']]); // prettier-ignore
  });

  it('is none where nothing can be drawn so', () => {
    expect(thumbnailOf({ data: [{ type: 'pie' }], layout: {} }, size)).toBeUndefined();
    expect(
      thumbnailOf({ data: [{ x: [1], y: [1], visible: 'legendonly' }], layout: {} }, size),
    ).toBeUndefined();
  });
});

it('A map of more cells than the thumbnail has pixels is sampled', () => {
  const z = Array.from({ length: 500 }, (_, row) => Array.from({ length: 300 }, () => row));
  const { marks } = drawn([{ type: 'heatmap', x: [1, 2], y: [1, 2], z }]);
  const { cells } = marks[0] as { cells: string[][] };
  expect([cells.length, cells[0]!.length]).toEqual([120, 120]);
  expect([cells[0]![0], cells.at(-1)![0]]).toEqual(['#fde725', '#440154']);
});

it('A smooth map is interpolated, up to its gaps', () => {
  const colorscale = [[0, '#000000'], [1, '#ffffff']]; // prettier-ignore
  const { marks } = drawn([{ type: 'heatmap', x: [1, 2], y: [1, 2], z: [[0, 1], [null, 1]], colorscale, zsmooth: 'best' }]); // prettier-ignore
  const { cells } = marks[0] as { cells: (string | null)[][] };
  const [gap, below] = [cells[0]!, cells.at(-1)!];
  expect([below[0], below[59]]).toEqual(['#000000', '#ffffff']);
  const grays = below.map((color) => parseInt(color!.slice(1, 3), 16));
  expect(grays).toEqual(grays.toSorted((a, b) => a - b));
  expect(new Set(grays).size).toBeGreaterThan(20);
  expect([gap[0], gap[59]]).toEqual([null, '#ffffff']);
});

describe('The SVG of a thumbnail', () => {
  const thumbnail = drawn([
    { x: [0, 10], y: [2.5, 2.5], line: { color: '#ff0000' } },
    {
      type: 'heatmap',
      x: [1, 2, 3],
      y: [1],
      z: [[1, 1, null]],
      zmin: 0,
      zmax: 1,
      colorscale: [
        [0, '#000000'],
        [1, '#ffffff'],
      ],
    },
  ]);
  const { document } = new JSDOM(thumbnailSvg(thumbnail, 'A &#38; B', 'window-1')).window;
  const svg = document.querySelector('svg[role="img"]')!;

  it('has a text alternative, and the lines of the figure', () => {
    expect(svg.getAttribute('aria-label')).toBe('A & B');
    expect(svg.querySelector('g path')!.getAttribute('d')).toBe('M2 27L102 27');
    expect(svg.querySelector('clipPath')!.id).toBe('window-1');
  });

  it('has one rectangle for cells of one colour that stand side by side', () => {
    const map = svg.querySelector('g[shape-rendering="crispEdges"]')!;
    expect(map.innerHTML).toBe('<path fill="#ffffff" d="M2 2H68.7V52H2Z"></path>');
  });
});
