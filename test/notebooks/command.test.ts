// Options of npm run notebooks.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findFailures } from '../../scripts/notebooks/check.mjs';
import { inlineMarkdown } from '../../scripts/notebooks/front/html.mjs';
import { describeNotebook } from '../../scripts/notebooks/notebook.mjs';
import { compareNames, numberOf } from '../../scripts/notebooks/numbers.mjs';
import { HELP, parseOptions } from '../../scripts/notebooks/options.mjs';
import { chooseNotebooks, findNotebooks, schedule } from '../../scripts/notebooks/select.mjs';
import { linkPages } from '../../scripts/notebooks/page/links.mjs';
import { paths } from '../../scripts/paths.mjs';
import { notebooks, read, temporaryFolder, writeNotebook } from './support.js';

const folder = temporaryFolder('command');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const names = ['00-opening', '03-initialisation', '3b-chaos', '10-depth', '30-normalisation', 'appendix'];
const files = names.map((name) => writeNotebook(folder, name, ['# A title', 'Text.']));

describe('Notebooks are chosen', () => {
  const chosen = (...asked: string[]): string[] =>
    chooseNotebooks(files, asked).map((file: string) => path.basename(file, '.ipynb'));

  it.each([
    [['03'], ['03-initialisation']],
    [['3'], ['03-initialisation']],
    [['0'], ['00-opening']],
    [
      ['10', '00'],
      ['00-opening', '10-depth'],
    ],
    [['03-init'], ['03-initialisation']],
    [['notebooks/10-depth.ipynb'], ['10-depth']],
    [['app'], ['appendix']],
    [['3b'], ['3b-chaos']],
    [['03B'], ['3b-chaos']],
    [
      ['3b', '3'],
      ['03-initialisation', '3b-chaos'],
    ],
    [[], names],
  ])('by %j', (asked, expected) => {
    expect(chosen(...asked)).toEqual(expected);
  });
});

it('A number as it is written is chosen before one with other zeros', () => {
  const zeros = ['0-before', '00-opening', '04-a', '4b-b'];
  for (const [asked, expected] of [
    ['0', '0-before'],
    ['00', '00-opening'],
    ['000', '0-before,00-opening'],
  ])
    // prettier-ignore
    expect(chooseNotebooks(zeros, [asked]).join()).toBe(expected);
});

it('Notebooks are sorted by their numbers, then their letters, and those without one are last', () => {
  const sorted = ['0-before', '00-opening', '2-c', '04-a', '04b-b', '04c', '10-x', '3d-view', 'appendix'];
  sorted.splice(3, 0, sorted.splice(7, 1)[0]);
  expect([...sorted].reverse().sort(compareNames)).toEqual(sorted);
  expect(['04b-x', '4b', '3dview', '04-b', 'b4', '10x-y'].map(numberOf)).toEqual(['04b', '4b', '', '04', '', '10x']); // prettier-ignore
});

it('Of two at a time, the shortest two begin; then come those with the most cells of code', () => {
  const sizes = temporaryFolder('sizes');
  const sized = [1, 3, 2].map((cells) =>
    writeNotebook(sizes, `sized-${cells}`, Array<{ code: string }>(cells).fill({ code: '1;' })),
  );
  const broken = path.join(sizes, 'broken.ipynb'); // takes no time at all
  writeFileSync(broken, '{');
  const order = schedule([broken, ...sized].map(describeNotebook), 2).map(({ name }) => name);
  expect(order).toEqual(['broken', 'sized-1', 'sized-3', 'sized-2']);
  rmSync(sizes, { recursive: true });
});

describe('What can not be done ends with 2 and says why', () => {
  it('an unknown notebook, with the choices there are', async () => {
    const { code, output } = await notebooks('--dir', folder, '07');
    expect(code).toBe(2);
    expect(output).toBe(
      `npm run notebooks: there is no notebook '07'; there are\n${names.map((name) => `  ${name}\n`).join('')}`,
    );
  });

  it('a folder without notebooks', async () => {
    const empty = temporaryFolder('empty');
    expect(await notebooks('--dir', empty)).toEqual({
      code: 2,
      output: `npm run notebooks: there is no notebook in ${empty}\n`,
    });
    rmSync(empty, { recursive: true });
  });

  it.each([
    [['--dir', 'no/such/folder'], 'there is no folder'],
    [['--workers', '0'], "--workers takes a whole number of at least 1, not '0'"],
    [['--timeout', 'soon'], "--timeout takes a whole number of at least 1, not 'soon'"],
    [['--seeds', '0'], "--seeds takes a whole number of at least 1, not '0'"],
    [['--seeds', 'others'], "--seeds takes a whole number of at least 1, not 'others'"],
    [['--url', 'example.org'], '--url takes an address such as https://example.org/course/, not'],
    [['--url', 'file:///site/'], '--url takes an address such as https://example.org/course/, not'],
    [['--engine', 'cuda'], "--engine takes tensorflow or native, not 'cuda'"],
    [['--wokers', '2'], "Unknown option '--wokers'"],
    [['--check'], '--check takes the notebook files'],
  ])('%j', async (args, message) => {
    const { code, output } = await notebooks(...args);
    expect(code).toBe(2);
    expect(output).toContain(`npm run notebooks: ${message}`);
    expect(output).not.toContain('    at ');
  });

  it('--help says it all, and does nothing', async () => {
    expect(await notebooks('--help')).toEqual({ code: 0, output: `${HELP}\n` });
  });

  it('--check takes no file for good that is not there, or is no notebook', async () => {
    const note = path.join(folder, 'note.json');
    writeFileSync(note, '{"a": 1}');
    const { code, output } = await notebooks('--check', note, path.join(folder, 'missing.ipynb'));
    expect(code).toBe(1);
    expect(output).toContain(`✗ ${note}\n    InvalidNotebook: this JSON is no notebook`);
    expect(output).toContain('ENOENT');
    expect(existsSync(path.join(folder, 'missing.ipynb'))).toBe(false);
  });
});

describe('Another set of seeds', () => {
  it('has a folder of its own, so that it takes the place of no other', () => {
    const build = path.join(paths.root, 'build');
    expect(parseOptions([]).out).toBe(build);
    expect(parseOptions(['--seeds', '7']).out).toBe(path.join(build, 'seeds-7'));
    expect(parseOptions(['--seeds', '7', '--out', folder]).out).toBe(folder);
    expect(parseOptions(['--engine', 'native']).out).toBe(path.join(build, 'native'));
    expect(parseOptions(['--engine', 'native', '--seeds', '7']).out).toBe(
      path.join(build, 'native', 'seeds-7'),
    );
    expect(parseOptions(['--engine', 'tensorflow']).out).toBe(build);
  });

  it('reaches the kernels, draws other numbers, and the same in each of them', async () => {
    const own = temporaryFolder('seeds');
    const code = `const { datasets } = require('vanishing-gradients');
console.log(datasets.randomBatch({ size: 1, inputs: 2, classes: 2, seed: 1 }).x.dataSync().join());`;
    for (const name of ['00-draw', '01-draw']) writeNotebook(own, name, ['# Draws', { code }]);
    const drawn = async (out: string, ...args: string[]): Promise<string[]> => {
      const place = path.join(own, out);
      expect(await notebooks('--dir', own, '--out', place, ...args)).toMatchObject({ code: 0 });
      return findNotebooks(path.join(place, 'executed')).map((file: string) => {
        const { cells } = JSON.parse(read(file)) as { cells: { outputs?: { text?: string | string[] }[] }[] };
        return [cells[1].outputs![0].text!].flat().join('');
      });
    };
    const [usual] = await drawn('usual', '00');
    const [other, again] = await drawn('other', '--seeds', '7');
    expect(usual).toMatch(/^-?\d+\.\d+,-?\d+\.\d+\n$/);
    expect(again).toBe(other);
    expect(other).not.toBe(usual);
    rmSync(own, { recursive: true });
  });
});

describe('An address of the site', () => {
  it.each([
    ['https://example.org', 'https://example.org/'],
    ['http://example.org/course', 'http://example.org/course/'],
    ['https://example.org/course/', 'https://example.org/course/'],
  ])('%s', (typed, url) => {
    expect(parseOptions(['--url', typed]).url).toBe(url);
  });
});

describe('A notebook is described', () => {
  const described = (...cells: string[]) => describeNotebook(writeNotebook(folder, '05-x', cells));

  it.each([
    [['# A *fine* `title`\n\nFirst words,\nand more.\n\nSecond.'], 'A fine title', 'First words, and more.'],
    [['# T\nRight below.'], 'T', 'Right below.'],
    [
      ['# T', '![picture](a.png)', '> quoted\n\n- listed\n\n**What you see.** Much.'],
      'T',
      '**What you see.** Much.',
    ],
    [['No heading.'], '05-x', 'No heading.'],
    [[], '05-x', ''],
  ])('by %j', (cells, title, lead) => {
    expect(described(...cells)).toMatchObject({ name: '05-x', number: '05', title, lead });
  });

  it('by what its metadata say of its finding and its picture', () => {
    const file = writeNotebook(folder, '05-x', ['# T']);
    const content = JSON.parse(read(file)) as { metadata: object };
    const said = { finding: 'It vanishes.', picture: 'cell-1' };
    writeFileSync(
      file,
      JSON.stringify({ ...content, metadata: { ...content.metadata, vanishing_gradients: said } }),
    );
    expect(describeNotebook(file)).toMatchObject(said);
  });

  it('by why it can not be read', () => {
    const file = path.join(folder, '06-broken.ipynb');
    writeFileSync(file, 'not JSON');
    expect(describeNotebook(file)).toMatchObject({ title: '06-broken', invalid: /^this is not JSON: / });
    rmSync(file);
  });

  it('and only notebooks of the folder itself count', () => {
    expect(findNotebooks(folder).map((file: string) => path.basename(file))).toContain('appendix.ipynb');
    writeFileSync(path.join(folder, '.hidden.ipynb'), '');
    expect(findNotebooks(folder).join()).not.toContain('.hidden');
  });
});

it('A paragraph on the front page holds no HTML but its own', () => {
  expect(inlineMarkdown('<b> & **bold**, *fine*, `a < b`, [a link](https://example.org), $a * b * c$')).toBe(
    '&#60;b&#62; &#38; <strong>bold</strong>, <em>fine</em>, <code>a &#60; b</code>, a link, $a * b * c$',
  );
});

it('Links to exercises lead to their place on the front page, and those to the glossary to its page', () => {
  const link = (html: string): string => linkPages(html, []);
  expect(link('<a href="exercises/source/03-normalisation/normalisation.ipynb">')).toBe(
    '<a href="index.html#exercise-03-normalisation">',
  );
  expect(link('<a href="glossary.md#term-unit">')).toBe('<a href="glossary.html#term-unit">');
});

it('Links lead to pages where there is one, and files stay files', () => {
  const link = (html: string): string => linkPages(html, ['01-a', '02 b']);
  expect(link('<a class="x" href="01-a.ipynb#top">')).toBe('<a class="x" href="01-a.html#top">');
  expect(link('<a href="02%20b.ipynb">')).toBe('<a href="02%20b.html">');
  expect(link('<a href="03-c.ipynb">')).toBe('<a href="03-c.ipynb">');
  expect(link('<a download="" href="01-a.ipynb">')).toBe('<a download="" href="01-a.ipynb">');
  expect(link('<a href="https://example.org/01-a.ipynb">')).toBe('<a href="https://example.org/01-a.ipynb">');
});

describe('A look at the outputs', () => {
  const error = { output_type: 'error', ename: 'E', evalue: 'e', traceback: [] };
  const cell = (rest: object) => ({
    cell_type: 'code',
    source: 'x',
    execution_count: 1,
    outputs: [],
    ...rest,
  });
  const tagged = { metadata: { tags: ['raises-exception'] } };
  const found = (...cells: ReturnType<typeof cell>[]) =>
    findFailures({ cells }).map((failure: { cell?: number; ename: string }) => [failure.cell, failure.ename]);

  it.each([
    ['nothing', [cell({})], []],
    ['an error in any cell', [cell({}), cell({ outputs: [error] })], [[2, 'E']]],
    [
      'every error there is',
      [cell({ outputs: [error] }), cell({ outputs: [error] })],
      [
        [1, 'E'],
        [2, 'E'],
      ],
    ],
    ['no error that was meant', [cell({ ...tagged, outputs: [error] })], []],
    [
      'the end of a kernel, whatever was meant',
      [cell({ ...tagged, outputs: [{ ...error, ename: 'DeadKernelError' }] })],
      [[1, 'DeadKernelError']],
    ],
    ['a cell that never ran', [cell({}), cell({ execution_count: null })], [[2, 'CellNotRunError']]],
    ['no cell without code', [cell({ source: ' \n', execution_count: null })], []],
    [
      'no cell that is to be skipped',
      [cell({ execution_count: null, metadata: { tags: ['skip-execution'] } })],
      [],
    ],
    [
      'no count of cells that are not code',
      [{ ...cell({}), cell_type: 'markdown' }, cell({ outputs: [error] })],
      [[1, 'E']],
    ],
  ])('finds %s', (_, cells, expected) => {
    expect(found(...cells)).toEqual(expected);
  });
});
