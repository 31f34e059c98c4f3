// What a good run makes, and what an ended one leaves.
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  lastLine,
  notebooks,
  read,
  startNotebooks,
  temporaryFolder,
  until,
  writeNotebook,
  type Ended,
} from './support.js';

const folder = temporaryFolder('site');
const out = temporaryFolder('site-out');
const site = path.join(out, 'site');

afterAll(() => {
  for (const made of [folder, out]) rmSync(made, { recursive: true, force: true });
});

const chart = `require('tslab/dist/jupyter').lastWriteDisplayData({ metadata: {}, transient: {}, data: {
  'application/vnd.plotly.v1+json': { data: [{ type: 'bar', y: [1, 2] }], layout: { title: { text: '<b>Two</b> bars' } } },
  'text/plain': 'Bar chart of 1 & 2.',
} });`;

writeNotebook(folder, '00-first', [
  '# The first\n\nWhat **it** says of $x^2$ & `code`.\n\nMore.',
  { code: 'console.log(6 * 7);' },
  'On to [the second](02-second.ipynb#end), or [a place](https://example.org/a.ipynb).',
]);
writeNotebook(folder, '02-second', [
  '# The second\n\nIt draws.',
  { code: chart },
  { code: "throw new Error('meant');", tags: ['raises-exception'] },
  '## End\n\nBack to [the first](00-first.ipynb).',
]);

describe('A run without a fault', () => {
  let run: Ended;
  beforeAll(async () => {
    run = await notebooks('--dir', folder, '--out', out, '--workers', '1');
  }, 120_000);

  it('ends with 0, says how long each took, and where the site is', () => {
    expect(run.code).toBe(0);
    expect(run.output).toMatch(/^✓ 00-first {2}\d+(\.\d)? s\n✓ 02-second {2}\d+(\.\d)? s$/m);
    const index = path.relative(process.cwd(), path.join(site, 'index.html'));
    expect(lastLine(run.output)).toMatch(
      new RegExp(`^2 notebooks passed, 0 failed in \\d+(\\.\\d)? s -> ${index}$`),
    );
  });

  it('lists the notebooks with number, title and first paragraph', () => {
    const index = read(site, 'index.html');
    expect(index).toContain('<span class="number">00</span>\n<span class="title">The first</span>');
    expect(index).toContain('What <strong>it</strong> says of $x^2$ &#38; <code>code</code>.');
    expect(index).toMatch(/Runs in \d+(\.\d)? s/);
    expect(index).not.toContain('Failed');
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
    expect(page).toMatch(/class="next" href="02-second.html"[^>]*><small>Next<\/small> The second</);
    expect(read(site, '02-second.html')).toMatch(/class="previous" href="00-first.html"/);
  });

  it('turns links to other notebooks into links to their pages, and no others', () => {
    const page = read(site, '00-first.html');
    expect(page).toContain('href="02-second.html#end"');
    expect(page).toContain('href="https://example.org/a.ipynb"');
  });

  it('offers each notebook as a file, without outputs', () => {
    expect(read(site, '00-first.html')).toMatch(/<a download="" href="00-first.ipynb"/);
    expect(JSON.parse(read(site, '00-first.ipynb'))).toEqual(JSON.parse(read(folder, '00-first.ipynb')));
  });

  it('keeps the executed notebooks beside the site, and they pass the check', async () => {
    const files = ['00-first', '02-second'].map((name) => path.join(out, 'executed', `${name}.ipynb`));
    expect(await notebooks('--check', ...files)).toMatchObject({ code: 0 });
  });

  it('loads plotly.js and KaTeX once for the site, and only where a page needs them', () => {
    const assets = readdirSync(path.join(site, 'assets'));
    expect(assets.filter((name) => name.startsWith('plotly-'))).toHaveLength(1);
    expect(read(site, '02-second.html')).toMatch(/<script defer="" src="assets\/plotly-\w+\.js">/);
    expect(read(site, '02-second.html').length).toBeLessThan(20_000);
    expect(read(site, '00-first.html')).not.toContain('plotly');
    expect(read(site, '00-first.html')).toMatch(/src="assets\/katex-\w+\.js"/);
    expect(read(site, '02-second.html')).not.toContain('katex');
  });

  it('puts the words of a chart on the page', () => {
    const page = read(site, '02-second.html');
    expect(page).toContain('aria-label="Bar chart of 1 &amp; 2."');
    expect(page).toContain('<p>Bar chart of 1 &amp; 2.</p>');
  });

  it('makes a page for those only that were asked for', async () => {
    const some = path.join(out, 'some');
    expect(await notebooks('--dir', folder, '--out', some, '2')).toMatchObject({ code: 0 });
    expect(readdirSync(path.join(some, 'site')).filter((name) => name.endsWith('.html'))).toEqual([
      '02-second.html',
      'index.html',
    ]);
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
