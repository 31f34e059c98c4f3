// A real JupyterLab, started by the project's own command, runs the opening example by its menu.
import { rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../notebooks/support.js';
import { FIRST, Lab } from './lab.js';
import { describeInChromium, picture } from './support.js';

const PLOTLY = 'application/vnd.plotly.v1+json';

interface Output {
  readonly output_type: string;
  readonly data?: Record<string, { data: unknown[]; layout: { height: number } }>;
}

/** The parts of JupyterLab's application that are used here; it exposes itself to the page on request. */
interface App {
  readonly commands: { execute(command: string, args?: object): Promise<void> };
  readonly shell: {
    readonly currentWidget: {
      readonly sessionContext: { readonly session?: { readonly kernel?: { readonly status: string } } };
      readonly content: {
        readonly model: {
          toJSON(): { cells: { cell_type: string; outputs?: Output[]; execution_count?: number }[] };
        };
        scrollToItem(index: number, align: string): Promise<void>;
      };
    };
  };
}
declare global {
  // The page's own global; it does not exist in this process.
  var jupyterapp: App;
}

describeInChromium('JupyterLab', () => {
  const folder = temporaryFolder('lab');
  let lab: Lab | undefined; // none where the server did not start
  let page: Page;

  beforeAll(async () => {
    lab = await Lab.open(folder, 9480);
    page = lab.page;
    await idle();
  }, 180_000);

  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const idle = async (): Promise<void> => {
    const status = () =>
      globalThis.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle';
    await page.waitForFunction(status, null, { timeout: 90_000 });
  };
  const cells = () =>
    page.evaluate(() => globalThis.jupyterapp.shell.currentWidget.content.model.toJSON().cells);

  it('opens at the opening example, with the TypeScript kernel, and asks nothing', async () => {
    expect(new URL(lab!.address).pathname).toBe(`/lab/tree/notebooks/${FIRST}`);
    expect(await page.locator('.jp-Toolbar-kernelName').textContent()).toBe('TypeScript');
    expect(await page.locator('.jp-Dialog, .Toastify__toast').count()).toBe(0);
  });

  it('runs it by the menu', async () => {
    await lab!.menu('Run', 'Run All Cells');
    const last = () => {
      const code = globalThis.jupyterapp.shell.currentWidget.content.model
        .toJSON()
        .cells.filter((c) => c.cell_type === 'code');
      return typeof code.at(-1)!.execution_count === 'number';
    };
    await page.waitForFunction(last, null, { timeout: 120_000 });
    await idle();
    const code = (await cells()).filter((cell) => cell.cell_type === 'code');
    expect(code.map((cell) => cell.execution_count)).toEqual(code.map((_, i) => i + 1));
    const outputs = code.flatMap((cell) => cell.outputs ?? []);
    expect(outputs.filter(({ output_type }) => ['error', 'stream'].includes(output_type))).toEqual([]);
  }, 180_000);

  it('shows every chart with its traces, on the light theme and on the dark one', async () => {
    for (const theme of ['Light', 'Dark']) {
      await page.evaluate(
        (t) => globalThis.jupyterapp.commands.execute('apputils:change-theme', { theme: `JupyterLab ${t}` }),
        theme,
      );
      const all = await cells();
      const places = all.flatMap((cell, i) => (cell.outputs?.some(({ data }) => data?.[PLOTLY]) ? [i] : []));
      expect(places.length).toBeGreaterThanOrEqual(3);
      for (const [nth, place] of places.entries()) {
        await page.evaluate(
          (i) => globalThis.jupyterapp.shell.currentWidget.content.scrollToItem(i, 'center'),
          place,
        );
        const plot = page.locator(`.jp-Cell[data-windowed-list-index="${place}"] .js-plotly-plot`);
        await plot.locator('.main-svg').first().waitFor();
        const traces = await plot.evaluate(
          (element) => (element as unknown as { data: unknown[] }).data.length,
        );
        const figure = all[place].outputs!.find(({ data }) => data?.[PLOTLY])!.data![PLOTLY];
        expect(traces).toBe(figure.data.length);
        expect(traces).toBeGreaterThan(0);
        expect((await plot.boundingBox())?.height).toBe(figure.layout.height);
        if (nth === 1) await picture(page, `jupyterlab-${theme.toLowerCase()}`);
      }
    }
  });

  it('exports it as the same page as nbconvert does', async () => {
    await page.evaluate(() => globalThis.jupyterapp.commands.execute('docmanager:save'));
    const url = new URL(`/nbconvert/html/notebooks/${FIRST}`, lab!.address);
    const html = await page.evaluate(async (u) => (await fetch(u)).text(), url.href);
    expect(html).toContain('<figure class="output chart">');
    expect(html).not.toContain('jp-Notebook');
  });

  it('asks no other host for anything', () => {
    expect(lab!.browser.forbidden).toEqual([]);
  });

  it('ends by Ctrl-C, and says nothing of an error', async () => {
    await page.close();
    lab!.server.child.kill('SIGINT');
    expect((await lab!.server.ended).code).toBe(0);
    expect(lab!.server.output).not.toMatch(/Traceback|Error/);
  });
});
