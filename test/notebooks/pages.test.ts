// Pages of `jupyter nbconvert`, typed by hand in the project's environment.
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPages } from '../../scripts/pages/install.mjs';
import { paths } from '../../scripts/paths.mjs';
import { jupyter, read, runProgram, temporaryFolder } from './support.js';

const folder = temporaryFolder('pages');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** One output of every kind. */
const outputs = {
  stream: [
    { output_type: 'stream', name: 'stdout', text: 'to <stdout>\n' },
    { output_type: 'stream', name: 'stderr', text: '\u001b[33mto stderr\u001b[39m\n' },
  ],
  chart: [
    {
      output_type: 'display_data',
      metadata: {},
      data: {
        'application/vnd.plotly.v1+json': {
          data: [{ type: 'bar', y: [1], name: '</script><!--<script>' }],
          layout: {},
        },
        'text/html': '<b>drawn otherwise</b>',
        'text/plain': 'A chart of "one" & <more>.',
      },
    },
  ],
  table: [
    {
      output_type: 'display_data',
      metadata: {},
      data: { 'text/html': '<table class="vg-table"></table>', 'text/plain': 't' },
    },
  ],
  picture: [{ output_type: 'display_data', metadata: {}, data: { 'image/png': PNG, 'text/plain': 'A dot' } }],
  math: [
    { output_type: 'display_data', metadata: {}, data: { 'text/latex': '$$a < b$$', 'text/plain': 'a < b' } },
  ],
  result: [
    {
      output_type: 'execute_result',
      execution_count: 1,
      metadata: {},
      data: { 'text/plain': "{ a: '<1>' }" },
    },
  ],
  error: [
    {
      output_type: 'error',
      ename: 'RangeError',
      evalue: 'boom',
      traceback: ['\u001b[31mRangeError\u001b[39m: boom'],
    },
  ],
};

function write(
  name: string,
  kinds: (keyof typeof outputs)[],
  markdown = '# A page\n\nWords.',
  tags: string[] = [],
): void {
  const cells = [
    { cell_type: 'markdown', id: 'text', metadata: {}, source: markdown },
    ...kinds.map((kind) => ({
      cell_type: 'code',
      id: kind,
      metadata: { tags },
      source: `const ${kind}: number = 1; // ${kind}`,
      execution_count: null,
      outputs: outputs[kind],
    })),
  ];
  const metadata = {
    kernelspec: { name: 'tslab', display_name: 'TypeScript' },
    language_info: { name: 'typescript' },
  };
  writeFileSync(
    path.join(folder, `${name}.ipynb`),
    JSON.stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }),
  );
}

const convert = async (name: string, ...options: string[]): Promise<string> => {
  const { code, output } = await jupyter(['nbconvert', '--to', 'html', ...options, `${name}.ipynb`], folder);
  expect(output).not.toContain('Traceback');
  expect(code).toBe(0);
  return read(folder, `${name}.html`);
};

/** The addresses that the page would fetch from other hosts, links left out. */
const fetched = (page: string): string[] =>
  [
    ...page
      .replace(/(<script[^>]*>)[^]*?<\/script>/g, '$1')
      .matchAll(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)="(?!data:)[^"]*"/g),
  ].map(([tag]) => tag);

describe('A page of every kind of output', () => {
  let page: string;
  beforeAll(async () => {
    write('all', Object.keys(outputs) as (keyof typeof outputs)[], '# Every *kind*\n\nOf $x^2$.');
    page = await convert('all');
  });

  it('holds all that it needs', () => {
    expect(fetched(page)).toEqual([]);
    expect(page).not.toMatch(/libs\/(require\.js|mathjax|mermaid)/);
    expect(page.match(/plotly\.js (\([^)]*\) )?v\d/g)).toHaveLength(1);
    expect(page).toMatch(/<math [^]*<msup>/);
    expect(page).not.toContain('renderMathInElement');
    expect(page).not.toMatch(/url\((?!data:|#|["']data:)[^)]*woff/);
  });

  it('takes its title from the first heading', () => {
    expect(page).toContain('<title>Every kind</title>');
  });

  it('draws the chart from its figure, and only from that', () => {
    expect(page).toMatch(/<script type="application\/json">\{"data": \[\{"type": "bar"/);
    expect(page).not.toContain('drawn otherwise');
    const figure = /<script type="application\/json">(.*?)<\/script>/s.exec(page)![1];
    expect(JSON.parse(figure)).toEqual(outputs.chart[0].data['application/vnd.plotly.v1+json']);
  });

  it('says the chart in words', () => {
    expect(page).toMatch(/aria-label='?"?A chart of ("|&quot;)one("|&quot;) &amp; &lt;more&gt;\./);
    expect(page).toMatch(/<p>A chart of "one" &amp; &lt;more&gt;\.<\/p>/);
  });

  it.each([
    ['output to a stream', '<pre class="output text">to &lt;stdout&gt;\n</pre>'],
    ['a warning', '<pre class="output text stderr"><span class="ansi-yellow-fg">to stderr</span>'],
    ['a table', '<div class="output html"><table class="vg-table"></table></div>'],
    ['a picture, with its words', 'alt="A dot"'],
    ['math', '<div class="output latex"><span class="katex-display">'],
    ['math for screen readers', '<mo>&lt;</mo><mi>b</mi>'],
    ['a result', `<pre class="output text">{ a: '&lt;1&gt;' }</pre>`],
    ['an error', '<pre class="output text error"><span class="ansi-red-fg">RangeError</span>: boom</pre>'],
    ['where it stopped', '<a href="#cell-error">RangeError</a>'],
  ])('shows %s', (_, html) => {
    expect(page).toContain(html);
  });

  it('colours code, and has no prompts', () => {
    expect(page).toMatch(/<span class="kd">const<\/span>/);
    expect(page).not.toMatch(/In ?(&nbsp;|\u00a0)?\[/);
  });
});

describe('A page loads what it needs and no more', () => {
  it('no plotly.js without a chart, no KaTeX without math', async () => {
    write('plain', ['stream']);
    const page = await convert('plain');
    expect(page).not.toMatch(/plotly\.js[^]* v\d|KaTeX_Main/);
    expect(page.length).toBeLessThan(40_000);
  });

  it('the whole of plotly.js only for a chart that its smaller bundle has no trace for', async () => {
    const bundles: string[] = [];
    for (const type of ['scatter', 'scatter3d']) {
      const chart = { 'application/vnd.plotly.v1+json': { data: [{ type }], layout: {} } };
      const cell = { cell_type: 'code', id: 'c', metadata: {}, source: '0', execution_count: null };
      const outputs = [{ output_type: 'display_data', metadata: {}, data: chart }];
      const notebook = { cells: [{ ...cell, outputs }], metadata: {}, nbformat: 4, nbformat_minor: 5 };
      writeFileSync(path.join(folder, `${type}.ipynb`), JSON.stringify(notebook));
      bundles.push(/plotly\.js (\([^)]*\) )?/.exec(await convert(type))![0]);
    }
    expect(bundles).toEqual(['plotly.js (cartesian - minified) ', 'plotly.js ']);
  });

  it('an error that was meant is not where it stopped', async () => {
    write('meant', ['error'], '# Meant', ['raises-exception']);
    expect(await convert('meant')).not.toContain('stopped at an error');
  });
});

describe('Whoever asks for another template gets it', () => {
  it('--template', async () => {
    write('lab', ['stream']);
    expect(await convert('lab', '--template', 'lab')).toContain('jp-Notebook');
  });

  it('--to slides', async () => {
    write('slides', ['stream']);
    const { code } = await jupyter(['nbconvert', '--to', 'slides', 'slides.ipynb'], folder);
    expect(code).toBe(0);
    expect(read(folder, 'slides.slides.html')).toContain('reveal');
  });

  it('--to markdown', async () => {
    write('markdown', ['stream']);
    const { code } = await jupyter(['nbconvert', '--to', 'markdown', 'markdown.ipynb'], folder);
    expect(code).toBe(0);
    expect(read(folder, 'markdown.md')).toContain('# A page');
  });
});

describe('The installation into an environment', () => {
  const venv = mkdtempSync(path.join(tmpdir(), 'pages-'));
  const page = path.join(venv, 'share/jupyter/nbconvert/templates/course-page/static/page.css');
  afterAll(() => {
    rmSync(venv, { recursive: true, force: true });
  });

  it('puts everything in its place, and leaves it alone the next time', () => {
    installPages(venv, paths.root);
    for (const file of [
      'share/jupyter/nbconvert/templates/course-page/index.html.j2',
      'share/jupyter/nbconvert/templates/course-page/static/plotly.js',
      'share/jupyter/lab/settings/overrides.json',
      'etc/jupyter/jupyter_nbconvert_config.py',
      'etc/jupyter/jupyter_server_config.json',
    ]) {
      expect(existsSync(path.join(venv, file)), file).toBe(true);
    }
    const before = statSync(page).mtimeMs;
    installPages(venv, paths.root);
    expect(statSync(page).mtimeMs).toBe(before);
  });

  it('gives Python programs what the course adds to them, as a package that pip knows', async () => {
    const pip = [
      '-m',
      'pip',
      '--disable-pip-version-check',
      'show',
      '--files',
      'vanishing-gradients-jupyter',
    ];
    const { output } = await runProgram(paths.python, pip, folder);
    expect(output).toMatch(/^Version: \d/m);
    for (const name of ['outputs', 'parameters', 'terminal'])
      expect(output).toContain(path.join('vanishing_gradients_jupyter', `${name}.py`));
  });

  it('repairs a file that was changed', () => {
    const was = readFileSync(page, 'utf8');
    copyFileSync(path.join(paths.root, 'package.json'), page);
    installPages(venv, paths.root);
    expect(readFileSync(page, 'utf8')).toBe(was);
  });
});
