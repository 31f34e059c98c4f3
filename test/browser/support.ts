// The system's Chromium, cut off from the network, and pictures of what it showed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { CHROMIUM_ADVICE, CHROMIUM_FLAGS, findChromium } from '../../scripts/chromium.mjs';
import { paths } from '../../scripts/paths.mjs';

const executablePath = findChromium();

/** A part that needs Chromium: without one it is skipped, and says so; in CI it fails. */
export function describeInChromium(title: string, tests: () => void): void {
  if (executablePath !== undefined) {
    describe(title, tests);
  } else if (process.env.CI === 'true') {
    describe(title, () => {
      it('has a Chromium', () => {
        throw new Error(CHROMIUM_ADVICE);
      });
    });
  } else {
    console.warn(`Skipped: ${title}. ${CHROMIUM_ADVICE}`);
    describe.skip(title, tests);
  }
}

export const desktop = { viewport: { width: 1360, height: 900 } };
export const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
};

/** A browser of its own, with nothing in it from before. */
export class Browser {
  /** Every address outside of what may be asked, whether or not an answer came. */
  readonly forbidden: string[] = [];
  /** The errors of pages. */
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    private readonly profile: string,
  ) {}

  /** @param allowed the only origin that may be asked; without one the network is cut off, and files remain */
  static async open(options: object = desktop, allowed?: string): Promise<Browser> {
    const profile = mkdtempSync(path.join(tmpdir(), 'chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: executablePath!,
      args: CHROMIUM_FLAGS,
      ...options,
    });
    const browser = new Browser(context, profile);
    await context.route('**/*', async (route) => {
      const url = new URL(route.request().url());
      if (
        ['file:', 'data:', 'blob:', 'chrome:', 'chrome-extension:'].includes(url.protocol) ||
        url.origin === allowed
      )
        return route.continue();
      browser.forbidden.push(url.href);
      return route.abort();
    });
    if (allowed === undefined) await context.setOffline(true);
    return browser;
  }

  async page(url: string): Promise<Page> {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.goto(url);
    return page;
  }

  /** Closes all pages but the empty first one: without it, the next page would need a window, which takes a third of a second. */
  async closePages(): Promise<void> {
    const [, ...opened] = this.context.pages();
    await Promise.all(opened.map((page) => page.close()));
  }

  async close(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

/** Keeps a picture for whoever wants to look. */
export async function picture(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  const folder = path.join(paths.root, 'build', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), ...options });
}

/** The contrast of two colours, given as `rgb(1, 2, 3)`: 21 is black on white; WCAG asks for 4.5. */
export function contrast(one: string, other: string): number {
  const luminance = (color: string): number => {
    const [r, g, b] = color.match(/[\d.]+/g)!.map((digits) => {
      const c = Number(digits) / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const AXE = readFileSync(path.join(paths.modules, 'axe-core', 'axe.min.js'), 'utf8');

/** The rules that axe-core finds broken, with a place each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations: found } = await axe.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`);
  });
}
