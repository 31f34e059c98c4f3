// Outputs of any origin on a page: text as a terminal shows it in the end, and each MIME type or its name.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jupyter, read, temporaryFolder, writeNotebook } from './support.js';

const folder = temporaryFolder('outputs');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const GIF = 'R0lGODlhAQABAIAAAP8AAP///ywAAAAAAQABAAACAkQBADs=';
const PLOTLY = 'application/vnd.plotly.v1+json';

const printed = (...texts: string[]) =>
  texts.map((text) => ({ output_type: 'stream', name: 'stdout', text }));
const displayed = (data: object) => [{ output_type: 'display_data', metadata: {}, data }];

/** The outputs of every cell below: they stand on one page. */
const cells: (readonly object[])[] = [];
let page: string[];
const cell = (outputs: readonly object[]): (() => string) => {
  const index = cells.push(outputs) - 1;
  return () => page[index]!;
};

beforeAll(async () => {
  const notebook = {
    cells: cells.map((outputs, i) => ({
      cell_type: 'code',
      id: `cell-${i}`,
      metadata: {},
      source: '0',
      execution_count: null,
      outputs,
    })),
    metadata: { language_info: { name: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  writeFileSync(path.join(folder, 'outputs.ipynb'), JSON.stringify(notebook));
  const { code, output } = await jupyter(['nbconvert', '--to', 'html', 'outputs.ipynb'], folder);
  expect(output).not.toContain('Traceback');
  expect(code).toBe(0);
  page = [...read(folder, 'outputs.html').matchAll(/<div class="outputs">(.*?)<\/section>/gs)].map(
    ([, html]) => html!.replace(/\s*<\/div>\s*$/, '').trim(),
  );
});

describe('What is printed is shown as a terminal shows it', () => {
  const cases: [what: string, texts: string[], shown: string][] = [
    ['a line that is written again and again', Array.from({ length: 101 }, (_, i) => `\r${i} %`), '100 %'],
    ['a shorter line over a longer one', ['loading data\rdone'], 'doneing data'],
    ['a carriage return and a new line', ['one\r\ntwo\r\n'], 'one\ntwo\n'],
    ['a carriage return at the end', ['one\r'], 'one'],
    ['a carriage return in the next piece', ['one two', '\rONE', '\nend\n'], 'ONE two\nend\n'],
    ['backspaces, which move and do not erase', ['abc\b\bX'], 'aXc'],
    ['backspaces that wipe', ['abc\b \b\b \b'], 'a  '],
    ['backspaces at the beginning of a line', ['x\n\b\by'], 'x\ny'],
    ['a line that is erased first', ['a long line\r\u001b[Kshort'], 'short'],
    ['a line that is erased as a whole', ['abc\u001b[2Kd'], '   d'],
    ['the beginning of a line that is erased', ['abcdef\u001b[4D\u001b[1Kx'], '  xdef'],
    [
      'two bars, one above the other',
      ['a 1\nb 1\n', '\u001b[2Aa 2\nb 2\n', '\u001b[2A\ra 3\nb 3\n'],
      'a 3\nb 3\n',
    ],
    ['a screen that is cleared', ['old\nold\n\u001b[2J\u001b[2Anew'], 'new'],
    ['a screen that is drawn anew', ['one\ntwo', '\u001b[H\u001b[JONE\nTWO'], 'ONE\nTWO'],
    ['a place on the screen', ['one\ntwo\nthree\u001b[2;3HX'], 'one\ntwX\nthree'],
    ['a bell, a title and a link', ['\u0007\u001b]0;title\u0007a\u001b]8;;https://x.org\u001b\\b'], 'ab'],
    ['characters beyond 16 bits', ['😀😀\r🎉'], '🎉😀'],
    [
      'colours',
      ['\u001b[31mred\u001b[0m line\r\u001b[32mg'],
      '<span class="ansi-green-fg">g</span><span class="ansi-red-fg">ed</span> line',
    ],
    ['a tab', ['a\tb'], 'a\tb'],
    ['angle brackets', ['<b>\r<i'], '&lt;i&gt;'],
  ];

  it.each(cases.map(([what, texts, shown]) => [what, cell(printed(...texts)), shown] as const))(
    '%s',
    (_, html, shown) => {
      expect(html()).toBe(`<pre class="output text">${shown}</pre>`);
    },
  );

  const apart = cell([
    ...printed('a'),
    { output_type: 'stream', name: 'stderr', text: '\rb' },
    ...displayed({ 'text/plain': 'c' }),
    ...printed('\rd'),
  ]);
  it('output and errors stay apart, and a picture between ends a line', () => {
    expect(
      [...apart().matchAll(/<pre class="output ([a-z ]+)">(.*?)<\/pre>/gs)].map(([, kind, text]) => [
        kind,
        text!.trim(),
      ]),
    ).toEqual([
      ['text', 'a'],
      ['text stderr', 'b'],
      ['text', 'c'],
      ['text', 'd'],
    ]);
  });
});

describe('Every type is shown, or its name is', () => {
  const svg = '<svg width="100" height="100"><circle cx="50" cy="50" r="20" fill="blue"/></svg>';
  const cases: [what: string, data: object, html: RegExp | string][] = [
    ['a GIF', { 'image/gif': GIF }, `src="data:image/gif;base64,${GIF}"`],
    [
      'a WebP, with its words',
      { 'image/webp': GIF, 'text/plain': 'A "dot"' },
      /<img alt=['"]A ("|&quot;|&#34;)dot.* src="data:image\/webp/,
    ],
    ['JSON', { 'application/json': { a: [1, '<é>'] } }, '"a": [\n    1,\n    "&lt;é&gt;"\n  ]'],
    [
      'a PDF',
      { 'application/pdf': 'JVBERi0=' },
      /<object[^>]*data="data:application\/pdf;base64,JVBERi0="[^]*<a download="output.pdf" href="data:application/,
    ],
    ['audio', { 'audio/wav': 'UklGRg==' }, /<audio controls[^>]* src="data:audio\/wav;base64,UklGRg=="/],
    ['text of another type', { 'text/csv': 'a,<b>' }, '<pre class="output text">a,&lt;b&gt;</pre>'],
    [
      'a type that a page can’t show, by its words',
      { 'application/x-model': 'AA', 'text/plain': 'A model' },
      '<pre class="output text">A model</pre>',
    ],
    [
      'a type that a page can’t show, by its name',
      { 'application/x-model+json': {} },
      '<code>application/x-model+json</code>',
    ],
    [
      'JavaScript, by its name',
      { 'application/javascript': 'alert(1)' },
      '<code>application/javascript</code>',
    ],
    [
      'HTML before a picture',
      { 'image/png': GIF, 'text/html': '<b>x</b>' },
      '<div class="output html"><b>x</b></div>',
    ],
  ];

  it.each(cases.map(([what, data, html]) => [what, cell(displayed(data)), html] as const))(
    '%s',
    (_, shown, html) => {
      expect(shown()).toMatch(html);
    },
  );

  const drawings = [
    svg,
    `<?xml version="1.0"?>\n<svg viewBox="0 0 1 1"><a xlink:href="#a"/></svg>`,
    `<svg xmlns='http://www.w3.org/2000/svg' />`,
  ].map((drawing) => cell(displayed({ 'image/svg+xml': drawing })));
  it('an SVG is a document of its own, with the namespaces that it needs', () => {
    const decoded = drawings.map((html) =>
      Buffer.from(/data:image\/svg\+xml;base64,([^"]*)/.exec(html())![1]!, 'base64').toString(),
    );
    expect(decoded).toEqual([
      svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"'),
      `<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 1 1"><a xlink:href="#a"/></svg>`,
      `<svg xmlns='http://www.w3.org/2000/svg' />`,
    ]);
  });

  const broken = cell(displayed({ 'image/svg+xml': '<svg width=9><circle r=4></svg>' }));
  it('an SVG that is no XML is read as HTML', () => {
    expect(broken()).toMatch(/<div class="output html"><svg width="9"><circle r="4"/);
  });
});

describe('A chart that comes without words', () => {
  const figure = {
    data: [{ type: 'bar', y: [1], name: 'loss' }, { y: [2], name: '<i>norm</i>' }, { y: [3] }],
    layout: {
      title: { text: '<b>It</b> falls.' },
      xaxis: { title: { text: 'step' } },
      yaxis2: { title: 'size' },
    },
  };

  const without = cell(displayed({ [PLOTLY]: figure }));
  it('gets its title, its traces and its axes', () => {
    const html = without();
    const words = 'It falls. Traces: 1 bar, 2 scatter (loss, norm). Axes: x is step, y2 is size.';
    expect(html).toContain(`aria-label="${words}"`);
    expect(html).toContain(`<noscript><p>${words}</p></noscript>`);
    expect(html).toContain(`<summary>In words</summary><p>${words}</p>`);
  });

  const own = cell(displayed({ [PLOTLY]: figure, 'text/plain': 'My words' }));
  it('and keeps those that it has', () => {
    expect(own()).toContain('aria-label="My words"');
  });

  const bare = [{ data: [], layout: { title: null, xaxis: null } }, { data: [{ y: [1] }] }].map((chart) =>
    cell(displayed({ [PLOTLY]: chart })),
  );
  it('is no error without a layout, a title or a trace', () => {
    expect(bare.map((html) => /aria-label="([^"]*)"/.exec(html())![1])).toEqual([
      'A chart without a title. Traces: none.',
      'A chart without a title. Traces: 1 scatter.',
    ]);
  });
});

describe('What the TypeScript kernel sends', () => {
  it('is on the page: the last state of a line, a GIF, JSON, an SVG, and the last frame of a chart', async () => {
    const bytes = `Buffer.from('${GIF}', 'base64')`;
    writeNotebook(folder, 'kernel', [
      { code: "for (let i = 0; i <= 100; i++) process.stdout.write('\\r' + i + ' %')" },
      {
        code: `import { display, newDisplay } from 'tslab'; display.gif(${bytes}); display.raw('application/json', { kept: [1] } as any); display.svg('${svgCircle}');`,
      },
      {
        code: `const d = newDisplay(); for (let i = 1; i <= 4; i++) { d.raw('${PLOTLY}', { data: [{ y: [i, i * 2] }], layout: { title: { text: 'frame ' + i } } } as any); await new Promise((r) => setTimeout(r, 100)); }`,
      },
    ]);
    const ended = await jupyter(['nbconvert', '--execute', '--to', 'html', 'kernel.ipynb'], folder);
    expect(ended, ended.output).toMatchObject({ code: 0 });
    const page = read(folder, 'kernel.html');
    expect(page).toContain('<pre class="output text">100 %</pre>');
    expect(page).toContain(`data:image/gif;base64,${GIF}`);
    expect(page).toContain('"kept": [');
    expect(page).toContain('data:image/svg+xml;base64,');
    expect([...page.matchAll(/"text": "frame (\d)"/g)].map(([, frame]) => frame)).toEqual(['4']);
  });
});

const svgCircle = '<svg width="9" height="9"><circle cx="4" cy="4" r="2"/></svg>';
