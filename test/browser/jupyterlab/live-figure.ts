// The live figure as an output in JupyterLab: it runs in the page, and in an untrusted notebook its still chart stays.
import { expect, it } from 'vitest';
import type { Lab } from '../lab.js';
import { picture } from '../support.js';

const code = "import { playground } from 'vanishing-gradients';\nplayground({ depth: 6 });";

export function liveFigure(lab: () => Lab): void {
  it('moves, and answers without the kernel', async () => {
    const { page } = lab();
    await lab().openCells('live', { code });
    await page.keyboard.press('Escape');
    await lab().cell('code').click();
    await page.keyboard.press('Shift+Enter');
    const figure = lab().notebook.locator('.vg-figure[data-seen]');
    await figure.waitFor({ timeout: 90_000 });
    expect(await figure.getAttribute('data-backend')).toBe('wasm');
    const label = lab().notebook.locator('.vg-gradient svg');
    expect(await label.getAttribute('aria-label')).toContain('at layer 7');
    await figure.getByLabel('Depth').focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() =>
      document.querySelector('.vg-gradient svg')?.getAttribute('aria-label')?.includes('at layer 8'),
    );
    for (const theme of ['Dark', 'Light'] as const) {
      await lab().theme(theme);
      await picture(page, `jupyterlab-live-${theme.toLowerCase()}`);
    }
    // The chart that stands in for it elsewhere is out of the way.
    expect(await lab().notebook.locator('.js-plotly-plot').boundingBox()).toMatchObject({ width: 0 });
  });

  it('is its still chart where the notebook is not trusted', async () => {
    const outputs = await lab().page.evaluate(
      () => globalThis.jupyterapp.shell.currentWidget.content.model.toJSON().cells[0].outputs,
    );
    await lab().openCells('untrusted', { code }, outputs);
    await picture(lab().page, 'jupyterlab-untrusted');
    await lab().page.waitForFunction(() =>
      [...document.querySelectorAll('.js-plotly-plot, .jp-OutputArea-output img')].some(
        (chart) => chart.getBoundingClientRect().width > 300,
      ),
    );
    const place = lab().page.locator('.jp-OutputArea-child:visible', { hasText: 'trusted notebook' });
    expect(await place.locator('.vg-figure').count()).toBe(0);
    expect(await place.innerText()).toMatch(/dL\/dz shrinks .* trusted notebook/s);
  });
}
