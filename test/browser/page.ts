// Writes pages for tests, and reads them.
import type { Page } from 'playwright-core';
import { read } from '../notebooks/support.js';

/** A chart with frames, a slider and a button that plays them; and things that are wide. */
export const moving = `const frames = [1, 2, 3].map((depth) => ({
  name: String(depth),
  data: [{ y: [depth, depth * 10] }],
  layout: { title: { text: \`<b>At depth \${depth}</b>\` } },
}));
const animate = { mode: 'immediate', frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
const figure = {
  data: [{ type: 'scatter', x: [1, 2], y: [1, 10] }],
  frames: frames,
  layout: {
    title: { text: '<b>At depth 1</b>' },
    font: { color: '#7a808a' },
    sliders: [{ currentvalue: { prefix: 'Depth: ' }, steps: frames.map((f) => ({ label: f.name, method: 'animate', args: [[f.name], animate] })) }],
    updatemenus: [{ type: 'buttons', buttons: [{ label: 'Play', method: 'animate', args: [null, { ...animate, frame: { duration: 50 } }] }] }],
  },
};
require('tslab/dist/jupyter').lastWriteDisplayData({
  metadata: {}, transient: {},
  data: { 'application/vnd.plotly.v1+json': figure, 'text/plain': 'A line at three depths.' },
});`;
export const wide = `const cells = Array.from({ length: 40 }, (_, i) => \`<td>column \${i}</td>\`).join('');
require('tslab/dist/jupyter').lastWriteDisplayData({
  metadata: {}, transient: {}, data: { 'text/html': \`<table><tr>\${cells}</tr></table>\`, 'text/plain': '' },
});
console.log('x'.repeat(400));`;

export interface Figure {
  readonly data: unknown[];
}
export const chartsOf = (executed: string): Figure[] =>
  (JSON.parse(read(executed)) as { cells: { outputs?: { data?: Record<string, Figure> }[] }[] }).cells
    .flatMap((cell) => cell.outputs ?? [])
    .flatMap((output) => output.data?.['application/vnd.plotly.v1+json'] ?? []);

/** Waits until every chart of the page is drawn, and gives how many traces each of them has. */
export async function drawn(page: Page): Promise<number[]> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('.plot')].every((plot) => plot.querySelector('.main-svg')),
  );
  return page.evaluate(() =>
    [...document.querySelectorAll('.js-plotly-plot')].map((plot) => (plot as unknown as Figure).data.length),
  );
}

export const heights = (page: Page): Promise<number[]> =>
  page.evaluate(() => [...document.querySelectorAll('.plot .main-svg')].map((svg) => svg.clientHeight));
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
export const colorOf = (page: Page, selector: string, property: string): Promise<string> =>
  page.evaluate(
    ([s, p]) => getComputedStyle(document.querySelector(s)!).getPropertyValue(p),
    [selector, property],
  );
