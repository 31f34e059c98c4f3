// A reader in JupyterLab whose numbers make claims false: cards, and the notebook goes on.
import { beforeAll, expect, it } from 'vitest';
import type { Lab } from '../lab.js';
import { picture } from '../support.js';

const cells = {
  imports: "import { checks, claim, question } from 'vanishing-gradients';",
  claim: "claim('One is large', 1, { atLeast: 2 });",
  checks: "checks(['Two is large', 2, { atLeast: 2 }], ['One is large', 1, { atLeast: 2 }]);",
  missing: "claim('There is a ninth layer', ([] as any[])[8], { atLeast: 2 });",
  question: "question('What is large?', { options: ['one', 'two'], answer: 'Two.' });",
  folded: "checks(['Two is large', 2, { atLeast: 2 }]);",
  last: "'the end'",
};

export function playing(lab: () => Lab): void {
  const see = (name: string) => lab().see(name);

  beforeAll(async () => {
    await lab().openCells('playing', cells);
    await lab().menu('Run', 'Run All Cells');
    const last = await see('last');
    await last.locator('.jp-OutputArea-output', { hasText: 'the end' }).first().waitFor({ timeout: 120_000 });
  }, 300_000);

  it('a claim that does not hold is a red card, without an error', async () => {
    const cell = await see('claim');
    const card = cell.locator('.vg-claim');
    expect(await card.textContent()).toMatch(
      /With your numbers this does not hold: One is large\s+expected at least 2, measured 1/,
    );
    expect(await card.evaluate((element) => getComputedStyle(element).borderLeftWidth)).toBe('5px');
    await picture(lab().page, 'playing');
    for (const name of Object.keys(cells))
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
    await lab().page.keyboard.press('Enter');
    await answer.waitFor({ state: 'visible' });
    expect(await answer.textContent()).toBe('Two.');
  });
}
