// The site of a run without faults, and what an interrupted run leaves.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBefore } from './run-before.js';
import {
  lastLine,
  notebooks,
  read,
  startNotebooks,
  temporaryFolder,
  until,
  writeNotebook,
} from './support.js';

const folder = temporaryFolder('site');
const out = temporaryFolder('site-out');
const site = path.join(out, 'site');

afterAll(() => {
  for (const made of [folder, out]) rmSync(made, { recursive: true, force: true });
});

const chart = `require('tslab/dist/jupyter').lastWriteDisplayData({ metadata: {}, transient: {}, data: {
  'application/vnd.plotly.v1+json': { data: [{ x: [1, 2], y: [1, 2] }],
    layout: { title: { text: '<b>A</b> line' }, meta: { description: 'Line chart of 1 & 2. It rises.' } } },
  'text/plain': 'Line chart of 1 & 2. It rises.',
} });`;

writeNotebook(folder, '00-first', [
  '# The first\n\nWhat **it** says of $x^2$ & `code`.\n\nMore.',
  { code: 'console.log(6 * 7);' },
  'On to [the second](02-second.ipynb#end), or [a place](https://example.org/a.ipynb).',
]);
writeNotebook(folder, '02-second', [
  '# The second\n\nIt draws.',
  { code: chart },
  { code: `require('vanishing-gradients').claim('One & one make 2', 1 + 1, { expected: 2, tolerance: 0 });` },
  { code: "throw new Error('meant');", tags: ['raises-exception'] },
  '## End\n\nBack to [the first](00-first.ipynb).',
]);

describe('A run without a fault', () => {
  const run = runBefore('--dir', folder, '--out', out, '--workers', '1');

  it('ends with 0, says how long each took, and where the site is', () => {
    expect(run().code).toBe(0);
    expect(run().output).toMatch(/^✓ 00-first {2}\d+(\.\d)? s\n✓ 02-second {2}\d+(\.\d)? s$/m);
    const index = path.relative(process.cwd(), path.join(site, 'index.html'));
    expect(lastLine(run().output)).toMatch(
      new RegExp(`^2 notebooks passed, 0 failed in \\d+(\\.\\d)? s -> ${index}$`),
    );
  });

  it('lists the notebooks with number, title and first paragraph', () => {
    const index = read(site, 'index.html');
    expect(index).toContain('<h3><span class="number">00</span> <a href="00-first.html">The first</a></h3>');
    expect(index).toMatch(
      /What <strong>it<\/strong> says of (<span class="word">)?<span class="katex">.*&#38; <code>code<\/code>\./,
    );
    expect(index).not.toContain('$');
    expect(index).toMatch(/runs in \d+(\.\d)? s/);
    expect(index).not.toContain('Failed');
  });

  it('draws a small picture of a chart, with words', () => {
    const index = read(site, 'index.html');
    expect(index.match(/<svg class="picture"/g)).toHaveLength(1);
    expect(index).toContain('role="img" aria-label="A line. Line chart of 1 &#38; 2."');
  });

  it('lists the claims, each with what was expected and measured, and leads to its cell', () => {
    const index = read(site, 'index.html');
    expect(index).toContain('When these pages were made, every claim of the course held.');
    expect(index).toMatch(
      /<a href="02-second.html#cell-cell-2">One &#38; one make 2<\/a><\/td><td>2 ± 0<\/td><td>2<\/td>/,
    );
    expect(read(site, '02-second.html')).toContain('id="cell-cell-2"');
  });

  it('tells search engines and previews what each page is about', () => {
    expect(read(site, '00-first.html')).toContain(
      '<meta name="description" content="What it says of x^2 &#38; code.">',
    );
    expect(read(site, '00-first.html')).toContain('<meta property="og:title" content="The first">');
    expect(read(site, 'index.html')).toContain('<meta property="og:type" content="website">');
  });

  it('asks no other host for anything, and says of no page where it is', () => {
    for (const name of ['index.html', '00-first.html', '02-second.html']) {
      const page = read(site, name).replace(/<a [^>]*>/g, '');
      expect(page).not.toMatch(/(?:src|href|content|url)\s*[=(]\s*["']?(?:https?:)?\/\//);
      expect(page).not.toContain('og:image');
    }
    expect(existsSync(path.join(site, 'sitemap.xml'))).toBe(false);
  });

  it('has each output on its page', () => {
    expect(read(site, '00-first.html')).toContain('<pre class="output text">42\n</pre>');
  });

  it('titles each page by its first heading', () => {
    expect(read(site, '02-second.html')).toContain('<title>The second · Vanishing gradients</title>');
  });

  it('leads from page to page, and to the front page', () => {
    const page = read(site, '00-first.html');
    expect(page).toMatch(/class="home" href="index.html"/);
    expect(page).toMatch(/class="next" rel="next" href="02-second.html"><small>Next<\/small> The second</);
    expect(read(site, '02-second.html')).toMatch(/class="previous" rel="prev" href="00-first.html"/);
  });

  it('turns links to other notebooks into links to their pages, and no others', () => {
    const page = read(site, '00-first.html');
    expect(page).toContain('href="02-second.html#end"');
    expect(page).toContain('href="https://example.org/a.ipynb"');
  });

  it('offers each notebook as a file, without outputs', () => {
    expect(read(site, '00-first.html')).toMatch(/<a href="00-first.ipynb" download/);
    expect(JSON.parse(read(site, '00-first.ipynb'))).toEqual(JSON.parse(read(folder, '00-first.ipynb')));
  });

  it('keeps the executed notebooks beside the site, and they pass the check', async () => {
    const files = ['00-first', '02-second'].map((name) => path.join(out, 'executed', `${name}.ipynb`));
    expect(await notebooks('--check', ...files)).toMatchObject({ code: 0 });
  });

  it('loads Plotly and KaTeX’s style once for the site, only where a page needs them, and no program for formulas', () => {
    const assets = readdirSync(path.join(site, 'assets'));
    expect(assets.filter((name) => name.startsWith('plotly'))).toHaveLength(1);
    expect(read(site, '02-second.html')).toMatch(/<script defer src="assets\/plotly-cartesian-\w+\.js">/);
    expect(read(site, '02-second.html').length).toBeLessThan(20_000);
    expect(read(site, '00-first.html')).not.toContain('plotly');
    expect(read(site, '00-first.html')).toMatch(/href="assets\/katex-\w+\.css"/);
    expect(assets.filter((name) => /^(katex|auto-render).*\.js$/.test(name))).toEqual([]);
    expect(assets.filter((name) => name.endsWith('.woff2')).length).toBeGreaterThan(10);
    expect(read(site, '00-first.html')).toMatch(/<math [^]*<mi>x<\/mi><mn>2<\/mn>/);
    expect(read(site, '02-second.html')).not.toContain('katex');
  });

  it('puts the words of a chart on the page', () => {
    const page = read(site, '02-second.html');
    expect(page).toContain('aria-label="Line chart of 1 &amp; 2. It rises."');
    expect(page).toContain('<p>Line chart of 1 &amp; 2. It rises.</p>');
  });

  it('shows them in the place of the chart where no script runs', () => {
    expect(read(site, '02-second.html')).toContain(
      '<noscript><p>Line chart of 1 &amp; 2. It rises.</p></noscript>',
    );
  });

  it('makes a page for those only that were asked for', async () => {
    const some = path.join(out, 'some');
    const url = 'https://example.org/course';
    expect(await notebooks('--dir', folder, '--out', some, '--url', url, '2')).toMatchObject({ code: 0 });
    expect(readdirSync(path.join(some, 'site')).filter((name) => name.endsWith('.html'))).toEqual([
      '02-second.html',
      'index.html',
      'play.html',
    ]);
    // The run has the address of the site.
    const image = `<meta property="og:image" content="${url}/assets/02-second.png">`;
    for (const name of ['index.html', '02-second.html']) expect(read(some, 'site', name)).toContain(image);
    const png = readFileSync(path.join(some, 'site', 'assets', '02-second.png'));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1200, 630]);
    expect(read(some, 'site', 'sitemap.xml')).toContain(`<loc>${url}/</loc>`);
    expect(read(some, 'site', 'sitemap.xml')).toContain(`<loc>${url}/02-second.html</loc>`);
    expect(read(some, 'site', 'robots.txt')).toContain(`Sitemap: ${url}/sitemap.xml`);
  });
});

describe('A run that does not get to its end', () => {
  const slow = temporaryFolder('slow');
  const place = path.join(out, 'slow');
  const pidFile = path.join(slow, 'pid');
  const isAlive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  };
  const stagings = (): string[] => readdirSync(place).filter((name) => name.startsWith('.staging'));

  /** A run that hangs in its first cell, and the process of its kernel. */
  async function hanging(): Promise<{ run: ReturnType<typeof startNotebooks>; kernel: number }> {
    rmSync(pidFile, { force: true });
    const run = startNotebooks(['--dir', slow, '--out', place, '--timeout', '100']);
    const kernel = await until('the kernel', () => {
      const text = existsSync(pidFile) ? read(pidFile) : '';
      return text.endsWith('\n') ? Number(text) : undefined;
    });
    return { run, kernel };
  }

  beforeAll(async () => {
    writeNotebook(slow, '00-slow', ['# Slow', { code: '1' }]);
    expect(await notebooks('--dir', slow, '--out', place)).toMatchObject({ code: 0 });
    const code = `require('fs').writeFileSync('pid', process.pid + '\\n');\nfor (;;);`;
    writeNotebook(slow, '00-slow', ['# Slow', { code }]);
    writeFileSync(path.join(place, 'site', 'mark'), 'of the old site');
  }, 120_000);

  afterAll(() => {
    rmSync(slow, { recursive: true, force: true });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('leaves the old site, and no kernel, after %s', async (signal, code) => {
    const { run, kernel } = await hanging();
    run.child.kill(signal);
    expect((await run.ended).code).toBe(code);
    expect(read(place, 'site', 'mark')).toBe('of the old site');
    expect(stagings()).toEqual([]);
    expect(isAlive(kernel)).toBe(false);
  });

  it('leaves the old site, and no kernel, where it is killed outright; the next run clears up', async () => {
    const { run, kernel } = await hanging();
    run.child.kill('SIGKILL');
    await run.ended;
    await until('the end of the kernel', () => (isAlive(kernel) ? undefined : true), 15);
    expect(read(place, 'site', 'mark')).toBe('of the old site');
    expect(stagings()).toHaveLength(1);
    await notebooks('--dir', slow, '--out', place, '--timeout', '1');
    expect(stagings()).toEqual([]);
    expect(existsSync(path.join(place, 'site', 'mark'))).toBe(false);
  });
});
