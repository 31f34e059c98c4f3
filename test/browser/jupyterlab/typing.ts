// Help while typing in JupyterLab: completion inside a string, inspection, and a message about magics.
import { beforeAll, expect, it } from 'vitest';
import type { Lab } from '../lab.js';
import { picture } from '../support.js';

export function typing(lab: () => Lab): void {
  beforeAll(async () => {
    await lab().openCells('typing', { empty: '' });
    await lab().page.evaluate(() => globalThis.jupyterapp.commands.execute('notebook:enter-edit-mode'));
  }, 180_000);

  const editor = () => lab().notebook.locator('.jp-Cell.jp-mod-active .cm-content').first();
  const write = async (text: string) => {
    await editor().click();
    await lab().page.keyboard.press('Control+A');
    await lab().page.keyboard.press('Delete');
    await lab().page.keyboard.insertText(text);
  };
  const both = async (name: string) => {
    for (const theme of ['Light', 'Dark'] as const) {
      await lab().theme(theme);
      await lab().page.waitForTimeout(700);
      await picture(lab().page, `typing-${name}-${theme.toLowerCase()}`);
    }
  };

  it('offers what a begun string may become, and puts it in its place', async () => {
    await write("import { mlp } from 'vanishing-gradients'; mlp({ initializer: 'heN");
    // JupyterLab waits for a second, and the first answer takes longer: the library's types are read.
    await expect
      .poll(
        async () => {
          await lab().page.keyboard.press('Tab');
          await lab().page.waitForTimeout(1500);
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
    await lab().page.keyboard.press('Shift+Tab');
    const help = lab().page.locator('.jp-Tooltip').first();
    await help.waitFor({ timeout: 30_000 });
    expect(await help.textContent()).toContain('@param text A valid JSON string.');
    await both('help');
    await lab().page.keyboard.press('Escape');
  });

  it('says what to write in place of a magic', async () => {
    await write('%timeit 1 + 1');
    await lab().page.keyboard.press('Control+Enter');
    const output = lab().notebook.locator('.jp-Cell.jp-mod-selected .jp-OutputArea').first();
    await expect.poll(() => output.textContent(), { timeout: 60_000 }).toContain('is an IPython magic');
    await both('magic');
  });
}
