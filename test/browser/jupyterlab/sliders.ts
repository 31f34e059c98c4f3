// The slider and the legend of a chart in JupyterLab, moved with the keyboard, and its colours.
import { expect, it } from 'vitest';
import type { Lab } from '../lab.js';
import { contrast } from '../support.js';

const mode = { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } };
const labels = ['one', 'two', 'three'];
const figure = {
  data: [{ type: 'scatter', x: [1, 2], y: [1, 10] }],
  frames: labels.map((name, i) => ({ name, data: [{ y: [i + 1, 10 * (i + 1)] }] })),
  layout: {
    sliders: [
      {
        currentvalue: { prefix: 'depth: ' },
        steps: labels.map((label) => ({ label, method: 'animate', args: [[label], mode] })),
      },
    ],
  },
};
const drawn = {
  output_type: 'display_data',
  metadata: {},
  data: { 'application/vnd.plotly.v1+json': figure },
};

export function sliders(lab: () => Lab): void {
  it('is a tab stop, moves with the arrow keys, and says its value', async () => {
    const { page } = lab();
    await lab().openCells('moving', { chart: '1' }, [drawn]);
    const slider = lab().cell('chart').getByRole('slider', { name: 'depth' });
    await slider.waitFor({ timeout: 60_000 });
    await slider.focus();
    expect(await slider.getAttribute('aria-valuetext')).toBe('one');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toBe('three');
    await page.waitForFunction(() => {
      const plots = document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .js-plotly-plot');
      return [...plots].some((plot) => (plot as unknown as { data: { y: number[] }[] }).data[0].y[1] === 30);
    });
    expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('a legend is reached and toggled, and texts have the colour of the theme', async () => {
    const traces = ['sigmoid', 'ReLU'].map((name, i) => ({
      type: 'scatter',
      name,
      x: [1, 2],
      y: [1, i + 2],
    }));
    const clear = { paper_bgcolor: 'rgba(0, 0, 0, 0)', plot_bgcolor: 'rgba(0, 0, 0, 0)' };
    const figure = { data: traces, layout: { ...clear, xaxis: { title: { text: 'layer' } } } };
    const data = { 'application/vnd.plotly.v1+json': figure };
    await lab().openCells('themed', { chart: '1' }, [{ output_type: 'display_data', metadata: {}, data }]);
    const relu = lab().cell('chart').getByRole('button', { name: 'ReLU' });
    await relu.waitFor({ timeout: 60_000 });
    const axis = lab().cell('chart').locator('.xtitle');
    for (const [theme, ground] of [
      ['Dark', 'rgb(17, 17, 17)'],
      ['Light', 'rgb(255, 255, 255)'],
    ] as const) {
      await lab().theme(theme);
      const color = () => axis.evaluate((text) => getComputedStyle(text).fill);
      await expect.poll(async () => contrast(await color(), ground)).toBeGreaterThan(7);
    }
    await relu.focus();
    await lab().page.keyboard.press('Space');
    await expect.poll(() => relu.getAttribute('aria-pressed')).toBe('false');
  });
}
