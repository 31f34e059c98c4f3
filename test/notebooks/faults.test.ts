// Every fault turns the run red, and the run names notebook, cell and error.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faults } from './faults.js';
import { runBefore } from './run-before.js';
import {
  jupyter,
  lastLine,
  notebooks,
  read,
  saidOf,
  temporaryFolder,
  writeNotebook,
  type Ended,
} from './support.js';

const folder = temporaryFolder('faults');
const out = temporaryFolder('faults-out');
const broken = '11-broken';

for (const { name, cells } of faults) writeNotebook(folder, name, [`# Fault ${name}`, ...cells]);
writeFileSync(path.join(folder, `${broken}.ipynb`), '{"cells": [');
writeNotebook(folder, '12-nowhere', ['# No kernel', { code: '1' }], 'no-such-kernel');

afterAll(() => {
  for (const made of [folder, out]) rmSync(made, { recursive: true, force: true });
});

describe('npm run notebooks', () => {
  const run = runBefore('--dir', folder, '--out', out, '--timeout', '6');

  it('ends with 1 and counts every fault', () => {
    expect(run().code).toBe(1);
    expect(lastLine(run().output)).toMatch(
      /^0 notebooks passed, 12 failed in \d+(\.\d)? s -> .*index\.html$/,
    );
  });

  it.each(faults)('names notebook, cell and error of $what', ({ name, at, line, ename, evalue, blamed }) => {
    const said = saidOf(run().output, name).split('\n');
    expect(said[0]).toMatch(new RegExp(`^✗ ${name} failed after \\d+(\\.\\d)? s$`));
    expect(said[1]).toBe(`  code cell ${at[0]} of ${at[1]}: ${line}`);
    expect(said[2]).toMatch(new RegExp(`^ {4}${ename}: `));
    expect(said.join('\n')).toContain(evalue);
    if (blamed !== undefined) expect(said.map((text) => text.trim())).toContain(blamed);
  });

  it.each(faults)('makes a page that shows $what', ({ name, ename, evalue }) => {
    const page = read(out, 'site', `${name}.html`);
    expect(page).toMatch(new RegExp(`This notebook stopped at an error: <a href="#[^"]*">${ename}</a>`));
    const shown = page
      .replace(/<\/?span[^>]*>/g, '')
      .matchAll(/<pre class="output text error">([^]*?)<\/pre>/g);
    expect([...shown].at(-1)?.[1].replaceAll('&#39;', "'")).toContain(evalue);
  });

  it.each(faults)('marks $what on the front page', ({ at, ename, name }) => {
    const card = new RegExp(`href="${name}.html"[^]*?</li>`).exec(read(out, 'site', 'index.html'))?.[0];
    expect(card).toContain(`Failed in code cell ${at[0]}: ${ename}`);
  });

  it('says of a file that is no notebook that it is none, and goes on without a page of it', () => {
    expect(saidOf(run().output, broken)).toContain('InvalidNotebook: this is not JSON');
    expect(read(out, 'site', 'index.html')).toContain('Failed: InvalidNotebook');
    expect(read(out, 'site', 'index.html')).not.toContain(`href="${broken}.html"`);
  });

  it('says which kernel is missing', () => {
    expect(saidOf(run().output, '12-nowhere')).toMatch(/NoSuchKernel: .*no-such-kernel/);
    expect(read(out, 'site', '12-nowhere.html')).toContain('This notebook could not be run. NoSuchKernel');
  });

  it('ends with 1 for a single fault among the notebooks asked for', async () => {
    const one = await notebooks('--dir', folder, '--out', path.join(out, 'one'), '3');
    expect(one.code).toBe(1);
    expect(lastLine(one.output)).toMatch(/^0 notebooks passed, 1 failed/);
  });
});

describe('jupyter nbconvert --allow-errors, and then a look at the outputs', () => {
  const silent = faults.filter(({ passes }) => passes);
  const loud = faults.filter(({ passes }) => !passes);
  const executed = path.join(out, 'allowed');
  const convert = (names: readonly string[]): Promise<Ended> =>
    jupyter(
      [
        ...[
          'nbconvert',
          '--execute',
          '--allow-errors',
          '--ExecutePreprocessor.timeout=6',
          '--to',
          'notebook',
        ],
        ...['--output-dir', executed, ...names.map((name) => `${name}.ipynb`)],
      ],
      folder,
    );
  let conversion: Ended;
  beforeAll(async () => {
    conversion = await convert(silent.map(({ name }) => name));
  }, 300_000);

  it('goes on to the end of all that can go on', () => {
    expect(conversion).toMatchObject({ code: 0 });
  });

  it.each(silent)(
    'ends with 1 for $what and names cell and error',
    async ({ name, at, line, ename, evalue }) => {
      const file = path.join(executed, `${name}.ipynb`);
      const { code, output } = await notebooks('--check', file);
      expect(code).toBe(1);
      expect(output).toContain(`✗ ${file}\n  code cell ${at[0]} of ${at[1]}: ${line}\n    ${ename}: `);
      expect(output).toContain(evalue);
    },
  );

  it.each(loud)('fails by itself for $what', async ({ name }) => {
    expect((await convert([name])).code).not.toBe(0);
  });

  it('ends with 1 for a notebook that was never run', async () => {
    const file = path.join(folder, '02-middle.ipynb');
    const { code, output } = await notebooks('--check', file);
    expect(code).toBe(1);
    expect(output).toContain('CellNotRunError: it has no execution number');
  });
});
