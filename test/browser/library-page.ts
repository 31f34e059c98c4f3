// A page with the library's browser entry, in Chromium, with the backends of TensorFlow.js that run without a graphics card.
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import type * as tfjs from '@tensorflow/tfjs';
import { CHROMIUM_FLAGS, findChromium } from '../../scripts/chromium.mjs';
import { paths } from '../../scripts/paths.mjs';
import type * as library from '../../src';

/** The globals of a test's function in the page. */
export interface Globals {
  readonly vg: typeof library;
  readonly tf: typeof tfjs;
}

const ORIGIN = 'https://library.example';
const WASM = join(paths.modules, '@tensorflow', 'tfjs-backend-wasm', 'dist');
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** One script of a program and all that it imports, as a bundler makes it for pages. */
export async function bundleFor(folder: string, program: string, external: string[] = []): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder, loader: 'js' },
    bundle: true,
    minify: true,
    platform: 'browser',
    format: external.length > 0 ? 'esm' : 'iife',
    external,
    // A module is UTF-8, as bundlers but esbuild write it; a script in a page has the page's encoding.
    charset: external.length > 0 ? 'utf8' : 'ascii',
    // TensorFlow.js is the checkout's, wherever the library was installed.
    nodePaths: [paths.modules],
    define: { 'import.meta.url': '"https://library.example/library/browser/index.js"' },
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** The program of a page that has the library in `globalThis.vg`. */
export const pageProgram = (entry: string): string => `
  import * as vg from '${entry}';
  import * as tf from '@tensorflow/tfjs';
  import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
  setWasmPaths('/wasm/');
  Object.assign(globalThis, { vg, tf });`;

export class LibraryPage {
  /** The lines that the page wrote on its console. */
  readonly lines: string[] = [];
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(script: string): Promise<LibraryPage> {
    const flags = CHROMIUM_FLAGS.filter((flag) => flag !== '--disable-gpu');
    const browser = await chromium.launch({
      executablePath: findChromium()!,
      args: [...flags, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    const page = await browser.newPage();
    const opened = new LibraryPage(page);
    // Chromium's own warnings, such as a slow read of the GPU's, are not the page's.
    page.on('console', (message) => {
      if (message.type() === 'log') opened.lines.push(message.text());
    });
    page.on('pageerror', (error) => opened.complaints.push(error.message));
    await page.route('**/*', (route) => {
      const { origin, pathname } = new URL(route.request().url());
      const body = origin === ORIGIN ? bodyOf(pathname, script) : null;
      return body === null
        ? route.fulfill({ status: 404 })
        : route.fulfill({ body, contentType: types[extname(pathname)] ?? 'text/plain' });
    });
    await page.goto(`${ORIGIN}/index.html`);
    await page.waitForFunction(() => 'vg' in globalThis);
    return opened;
  }

  async close(): Promise<void> {
    await this.page.context().browser()!.close();
  }

  /** Has the page use a backend; throws where it can't. */
  async use(backend: string): Promise<void> {
    const used = await this.page.evaluate(async (name) => {
      const { tf } = globalThis as unknown as Globals;
      await tf.setBackend(name);
      await tf.ready();
      return tf.getBackend();
    }, backend);
    if (used !== backend) throw new Error(`the page has no backend ${backend}`);
  }
}

function bodyOf(pathname: string, script: string): string | Buffer | null {
  if (pathname === '/index.html')
    return '<!doctype html><meta charset="utf-8"><script src="/page.js"></script>';
  if (pathname === '/page.js') return script;
  if (pathname.startsWith('/wasm/')) return readFileSync(join(WASM, pathname.slice('/wasm/'.length)));
  // The package has this folder beside its browser entry.
  if (pathname.startsWith('/data/')) return readFileSync(join(paths.root, pathname));
  return null;
}
