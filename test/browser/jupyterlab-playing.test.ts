// A reader in JupyterLab whose numbers make claims false: cards, and the notebook goes on.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../notebooks/support.js';
import { Lab } from './lab.js';
import { describeInChromium, picture } from './support.js';

const cells = {
  imports: "import { checks, claim, question } from 'vanishing-gradients';",
  claim: "claim('One is large', 1, { atLeast: 2 });",
  checks: "checks(['Two is large', 2, { atLeast: 2 }], ['One is large', 1, { atLeast: 2 }]);",
  missing: "claim('There is a ninth layer', ([] as any[])[8], { atLeast: 2 });",
  question: "question('What is large?', { options: ['one', 'two'], answer: 'Two.' });",
  folded: "checks(['Two is large', 2, { atLeast: 2 }]);",
  last: "'the end'",
};
type Name = keyof typeof cells;
const names = Object.keys(cells) as Name[];

describeInChromium('In JupyterLab', () => {
  const folder = temporaryFolder('lab-playing');
  let lab: Lab | undefined;
  let page: Page;

  const see = async (name: Name): Promise<Locator> => {
    const index = names.indexOf(name);
    await page.evaluate(
      (i) => globalThis.jupyterapp.shell.currentWidget.content.scrollToItem(i, 'center'),
      index,
    );
    return page.locator(
      `.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="${index}"]`,
    );
  };

  beforeAll(async () => {
    lab = await Lab.open(folder, 9484);
    page = lab.page;
    const notebook = {
      cells: names.map((name) => ({
        cell_type: 'code',
        id: name,
        metadata: {},
        outputs: [],
        execution_count: null,
        source: cells[name],
      })),
      metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' } },
      nbformat: 4,
      nbformat_minor: 5,
    };
    writeFileSync(path.join(folder, 'notebooks', 'playing.ipynb'), JSON.stringify(notebook));
    await page.waitForFunction(() => globalThis.jupyterapp?.shell?.currentWidget?.content, null, {
      timeout: 90_000,
    });
    await page.evaluate(() =>
      globalThis.jupyterapp.commands.execute('docmanager:open', { path: 'notebooks/playing.ipynb' }),
    );
    await page.waitForFunction(
      () =>
        globalThis.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle' &&
        document.title.includes('playing'),
      null,
      { timeout: 90_000 },
    );
    await lab.menu('Run', 'Run All Cells');
    const last = await see('last');
    await last.locator('.jp-OutputArea-output', { hasText: 'the end' }).first().waitFor({ timeout: 120_000 });
  }, 300_000);

  afterAll(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a claim that does not hold is a red card, without an error', async () => {
    const cell = await see('claim');
    const card = cell.locator('.vg-claim');
    expect(await card.textContent()).toMatch(
      /With your numbers this does not hold: One is large\s+expected at least 2, measured 1/,
    );
    expect(await card.evaluate((element) => getComputedStyle(element).borderLeftWidth)).toBe('5px');
    await picture(page, 'playing');
    for (const name of names)
      expect(
        await (await see(name)).locator('[data-mime-type="application/vnd.jupyter.error"]').count(),
      ).toBe(0);
  });

  it('checks are folded, and open where one does not hold', async () => {
    expect(await (await see('checks')).locator('details').getAttribute('open')).not.toBeNull();
    expect(await (await see('folded')).locator('details').getAttribute('open')).toBeNull();
  });

  it('a measurement that is missing is a card too', async () => {
    expect(await (await see('missing')).locator('.vg-claim').textContent()).toContain(
      'there is no number to compare: measured is undefined',
    );
  });

  it('the answer to a question opens by keyboard', async () => {
    const cell = await see('question');
    const answer = cell.locator('details p');
    expect(await answer.isVisible()).toBe(false);
    await cell.locator('summary').focus();
    await page.keyboard.press('Enter');
    await answer.waitFor({ state: 'visible' });
    expect(await answer.textContent()).toBe('Two.');
  });
});
