// The exported pages, opened as files with the network cut off.
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { jupyter, notebooks, temporaryFolder, writeNotebook } from '../notebooks/support.js';
import { chartsOf, colorOf, drawn, heights, moving, overflow, wide } from './page.js';
import { Browser, contrast, describeInChromium, desktop, phone, picture, violations } from './support.js';

const first = '00-opening-example';

describeInChromium('The pages', () => {
  const folder = temporaryFolder('browser');
  const out = temporaryFolder('browser-out');
  const address = (name: string): string => pathToFileURL(path.join(out, name)).href;
  let browser: Browser | undefined; // none where no page was made

  beforeAll(async () => {
    copyFileSync(path.join(paths.notebooks, `${first}.ipynb`), path.join(folder, `${first}.ipynb`));
    writeFileSync(
      path.join(folder, 'glossary.json'),
      JSON.stringify({ trace: 'A line of a chart.', depth: 'The number of layers.' }),
    );
    writeNotebook(folder, '01-moving', [
      `# What moves\n\nWith depth. And what is wide: $$\\sqrt{${'x + '.repeat(80)}x}$$\n\n| ${'a long header |'.repeat(30)}\n|${'--|'.repeat(30)}\n`,
      { code: moving },
      { code: `${wide} // ${'a long comment '.repeat(20)}` },
      { code: "require('vanishing-gradients').question('Which one?', { answer: 'That one.' });" },
    ]);
    expect(await notebooks('--dir', folder, '--out', out)).toMatchObject({ code: 0 });
    browser = await Browser.open();
  }, 300_000);

  afterAll(async () => {
    await browser?.close();
    for (const made of [folder, out]) rmSync(made, { recursive: true, force: true });
  });

  afterEach(() => browser?.closePages());

  const open = async (name: string, options: { dark?: boolean } = {}): Promise<Page> => {
    const page = await browser!.page(address(name));
    await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light' });
    return page;
  };

  describe('draw without a network', () => {
    it('every chart of the opening example, with all its traces', async () => {
      const page = await open(`site/${first}.html`);
      const figures = chartsOf(path.join(out, 'executed', `${first}.ipynb`));
      expect(figures.length).toBeGreaterThanOrEqual(3);
      expect(await drawn(page)).toEqual(figures.map(({ data }) => data.length));
      expect(await page.locator('.scatterlayer .trace path.js-line').count()).toBeGreaterThanOrEqual(
        figures.length,
      );
    });

    it('its math', async () => {
      const page = await open(`site/${first}.html`);
      expect(await page.locator('.katex').count()).toBeGreaterThan(10);
      expect(await page.locator('.katex-error').count()).toBe(0);
      expect(
        await page
          .locator('main .markdown')
          .allInnerTexts()
          .then((texts) => texts.join()),
      ).not.toContain('$');
      expect(await page.evaluate(() => 'katex' in window)).toBe(false);
      expect(await page.evaluate(async () => (await document.fonts.ready).check('16px KaTeX_Math'))).toBe(
        true,
      );
    });

    it('the charts of a page made by hand, which needs no file beside it', async () => {
      const args = [
        'nbconvert',
        '--execute',
        '--to',
        'html',
        `${first}.ipynb`,
        '--output-dir',
        path.join(out, 'alone'),
      ];
      expect(await jupyter(args, folder)).toMatchObject({ code: 0 });
      const page = await open(`alone/${first}.html`);
      expect(await drawn(page)).toEqual(await drawn(await open(`site/${first}.html`)));
      expect(await page.locator('.katex').count()).toBeGreaterThan(10);
      await picture(page, 'page-by-hand', { fullPage: true });
    });

    it('and ask no other host for anything, nor complain', () => {
      expect(browser?.forbidden).toEqual([]);
      expect(browser?.complaints).toEqual([]);
    });
  });

  describe('are light or dark', () => {
    it.each([
      ['light', false],
      ['dark', true],
    ])('as the system is: %s, with charts that can be read', async (name, dark) => {
      const page = await open(`site/${first}.html`, { dark });
      await drawn(page);
      const ground = await colorOf(page, 'body', 'background-color');
      expect(contrast(ground, dark ? 'rgb(0, 0, 0)' : 'rgb(255, 255, 255)')).toBeLessThan(1.3);
      for (const [selector, property] of [
        ['main p', 'color'],
        ['.chart small', 'color'],
        ['.xtick text', 'fill'],
        ['.xtitle', 'fill'],
        ['.legendtext', 'fill'],
        ['.highlight .kd', 'color'],
      ] as const) {
        expect(
          contrast(await colorOf(page, selector, property), ground),
          `${selector} in ${name}`,
        ).toBeGreaterThan(4.5);
      }
      expect(await colorOf(page, '.plot .main-svg', 'background-color')).toBe('rgba(0, 0, 0, 0)');
      await picture(page, `page-${name}`, { fullPage: true });
      await page.locator('.chart').nth(1).scrollIntoViewIfNeeded();
      await picture(page, `page-${name}-chart`);
    });

    it('as the reader says, also on the next visit; and as the system is again after that', async () => {
      const page = await open(`site/${first}.html`);
      const light = await colorOf(page, 'body', 'background-color');
      await page.locator('#toggle-theme').click();
      const dark = await colorOf(page, 'body', 'background-color');
      expect(dark).not.toBe(light);
      await page.reload();
      expect(await colorOf(page, 'body', 'background-color')).toBe(dark);
      await page.locator('#toggle-theme').click();
      expect(
        await page.evaluate(() => [localStorage.length, document.documentElement.dataset.theme]),
      ).toEqual([0, undefined]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await colorOf(page, 'body', 'background-color')).toBe(dark);
    });

    it('and light on paper, without what only a screen can do', async () => {
      const page = await open(`site/${first}.html`, { dark: true });
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await colorOf(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)');
      expect(await colorOf(page, 'body', 'color')).toBe('rgb(31, 36, 43)');
      expect(await page.locator('.bar').isVisible()).toBe(false);
    });
  });

  describe('on paper', () => {
    it('print the answers to questions, and the whole of a wide table, with and without scripts', async () => {
      const page = await open('site/01-moving.html');
      const answer = page.getByText('That one.', { exact: true });
      expect(await answer.isVisible()).toBe(false);
      await page.setViewportSize({ width: 680, height: 900 });
      await page.emulateMedia({ media: 'print' });
      expect(await answer.isVisible()).toBe(true);
      const overflows = await page
        .locator('.output.html')
        .evaluateAll((boxes) => boxes.map((box) => getComputedStyle(box).overflowX));
      expect(new Set(overflows)).toEqual(new Set(['visible']));
    });

    it.each([680, 1000, 1600])(
      'show each chart to its right edge, drawn in a window of %i',
      async (width) => {
        const page = await open(`site/${first}.html`);
        await page.setViewportSize({ width, height: 900 });
        await drawn(page);
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 680, height: 900 }); // A4 between its margins
        const rights = await page
          .locator('.plot :is(.xtick, .legend) text')
          .evaluateAll((labels) => labels.map((label) => label.getBoundingClientRect().right));
        expect(rights.length).toBeGreaterThan(10);
        expect(Math.max(...rights)).toBeLessThanOrEqual(680);
      },
    );
  });

  describe('can be used', () => {
    it.each(['index', 'glossary', first, '01-moving'])(
      'by everyone: axe-core finds no fault, light and dark, with all that is folded open (%s)',
      async (name) => {
        for (const dark of [false, true]) {
          const page = await open(`site/${name}.html`, { dark });
          await page.evaluate(() => {
            for (const folded of document.querySelectorAll('details')) folded.open = true;
          });
          expect(await violations(page)).toEqual([]);
        }
      },
    );

    it('a slider moves its chart, and the title with it', async () => {
      const page = await open('site/01-moving.html');
      await drawn(page);
      const title = page.locator('.chart figcaption strong');
      expect(await title.textContent()).toBe('At depth 1');
      expect(await page.locator('.plot .gtitle').count()).toBe(0);
      await page.locator('.slider-rail-touch-rect').scrollIntoViewIfNeeded();
      const rail = (await page.locator('.slider-rail-touch-rect').boundingBox())!;
      await page.mouse.click(rail.x + rail.width - 2, rail.y + rail.height / 2);
      await page.waitForFunction(() => document.querySelector('.chart strong')?.textContent === 'At depth 3');
      const y = await page.evaluate(
        () => (document.querySelector('.js-plotly-plot') as unknown as { data: { y: number[] }[] }).data[0].y,
      );
      expect(y).toEqual([3, 30]);
    });

    it('a slider can be reached and moved with the keyboard, and says its value', async () => {
      const page = await open('site/01-moving.html');
      await drawn(page);
      const slider = page.getByRole('slider', { name: 'Depth' });
      await slider.focus();
      expect(await slider.getAttribute('aria-valuetext')).toBe('1');
      for (const [key, depth] of [
        ['ArrowRight', 2],
        ['ArrowUp', 3],
        ['ArrowRight', 3],
        ['Home', 1],
        ['End', 3],
        ['ArrowLeft', 2],
      ] as const) {
        // prettier-ignore
        await page.keyboard.press(key);
        await page.waitForFunction(
          (title) => document.querySelector('.chart strong')?.textContent === title,
          `At depth ${depth}`,
        );
        // The slider says its value after the chart is drawn.
        await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe(String(depth));
        expect(await slider.evaluate((element) => element === document.activeElement)).toBe(true);
      }
      // A second Tab leaves it.
      await page.keyboard.press('Tab');
      expect(await slider.evaluate((element) => element === document.activeElement)).toBe(false);
    });

    it('a legend is one tab stop, whose entries arrow keys reach, and Space hides and shows a trace', async () => {
      const page = await open(`site/${first}.html`);
      await drawn(page);
      const plot = page
        .locator('.plot')
        .filter({ has: page.locator('.legend') })
        .first();
      const [sigmoid, relu] = ['sigmoid', 'ReLU'].map((name) => plot.getByRole('button', { name }));
      expect(await plot.locator('.legend [tabindex="0"]').count()).toBe(1);
      await sigmoid!.focus();
      await page.keyboard.press('ArrowRight');
      expect(await relu!.evaluate((element) => element === document.activeElement)).toBe(true);
      const lines = plot.locator('.scatterlayer .js-line');
      const all = await lines.count();
      await page.keyboard.press('Space');
      await expect.poll(() => relu!.getAttribute('aria-pressed')).toBe('false');
      expect(await lines.count()).toBeLessThan(all);
      await page.keyboard.press('Enter');
      await expect.poll(() => relu!.getAttribute('aria-pressed')).toBe('true');
      expect(await lines.count()).toBe(all);
      expect(await plot.locator('.legend [tabindex="0"]').count()).toBe(1);
    });

    it('a button of a chart can be reached and pressed with the keyboard', async () => {
      const page = await open('site/01-moving.html');
      await drawn(page);
      await page.getByRole('button', { name: 'Play' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('.chart strong')?.textContent === 'At depth 3');
    });

    it('Play plays the frames to the end', async () => {
      const page = await open('site/01-moving.html');
      await drawn(page);
      await page.locator('.updatemenu-button').click();
      await page.waitForFunction(() => document.querySelector('.chart strong')?.textContent === 'At depth 3');
    });

    it('a chart has its words for who does not see it', async () => {
      const page = await open('site/01-moving.html');
      expect(await page.getByRole('img', { name: 'A line at three depths.' }).count()).toBe(1);
      await page.getByText('In words').click();
      expect(await page.locator('.words p').isVisible()).toBe(true);
    });

    it('a term shows its meaning under the pointer and at the focus, until Escape', async () => {
      const page = await open('site/01-moving.html');
      const term = page.locator('a.term').first();
      const meaning = page.getByRole('tooltip');
      expect(await term.getAttribute('href')).toBe('glossary.html#term-depth');
      await term.hover();
      await meaning.waitFor({ state: 'visible' });
      expect(await meaning.textContent()).toBe('The number of layers.');
      await page.keyboard.press('Escape');
      await meaning.waitFor({ state: 'hidden' });
      await term.focus();
      await meaning.waitFor({ state: 'visible' });
      expect(await term.getAttribute('aria-describedby')).toBe(await meaning.getAttribute('id'));
      await term.blur();
      await meaning.waitFor({ state: 'hidden' });
    });

    it('the glossary leads to the page that uses a term first', async () => {
      const page = await open('site/glossary.html');
      expect(await page.locator('dt').allTextContents()).toEqual(['depth', 'trace']);
      await page.locator('dd a').first().click();
      expect(page.url()).toBe(address('site/01-moving.html'));
    });

    it('the code is hidden and shown as a whole, and remembered', async () => {
      const page = await open(`site/${first}.html`);
      const shown = (): Promise<number> => page.locator('.code .highlight:visible').count();
      const all = await shown();
      expect(all).toBeGreaterThan(5);
      await page.getByRole('button', { name: 'Hide code' }).click();
      expect(await shown()).toBe(0);
      await page.reload();
      expect(await shown()).toBe(0);
      await page.getByRole('button', { name: 'Show code' }).click();
      expect(await shown()).toBe(all);
    });

    it('the code of a question, which has its answer, stays folded when code is shown', async () => {
      const page = await open('site/01-moving.html');
      const code = page.locator('.code.folded');
      expect(await code.locator('.highlight').isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Hide code' }).click();
      await page.getByRole('button', { name: 'Show code' }).click();
      expect(await code.locator('.highlight').isVisible()).toBe(false);
      await code.locator('summary').click();
      expect(await code.locator('.highlight').isVisible()).toBe(true);
    });

    it('the contents stand in the margin of a wide window and lead to the sections', async () => {
      const page = await open(`site/${first}.html`);
      const links = page.locator('#contents a');
      expect(await links.count()).toBe(await page.locator('main h2').count());
      await links.nth(2).click();
      await page.waitForFunction(() =>
        document.querySelectorAll('#contents a')[2].hasAttribute('aria-current'),
      );
    });

    it('the contents are folded above the text of a narrower window', async () => {
      const page = await open(`site/${first}.html`);
      await page.setViewportSize({ width: 1000, height: 900 });
      const links = page.locator('#contents a');
      expect(await links.first().isVisible()).toBe(false);
      await page.getByText('On this page').click();
      await links.nth(2).click();
      expect(new URL(page.url()).hash).toBe(await links.nth(2).getAttribute('href'));
      expect(await links.first().isVisible()).toBe(false);
    });

    it('the front page leads to the notebooks, and they lead back and on', async () => {
      const page = await open('site/index.html');
      expect(await page.locator('h1').textContent()).toBe('Vanishing gradients');
      await page.locator('.card :is(h3, h4) a').first().click();
      expect(await page.locator('h1').textContent()).toContain('The opening example');
      await page
        .getByRole('navigation', { name: 'Other notebooks' })
        .getByRole('link', { name: 'What moves' })
        .click();
      await page.getByRole('link', { name: 'Vanishing gradients' }).click();
      expect(page.url()).toBe(address('site/index.html'));
    });

    it('the front page unfolds claims, and each leads to where it is measured', async () => {
      const page = await open('site/index.html');
      await page.locator('.card small a').first().click();
      const claim = page.locator('.claims details[open] td a').first();
      const sentence = await claim.textContent();
      await claim.click();
      expect(await page.locator('.cell:target .vg-claim').first().textContent()).toContain(sentence);
    });
  });

  describe('fit', () => {
    let small: Browser;
    beforeAll(async () => {
      small = await Browser.open(phone);
    });
    afterEach(() => small.closePages());
    afterAll(() => small.close());

    it.each([`site/${first}`, 'site/01-moving', 'site/index', `alone/${first}`])(
      'a phone: %s',
      async (name) => {
        const page = await small.page(address(`${name}.html`));
        await drawn(page);
        expect(await overflow(page)).toBe(0);
        const before = await heights(page);
        await page.setViewportSize({ width: 320, height: 640 });
        await page.waitForFunction(() =>
          [...document.querySelectorAll('.plot .main-svg')].every((svg) => svg.clientWidth <= 320),
        );
        expect(await overflow(page)).toBe(0);
        expect(await heights(page)).toEqual(before);
        expect(small.complaints).toEqual([]);
        expect(small.forbidden).toEqual([]);
      },
    );

    it('a phone: the way home and the theme are in sight, and code is folded until it is asked for', async () => {
      const page = await small.page(address(`site/${first}.html`));
      const width = 390;
      for (const part of ['.home', '#toggle-theme', '#toggle-code']) {
        const box = (await page.locator(part).boundingBox())!;
        expect(box.x, part).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width, part).toBeLessThanOrEqual(width);
        expect(box.y, part).toBeLessThan(60);
      }
      expect(await page.locator('.home').evaluate((link) => link.scrollWidth <= link.clientWidth)).toBe(true);
      expect(await page.locator('.code .highlight:visible').count()).toBe(0);
      await page.locator('#toggle-code').click();
      await page.reload();
      expect(await page.locator('.code .highlight:visible').count()).toBeGreaterThan(5);
      await page.locator('#toggle-code').click();
    });

    it('a phone: cells in a row without outputs fold as one', async () => {
      const page = await small.page(address(`site/${first}.html`));
      const cells = page.locator('.cell:has(> .code)');
      const lines = page.locator('.code > summary:visible');
      expect(await lines.count()).toBeLessThan(await cells.count());
      const joined = page.locator('.cell:has(+ .cell > .joined) > .code');
      await joined.first().locator('summary').click();
      expect(await page.locator('.joined[open]').count()).toBeGreaterThan(0);
    });

    it('a phone: a tap on a term shows its meaning, a second one follows the link', async () => {
      const page = await small.page(address('site/01-moving.html'));
      const term = page.locator('a.term').first();
      await term.tap();
      await page.getByRole('tooltip').waitFor({ state: 'visible' });
      await term.tap();
      await page.waitForURL(`${address('site/glossary.html')}#term-depth`);
    });

    it('what is wide scrolls in a box of its own, which the keyboard reaches', async () => {
      const page = await small.page(address('site/01-moving.html'));
      await page.locator('#toggle-code').click();
      for (const selector of [
        '.output.html',
        '.output.text',
        '.code pre',
        '.markdown table',
        '.katex-display',
      ]) {
        const room = await page.evaluate((s) => {
          const box = document.querySelector<HTMLElement>(s)!;
          return [
            box.scrollWidth > box.clientWidth,
            ['auto', 'scroll'].includes(getComputedStyle(box).overflowX),
            box.tabIndex,
          ];
        }, selector);
        expect(room, selector).toEqual([true, true, 0]);
      }
    });

    it('a finger on a chart scrolls the page', async () => {
      const page = await small.page(address(`site/${first}.html`));
      await drawn(page);
      const plot = page.locator('.plot').first();
      await plot.scrollIntoViewIfNeeded();
      const before = await page.evaluate(() => scrollY);
      const box = (await plot.boundingBox())!;
      const touch = await small.context.newCDPSession(page);
      const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let up = 20; up <= 200; up += 20) {
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y: y - up }] });
      }
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await page.waitForFunction((from) => scrollY > from + 100, before);
    });

    it('is seen in pictures', async () => {
      for (const [name, file] of [
        ['page-phone', `site/${first}.html`],
        ['index-phone', 'site/index.html'],
      ]) {
        const page = await small.page(address(file));
        await drawn(page);
        await picture(page, name, { fullPage: true });
      }
      for (const dark of [false, true]) {
        const page = await open('site/index.html', { dark });
        await page.setViewportSize(desktop.viewport);
        await picture(page, `index-${dark ? 'dark' : 'light'}`, { fullPage: true });
      }
    });
  });
});
