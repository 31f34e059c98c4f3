// The live page in Chromium, from a local server and as a file: its numbers, words, keyboard, tensors, and its looks.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePlay } from '../../scripts/pages/play.mjs';
import { paths } from '../../scripts/paths.mjs';
import { difference, twentyStates } from '../../scripts/play/measure.mjs';
import { countTensors, measureStates, openPlay, readNotes } from '../../scripts/play/served.mjs';
import { moveOne } from '../../scripts/play/soak.mjs';
import { stateToText } from '../../src/play/address';
import { measure } from '../../src/play/measure';
import type { Measurement } from '../../src/play/measurement';
import { PRESETS } from '../../src/play/presets';
import { DEFAULT_STATE, type PlayState } from '../../src/play/state';
import { wordsOf } from '../../src/play/words';
import { randomStream } from '../../src/random';
import { temporaryFolder } from '../notebooks/support.js';
import { randomStates } from '../play/states';
import { Browser, describeInChromium, picture, phone, violations } from './support.js';

/** How far the page is wider than its window. */
const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describeInChromium('The live page', () => {
  const folder = temporaryFolder('play');
  let opened: Awaited<ReturnType<typeof openPlay>>;

  beforeAll(async () => {
    await writePlay(folder);
    opened = await openPlay(folder, { context: { viewport: { width: 1280, height: 800 } } });
  });

  afterAll(async () => {
    await opened?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('needs little, and runs on wasm', async () => {
    expect(opened.sent.bytes).toBeLessThan(2_500_000);
    expect(await opened.page.getAttribute('.vg-figure', 'data-backend')).toBe('wasm');
    // Before the engine has started: the opening example is stored.
    expect((await readNotes(opened.page)).firstPicture).toBeGreaterThan(0);
  });

  it('measures what Node measures, for twenty states', async () => {
    const states = twentyStates(DEFAULT_STATE) as PlayState[];
    const found = await measureStates(opened.page, states);
    states.forEach((state, i) => {
      const norms = measure(state).layers.map(({ gradient }) => gradient);
      expect(difference(found[i].norms, norms), JSON.stringify(state)).toBeLessThan(1e-4);
    });
  });

  it('tries WebGL when it is idle, and stays on wasm without a graphics card', async () => {
    const figure = opened.page.locator('.vg-figure[data-compared]');
    const compared = JSON.parse((await figure.getAttribute('data-compared', { timeout: 60_000 }))!) as object;
    expect(compared).toMatchObject({ webgl: null, backend: 'wasm', isDone: true });
    expect(await figure.getAttribute('data-backend')).toBe('wasm');
  });

  it('counts saturated and dead units as Node does', async () => {
    const { page } = opened;
    for (const id of ['saturation', 'large-weights']) {
      const { state } = PRESETS.find((preset) => preset.id === id)!;
      await measureStates(page, [state]);
      const found = await page.evaluate(() => {
        const { figure } = document.querySelector('[data-play]') as unknown as {
          figure: { seen: { measurement: Pick<Measurement, 'layers'> } };
        };
        return figure.seen.measurement.layers.map(({ saturated, dead }) => ({ saturated, dead }));
      });
      const expected = measure(state).layers;
      expect(expected.some(({ saturated, dead }) => (saturated ?? dead)! > 0.4)).toBe(true);
      expected.forEach(({ saturated, dead }, i) => {
        // A value near the threshold may fall on its other side: a few in a thousand.
        if (saturated === null) expect(found[i].saturated).toBeNull();
        else expect(found[i].saturated).toBeCloseTo(saturated, 2);
        if (dead === null) expect(found[i].dead).toBeNull();
        else expect(Math.abs(found[i].dead! - dead)).toBeLessThan(0.05);
      });
    }
  });

  it('has the words of its chart, for every preset and twenty random states', async () => {
    const states = [...PRESETS.map(({ state }) => state), ...randomStates(20, 3)].map((state) => ({
      ...state,
      batch: Math.min(state.batch, 32),
      width: Math.min(state.width, 64),
    }));
    const found = await measureStates(opened.page, states);
    found.forEach(({ norms, title, label }, i) => {
      // Words of the numbers that the page drew, as Node writes them.
      const seen = measure(states[i]);
      const layers = seen.layers.map((layer, at) => ({ ...layer, gradient: norms[at] }));
      const theory = { ...seen.theory, gradients: null };
      expect(title).toBe(wordsOf({ ...seen, layers, theory }).title);
      expect(label).toMatch(/^Line chart of the norm of dL\/dz by layer/);
      if (!norms.every((norm) => norm > 0 && Number.isFinite(norm)))
        expect(title).toMatch(/vanishes|is 0|infinite|not a number/);
    });
    expect(opened.complaints).toEqual([]);
  });

  it('measures only the newest of the states that come while one is measured', async () => {
    const measured = await opened.page.evaluate(async (state) => {
      const { figure } = document.querySelector('[data-play="page"]') as unknown as {
        figure: {
          set(state: object): void;
          root: HTMLElement;
          seen: { measurement: { state: { scale: number } } };
        };
      };
      const before = Number(figure.root.dataset.seen);
      for (let i = 1; i <= 50; i++) figure.set({ ...state, scale: i / 10 });
      while (figure.seen.measurement.state.scale !== 5) await new Promise(requestAnimationFrame);
      return Number(figure.root.dataset.seen) - before;
    }, DEFAULT_STATE);
    expect(measured).toBeLessThanOrEqual(3);
  });

  it('holds as many tensors after random dragging as before', async () => {
    const { page } = opened;
    const rest = { ...DEFAULT_STATE, width: 32 };
    await measureStates(page, [rest]);
    const before = await countTensors(page);
    const random = randomStream(5, 'dragging');
    for (let i = 0; i < 60; i++) await page.evaluate(moveOne, random.uniform());
    await measureStates(page, [rest]);
    expect(await countTensors(page)).toBe(before);
    expect(opened.complaints).toEqual([]);
  });

  it('keeps its state in the address, over a reload too', async () => {
    const { page } = opened;
    const state = { ...DEFAULT_STATE, depth: 12, activation: 'tanh' as const, scale: 1.5 };
    await measureStates(page, [state]);
    await page.waitForFunction((text) => location.hash === `#${text}`, stateToText(state));
    await page.reload();
    await page.waitForSelector('.vg-figure[data-seen]');
    expect(await page.getByLabel('Depth').getAttribute('aria-valuetext')).toBe('12, hidden layers');
    expect(await page.locator('.vg-title').first().innerText()).toMatch(/^dL\/dz (shrinks|grows|stays)/);
  });

  it('mends nonsense in the address, and says so', async () => {
    const { page } = opened;
    await page.evaluate(() => (location.hash = 'depth=900&activation=sigmod'));
    await page.waitForSelector('.vg-mended:has-text("Depth goes from 1 to 60: 900 became 60.")');
    expect(await page.getByLabel('Depth').inputValue()).toBe('59');
    await page.evaluate(() => (location.hash = 'preset=none'));
    await page.waitForSelector('.vg-mended:has-text("There is no preset called “none”.")');
  });

  it('is played with the keyboard alone', async () => {
    const { page } = opened;
    await measureStates(page, [DEFAULT_STATE]);
    await page.getByLabel('Depth').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      () =>
        document.querySelector('.vg-gradient svg')?.getAttribute('aria-label')?.includes('at layer 7') ===
        true,
    );
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).not.toBe(
      'none',
    );
    const sketch = page.locator('.vg-sketch').first();
    await sketch.focus();
    for (const press of ['ArrowDown', 'ArrowDown', 'ArrowLeft', 'ArrowDown'])
      await page.keyboard.press(press);
    expect(await sketch.getAttribute('aria-valuetext')).toMatch(/^layer 9: ten to the power of −/);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.locator('.vg-answer').first().innerText()).toContain('straight line');
  });

  it('ticks off a task that is done', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Try it' }).first().click();
    await page.waitForFunction(() => location.hash.includes('depth=30'));
    const { start } = (await import('../../src/play/tasks')).TASKS[0];
    await measureStates(page, [{ ...start, scale: 2 }]);
    await page.waitForSelector('.vg-done:has-text("Done!")');
    expect(await page.locator('.vg-task').innerText()).toMatch(/^Task: .* Done!$/);
  });

  it('trains, pauses, goes on at another rate, and learns the spirals', async () => {
    const { page } = opened;
    await measureStates(page, [
      { ...DEFAULT_STATE, depth: 4, width: 32, activation: 'tanh', initializer: 'xavierNormal' },
    ]);
    const status = page.locator('.vg-status');
    await page.getByRole('button', { name: 'One step' }).click();
    await page.waitForFunction(() => document.querySelector('.vg-status')?.textContent.startsWith('Step 1:'));
    await page.getByLabel('Learning rate').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction(
      () =>
        Number(/([\d.]+) % right/.exec(document.querySelector('.vg-status')?.textContent ?? '')?.[1]) > 95,
    );
    await page.getByRole('button', { name: 'Pause' }).click();
    expect(await status.innerText()).toMatch(/^Step \d{2,}: loss 0\.\d+/);
    expect(await page.locator('.vg-surface canvas').getAttribute('aria-label')).toMatch(
      /^Decision surface over/,
    );
    expect(opened.complaints).toEqual([]);
  });

  it('starts anew from the first step while a training runs', async () => {
    const { page } = opened;
    const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
    const stepIs = (pattern: string) =>
      page.waitForFunction(
        (text) => new RegExp(text).test(document.querySelector('.vg-status')?.textContent ?? ''),
        pattern,
      );
    await click('Start anew');
    await click('Train');
    await stepIs('^Step \\d{2,}:');
    await click('Start anew');
    await click('One step'); // its answer comes after all that was under way
    await stepIs('^Step 1:');
    expect(await page.locator('[aria-label^="Chart of the loss"]').getAttribute('aria-label')).toContain(
      'after 1 steps',
    );
  });

  it('has no decision surface for digits, which have no plane', async () => {
    const { page } = opened;
    await page.getByLabel('Data').selectOption('digits');
    expect(await page.locator('.vg-surface').isVisible()).toBe(false);
    await page.getByLabel('Data').selectOption('spirals');
    expect(await page.locator('.vg-surface').isVisible()).toBe(true);
  });

  it('opens with any address', async () => {
    const { page } = opened;
    const address = page.url().replace(/#.*$/, '');
    await page.goto(`${address}?depth=abc#%FF`);
    await page.waitForSelector('.vg-figure[data-seen]');
    expect(opened.complaints).toEqual([]);
    await page.goto(`${address}#depth=3`);
    await page.waitForSelector('.vg-figure[data-seen]');
  });

  it('has diagnose look at the network', async () => {
    const { page } = opened;
    await measureStates(page, [{ ...DEFAULT_STATE, depth: 12, width: 32 }]);
    await page.getByRole('button', { name: 'Ask diagnose' }).click();
    await page.waitForSelector('.vg-diagnosis li', { timeout: 120_000 });
    expect(await page.locator('.vg-diagnosis').innerText()).toMatch(/^Error\. The gradient vanishes/);
    expect(opened.complaints).toEqual([]);
  });

  it('shows the stored thousand layers, and goes back to what is measured', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'A thousand layers, orthogonal' }).click();
    expect(await page.locator('.vg-gradient svg').getAttribute('aria-label')).toContain('at layer 1,001');
    const depth = page.getByLabel('Depth');
    expect(await depth.getAttribute('aria-valuetext')).toBe('1000, hidden layers');
    await depth.focus();
    await page.keyboard.press('ArrowLeft'); // leads on from the deepest that is measured
    await page.waitForSelector('.vg-gradient svg[aria-label*="at layer 60"]');
    await page.getByRole('button', { name: 'The opening example' }).click();
    await page.waitForSelector('.vg-gradient svg[aria-label*="at layer 4;"]');
  });

  it('goes back to the preset before', async () => {
    const { page } = opened;
    for (const name of ['Small weights', 'A thousand layers, Gaussian', 'Large weights']) {
      await page.getByRole('button', { name }).click();
      await page.waitForTimeout(400); // the address follows a pause
    }
    await page.goBack();
    await page.waitForSelector('.vg-gradient svg[aria-label*="at layer 1,001"]');
    await page.goBack();
    await page.waitForSelector('.vg-presets [aria-pressed="true"]:has-text("Small weights")');
    await page.goForward();
    await page.waitForFunction(() => location.hash === '#preset=gaussian');
  });

  it('is without fault for axe-core, light and dark', async () => {
    const { page } = opened;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page)).toEqual([]);
      await picture(page, `play-${colorScheme}`, { fullPage: true });
    }
  });

  it('fits a phone, and has no fault there', async () => {
    const small = await openPlay(folder, { context: phone });
    expect(await overflow(small.page)).toBe(0);
    expect(await violations(small.page)).toEqual([]);
    await picture(small.page, 'play-phone', { fullPage: true });
    await small.close();
  });

  it('runs as a file, with the network cut off', async () => {
    const browser = await Browser.open();
    const page = await browser.page(pathToFileURL(path.join(folder, 'play.html')).href);
    await page.waitForSelector('.vg-figure[data-seen]');
    expect(await page.getAttribute('.vg-figure', 'data-backend')).toBe('wasm');
    expect([...browser.forbidden, ...browser.complaints]).toEqual([]);
    await browser.close();
  });
});

describe('What the page stores', () => {
  it('is what is measured', () => {
    const stored = JSON.parse(readFileSync(path.join(paths.root, 'site/play/stored.json'), 'utf8')) as Record<
      string,
      { measurement: { state: PlayState; layers: { gradient: number }[] } }
    >;
    for (const [name, { measurement }] of Object.entries(stored)) {
      if (measurement.state.depth > 60) continue; // a minute each
      const norms = measure(measurement.state).layers.map(({ gradient }) => gradient);
      const kept = measurement.layers.map(({ gradient }) => gradient);
      expect(difference(kept, norms), name).toBeLessThan(1e-4);
    }
  });
});
