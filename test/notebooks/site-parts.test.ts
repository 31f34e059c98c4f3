// The parts of the site, each by itself: formulas, terms of the glossary, ids, tracks and exercises.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exercisesHtml, readExercises } from '../../scripts/notebooks/front/exercises.mjs';
import { readGlossary } from '../../scripts/notebooks/front/glossary.mjs';
import { groupByTrack, inReadingOrder } from '../../scripts/notebooks/front/tracks.mjs';
import { describeNotebook } from '../../scripts/notebooks/notebook.mjs';
import { uniqueIds } from '../../scripts/notebooks/page/links.mjs';
import { markTerms, termId } from '../../scripts/notebooks/page/terms.mjs';
import { setFormulas } from '../../scripts/pages/formulas.mjs';
import { mapText } from '../../scripts/pages/text.mjs';
import { paths } from '../../scripts/paths.mjs';
import { temporaryFolder, writeNotebook } from './support.js';

const folder = temporaryFolder('site-parts');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('Text apart from its tags', () => {
  const upper = (html: string): string =>
    mapText(
      html,
      (name, tag) => name === 'code' || tag.includes('literal'),
      (text) => text.toUpperCase(),
    );

  it.each([
    ['<p title="a > b">a <em>b</em></p>', '<p title="a > b">A <em>B</em></p>'],
    ['a <code>b <i>c</i></code> d', 'A <code>b <i>c</i></code> D'],
    ['<div class="literal"><div>a</div> b</div> c', '<div class="literal"><div>a</div> b</div> C'],
    ['<!-- a --> b<br>c<img alt="d"/>e', '<!-- a --> B<br>C<img alt="d"/>E'],
    ['a < b and c', 'A < B AND C'],
    ['<code>never closed', '<code>never closed'],
  ])('%s', (html, expected) => {
    expect(upper(html)).toBe(expected);
  });

  it('knows the elements around it', () => {
    const seen: string[] = [];
    mapText('<ul><li>a<p>b</p></ul>c', () => false, (text, parents) => (seen.push(`${parents.join('>')}:${text}`), text)); // prettier-ignore
    expect(seen.filter((one) => !one.endsWith(':'))).toEqual(['ul>li:a', 'ul>li>p:b', ':c']);
  });
});

describe('Formulas are set', () => {
  /** The TeX of each formula, as its MathML keeps it, in brackets where it stands in a line of its own. */
  const texOf = (html: string): string[] =>
    [...setFormulas(html).matchAll(/(katex-display)?"?>?(?:<span class="katex">)<span class="katex-mathml">.*?<annotation encoding="application\/x-tex">(.*?)<\/annotation>/gs)] // prettier-ignore
      .map(([, display, tex]) => (display ? `[${tex}]` : tex!));

  it.each([
    ['$x$ and $y_1$', ['x', 'y_1']],
    ['$$x$$ and \\[y\\]', ['[x]', '[y]']],
    ['\\(x\\)', ['x']],
    ['\\begin{align} a &amp;= b \\end{align}', ['[\\begin{align} a &amp;= b \\end{align}]']],
    ['$a &lt; b$', ['a &lt; b']],
    ['<code>$x$</code> <pre>$y$</pre> <script>$z$</script>', []],
    ['<table class="vg-table mathjax_ignore"><tr><td>$x$</td></tr></table> $y$', ['y']],
    ['\\$5 and \\$6', []],
    ['one $ alone', []],
  ])('%s', (html, expected) => {
    expect(texOf(html)).toEqual(expected);
  });

  it('and a faulty one is shown, and stops nothing', () => {
    expect(setFormulas('$\\nonsense{$ and $x$')).toMatch(/katex-error[^]*class="katex"/);
  });

  it('and a short one keeps together, with the punctuation after it; a long one may break', () => {
    expect(setFormulas('of $x$, and')).toMatch(/^of <span class="word"><span class="katex">.*,<\/span> and$/);
    expect(setFormulas(`of $${'x + '.repeat(20)}x$, and`)).toMatch(
      /^of <span class="katex">.*<\/span>, and$/,
    );
  });

  it('and set formulas are not set again', () => {
    const once = setFormulas('<p>$x$ costs</p>');
    expect(setFormulas(once)).toBe(once);
  });
});

describe('Terms of the glossary', () => {
  const glossary = { unit: 'One "entry".', 'hidden layer': 'Inside.', layer: 'A group.', loss: 'Wrong.', norm: 'A length.', 'pre-activation': 'A sum.', ReLU: 'Rectified.', mean: 'A sum.', width: 'Units.' }; // prettier-ignore
  const page = (prose: string): string =>
    `<main><section class="cell markdown" id="c">\n${prose}\n</section></main>`;
  /** Each marked term, with the id that it leads to. */
  const marked = (prose: string): string[] =>
    [
      ...markTerms(page(prose), glossary).html.matchAll(/<a class="term" href="([^"]*)"[^>]*>(.*?)<\/a>/g),
    ].map(([, href, words]) => `${words} ${href!.replace('glossary.html#', '')}`);

  it.each([
    ['<p>A unit, and a unit.</p>', ['unit term-unit']],
    ['<p>Of hidden layers; a layer.</p>', ['hidden layers term-hidden-layer', 'layer term-layer']],
    ['<h2>Units</h2><p><strong>Units</strong></p>', ['Units term-unit']],
    ['<p>units-free, subunit, units2</p>', []],
    ['<p>a relu, a ReLU, ReLUs</p>', ['ReLU term-relu']],
    ['<p>It means; the mean.</p><p>The <strong>mean</strong>.</p>', ['mean term-mean']],
    ['<p>A pre-activation block; a pre-activation.</p>', ['pre-activation term-pre-activation']],
    ['<p>The width of the band; a layer of this width.</p>', ['layer term-layer', 'width term-width']],
    ['<p>Without a norm; Loss scaling; a norm of 3; the loss.</p>', ['norm term-norm', 'loss term-loss']],
    ['<p><a href="x">unit</a> <code>unit</code> <span class="katex">unit</span></p>', []],
  ])('are marked at their first use: %s', (prose, expected) => {
    expect(marked(prose)).toEqual(expected);
  });

  it('carry their meaning, and are counted', () => {
    const { html, terms } = markTerms(page('<p>A unit of a layer.</p>'), glossary);
    expect(html).toContain('data-meaning="One &#34;entry&#34;."');
    expect(terms).toEqual(['unit', 'layer']);
  });

  it('are not looked for in code and outputs', () => {
    const html = '<section class="cell" id="a">\n<p>unit</p>\n</section>';
    expect(markTerms(html, glossary)).toEqual({ html, terms: [] });
  });

  it('of the course have one sentence each and ids of their own, in the order of the alphabet', () => {
    const course = readGlossary(paths.notebooks);
    const terms = Object.keys(course);
    expect(terms.length).toBeGreaterThan(60);
    expect(terms).toEqual([...terms].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    expect(new Set(terms.map(termId)).size).toBe(terms.length);
    for (const [term, sentence] of Object.entries(course))
      expect(sentence, term).toMatch(/^[\p{Lu}\d][^]*[^.]\.$/u);
  });
});

it('Headings with the same words have ids of their own', () => {
  const heading = (tag: string, id: string): string =>
    `<${tag} id="${id}">A<a class="anchor-link" href="#${id}">¶</a></${tag}>`;
  expect(uniqueIds(heading('h1', 'A') + heading('h2', 'A') + heading('h2', 'B'))).toBe(
    heading('h1', 'A') + heading('h2', 'A-2') + heading('h2', 'B'),
  );
});

describe('Tracks', () => {
  const notebook = (number: string, track?: 'first' | 'further') => ({
    ...describeNotebook(path.join(folder, `${number}-x.ipynb`)),
    ...(track ? { track } : {}),
  });
  const named = [notebook('0', 'first'), notebook('03', 'further'), notebook('04', 'first'), notebook('x')];

  it('come one after the other, and those without one last', () => {
    expect(inReadingOrder(named).map(({ number }) => number)).toEqual(['0', '04', '03', '']);
    expect(groupByTrack(named).map(({ title }) => title)).toEqual([
      'First track',
      'Further on',
      'Other notebooks',
    ]);
  });

  it('have no title where no notebook names one', () => {
    expect(groupByTrack([notebook('0'), notebook('1')]).map(({ title }) => title)).toEqual(['']);
  });
});

describe('Exercises', () => {
  it('belong to notebooks by their metadata; those of other notebooks are left out', () => {
    const course = ['00-a', '01-b'].map((name) =>
      describeNotebook(writeNotebook(folder, name, [`# T ${name}`])),
    );
    for (const [name, notebooks] of [
      ['01-one', ['01-b', '09-else']],
      ['02-two', ['09-else']],
    ] as const) {
      // prettier-ignore
      const place = path.join(folder, 'exercises', 'source', name);
      mkdirSync(place, { recursive: true });
      writeNotebook(place, 'task', [`# Task ${name}\n\nDo *it*.`], 'tslab', { notebooks });
    }
    const exercises = readExercises(folder, course);
    expect(exercises).toEqual([
      { name: '01-one', title: 'Task 01-one', lead: 'Do *it*.', notebooks: ['01-b'] },
    ]);
    const cards = course.map((card) => ({ ...card, page: `${card.name}.html`, seconds: 0, failures: [], claims: [] })); // prettier-ignore
    expect(exercisesHtml(exercises, cards)).toMatch(
      /<li id="exercise-01-one">\n<h3>Task 01-one<\/h3>\n<p>Do <em>it<\/em>\.<\/p>\n<p class="after">After <a href="01-b.html">T 01-b<\/a>/,
    );
  });

  it('of the course belong to notebooks that there are', () => {
    const names = new Set(['00-opening-example']);
    expect(readExercises(paths.notebooks, [...names].map((name) => describeNotebook(path.join(paths.notebooks, `${name}.ipynb`))))).toHaveLength(1); // prettier-ignore
  });
});
