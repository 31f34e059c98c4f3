// A reader in JupyterLab whose numbers make claims false: cards, and the notebook goes on.
import { rmSync } from 'node:fs';
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

  const see = (name: Name): Promise<Locator> => lab!.see(names.indexOf(name));

  beforeAll(async () => {
    lab = await Lab.open(folder, 9484);
    page = lab.page;
    await lab.openCells(folder, 'playing', cells);
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
