// Help while typing in JupyterLab: completion inside a string, inspection, and a message about magics.
import { rmSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../notebooks/support.js';
import { Lab } from './lab.js';
import { describeInChromium, picture } from './support.js';

describeInChromium('While one types, JupyterLab', () => {
  const folder = temporaryFolder('lab-typing');
  let lab: Lab | undefined;
  let page: Page;

  beforeAll(async () => {
    lab = await Lab.open(folder, 9483);
    page = lab.page;
    await page.waitForFunction(
      () => globalThis.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle',
      null,
      { timeout: 90_000 },
    );
    await page.evaluate(() => globalThis.jupyterapp.commands.execute('notebook:insert-cell-above'));
    await page.evaluate(() => globalThis.jupyterapp.commands.execute('notebook:enter-edit-mode'));
  }, 180_000);
  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const editor = () => page.locator('.jp-Cell.jp-mod-active .cm-content').first();
  const write = async (text: string) => {
    await editor().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(text);
  };
  const both = async (name: string) => {
    for (const theme of ['Light', 'Dark']) {
      await page.evaluate(
        (one) => globalThis.jupyterapp.commands.execute('apputils:change-theme', { theme: one }),
        `JupyterLab ${theme}`,
      );
      await page.waitForTimeout(700);
      await picture(page, `typing-${name}-${theme.toLowerCase()}`);
    }
  };

  it('offers what a begun string may become, and puts it in its place', async () => {
    await write("import { mlp } from 'vanishing-gradients'; mlp({ initializer: 'heN");
    // JupyterLab waits for a second, and the first answer takes longer: the library's types are read.
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Tab');
          await page.waitForTimeout(1500);
          return editor().textContent();
        },
        { timeout: 60_000 },
      )
      .toContain("'heNormal");
    expect(await editor().textContent()).not.toContain('heNhe');
    await both('completion');
  });

  it('tells what is called, with its comments', async () => {
    await write('JSON.parse(');
    await page.keyboard.press('Shift+Tab');
    const help = page.locator('.jp-Tooltip').first();
    await help.waitFor({ timeout: 30_000 });
    expect(await help.textContent()).toContain('@param text A valid JSON string.');
    await both('help');
    await page.keyboard.press('Escape');
  });

  it('says what to write in place of a magic', async () => {
    await write('%timeit 1 + 1');
    await page.keyboard.press('Control+Enter');
    const output = page.locator('.jp-Cell.jp-mod-selected .jp-OutputArea').first();
    await expect.poll(() => output.textContent(), { timeout: 60_000 }).toContain('is an IPython magic');
    await both('magic');
  });
});
