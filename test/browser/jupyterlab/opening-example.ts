// JupyterLab as it opens: at the opening example, which runs by its menu.
import { expect, it } from 'vitest';
import { FIRST, type Lab } from '../lab.js';
import { picture } from '../support.js';

const PLOTLY = 'application/vnd.plotly.v1+json';

/** @param lab the JupyterLab that has just been opened */
export function openingExample(lab: () => Lab): void {
  const cells = () =>
    lab().page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.content.model.toJSON().cells);

  it('opens at the opening example, with the TypeScript kernel, and asks nothing', async () => {
    expect(new URL(lab().address).pathname).toBe(`/lab/tree/notebooks/${FIRST}`);
    expect(await lab().page.locator('.jp-Toolbar-kernelName').textContent()).toBe('TypeScript');
    expect(await lab().page.locator('.jp-Dialog, .Toastify__toast').count()).toBe(0);
  });

  it('runs it by the menu', async () => {
    await lab().menu('Run', 'Run All Cells');
    const last = () => {
      const code = globalThis.jupyterapp.shell.currentWidget.content.model
        .toJSON()
        .cells.filter((c) => c.cell_type === 'code');
      return typeof code.at(-1)!.execution_count === 'number';
    };
    await lab().page.waitForFunction(last, null, { timeout: 120_000 });
    await lab().idle();
    const code = (await cells()).filter((cell) => cell.cell_type === 'code');
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, i) => i + 1));
    const outputs = code.flatMap((cell) => cell.outputs ?? []);
    expect(outputs.filter(({ output_type }) => ['error', 'stream'].includes(output_type))).toEqual([]);
  }, 180_000);

  it('shows every chart with its traces, on the light theme and on the dark one', async () => {
    for (const theme of ['Light', 'Dark'] as const) {
      await lab().theme(theme);
      const all = await cells();
      const places = all.flatMap((cell, i) => (cell.outputs?.some(({ data }) => data?.[PLOTLY]) ? [i] : []));
      expect(places.length).toBeGreaterThanOrEqual(3);
      for (const [nth, place] of places.entries()) {
        const plot = (await lab().see(place)).locator('.js-plotly-plot');
        await plot.locator('.main-svg').first().waitFor();
        const traces = await plot.evaluate(
          (element) => (element as unknown as { data: unknown[] }).data.length,
        );
        const figure = all[place].outputs!.find(({ data }) => data?.[PLOTLY])!.data![PLOTLY];
        expect(traces).toBe(figure.data.length);
        expect(traces).toBeGreaterThan(0);
        expect((await plot.boundingBox())?.height).toBe(figure.layout.height);
        if (nth === 1) await picture(lab().page, `jupyterlab-${theme.toLowerCase()}`);
      }
    }
  });

  it('exports it as the same page as nbconvert does', async () => {
    await lab().page.evaluate(() => globalThis.jupyterapp.commands.execute('docmanager:save'));
    const url = new URL(`/nbconvert/html/notebooks/${FIRST}`, lab().address);
    const html = await lab().page.evaluate(async (u) => (await fetch(u)).text(), url.href);
    expect(html).toContain('<figure class="output chart">');
    expect(html).not.toContain('jp-Notebook');
  });
}
