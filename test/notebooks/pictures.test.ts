// Small pictures of figures, drawn without a browser.
import { inflateSync } from 'node:zlib';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { drawingOf } from '../../scripts/thumbnails/marks.mjs';
import { pngOf } from '../../scripts/thumbnails/raster.mjs';
import { svgOf } from '../../scripts/thumbnails/svg.mjs';

const size = { width: 104, height: 54, unit: 2 }; // its axes are 100 by 50 pixels

const drawn = (data: object[], layout: object = {}) =>
  drawingOf(
    { data, layout: { xaxis: { range: [0, 10] }, yaxis: { range: [0, 5] }, ...layout } },
    {
      ...size,
      unit: 1,
    },
  )!;

const [left, bottom] = [2, 52]; // where the axes meet

describe('A drawing of a figure', () => {
  it('has its lines where the axes have them', () => {
    const { marks, panels } = drawn([
      { x: [0, 5, 10], y: [0, 5, 2.5], line: { color: '#2b83ba', dash: 'dash' } },
    ]);
    const paths = [[[left, bottom], [left + 50, bottom - 50], [left + 100, bottom - 25]]]; // prettier-ignore
    expect(marks).toEqual([{ kind: 'line', colour: [43, 131, 186, 1], paths, dashed: true }]);
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
    expect(marks[0]).toMatchObject({ colour: [43, 131, 186, 0.2] });
    // The first row of the table is the lowest of the map.
    expect([...(marks[2] as { pixels: Uint8Array }).pixels]).toEqual(
      [[0, 0, 0, 0], [253, 231, 37, 255], [68, 1, 84, 255], [253, 231, 37, 255]].flat(), // prettier-ignore
    );
  });

  it('is none where nothing can be drawn so', () => {
    expect(drawingOf({ data: [{ type: 'pie' }], layout: {} }, size)).toBeUndefined();
    expect(
      drawingOf({ data: [{ x: [1], y: [1], visible: 'legendonly' }], layout: {} }, size),
    ).toBeUndefined();
  });
});

describe('A drawing becomes', () => {
  const drawing = drawn([
    { x: [0, 10], y: [2.5, 2.5], line: { color: '#ff0000' } },
    { type: 'heatmap', x: [1], y: [1], z: [[1]], zmin: 0, zmax: 2 },
  ]);

  it('SVG, with words for those who do not see it', () => {
    const { document } = new JSDOM(svgOf(drawing, 'A &#38; B', 'window-1')).window;
    const svg = document.querySelector('svg[role="img"]')!;
    expect(svg.getAttribute('aria-label')).toBe('A & B');
    expect(svg.querySelector('g path')!.getAttribute('d')).toBe('M2 27L102 27');
    expect(svg.querySelector('image')!.getAttribute('href')).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
    expect(svg.querySelector('clipPath')!.id).toBe('window-1');
  });

  it('PNG', () => {
    const line = drawn([{ x: [0, 10], y: [2.5, 2.5], line: { color: '#ff0000' } }]);
    const png = Buffer.from(pngOf({ ...line, unit: 3 }));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([104, 54]);
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    const pixel = (x: number, y: number) => [...rows.subarray(y * (104 * 4 + 1) + 1 + x * 4).subarray(0, 4)];
    expect(pixel(50, 27)).toEqual([255, 0, 0, 255]);
    expect(pixel(50, 10)).toEqual([255, 255, 255, 255]);
  });
});
