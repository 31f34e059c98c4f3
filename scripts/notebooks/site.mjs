// The site: the front page, and the pages of notebooks.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHROMIUM_ADVICE, findChromium } from '../chromium.mjs';
import { drawFigures } from '../draw.mjs';
import { addAsset, siteAssets } from '../pages/assets.mjs';
import { addPlay, PLAY_PAGE } from '../pages/play-links.mjs';
import { paths } from '../paths.mjs';
import { exerciseId, readExercises } from './front/exercises.mjs';
import { GLOSSARY_PAGE, glossaryPage, readGlossary } from './front/glossary.mjs';
import { metaTags, robots, sitemap } from './front/head.mjs';
import { plainText } from './front/html.mjs';
import { indexPage } from './front/index.mjs';
import { readClaims, readMainChart } from './front/read.mjs';
import { inReadingOrder } from './front/tracks.mjs';
import { linkPages, uniqueIds } from './page/links.mjs';
import { markTerms } from './page/terms.mjs';
import { readNotebook } from './notebook.mjs';

const SITE_NAME = 'Vanishing gradients';

/** The size of a link preview's picture, 1200 by 630 pixels, with the text of a narrower page. */
const PREVIEW = /** @type {const} */ ({ format: 'png', width: 800, height: 420, scale: 1.5 });

/** @typedef {import('./notebook.mjs').Notebook} Notebook */

/** @param {string} name a notebook's */
const pageUrl = (name) => `${encodeURIComponent(name)}.html`;

/** A layout on a white page, without a slider. @param {Record<string, unknown>} layout */
const onWhite = (layout) => ({
  ...layout,
  sliders: undefined,
  paper_bgcolor: 'white',
  plot_bgcolor: 'white',
});

/** A folder of pages that share their assets. */
export class Site {
  /** The assets by their names in pages: the file of each, and what it holds. */
  #assets = siteAssets(paths.modules);

  /**
   * @param {string} folder in which the site is built
   * @param {Notebook[]} notebooks in the order of their numbers
   * @param {{ source: string, url?: string }} options the folder of the notebooks, of the glossary and of the exercises; and the address
   *   at which the site will be published, ending with a slash
   */
  constructor(folder, notebooks, { source, url }) {
    this.folder = folder;
    this.notebooks = notebooks;
    this.url = url;
    this.glossary = readGlossary(source);
    this.exercises = readExercises(source, notebooks);
    mkdirSync(path.join(folder, 'assets'), { recursive: true });
  }

  /** The file of a notebook's page. @param {Notebook} notebook */
  fileOf({ name }) {
    return path.join(this.folder, `${name}.html`);
  }

  /**
   * The variables of the page template.
   * @param {Notebook} notebook
   */
  contextOf(notebook) {
    const order = inReadingOrder(this.notebooks.filter(({ invalid }) => invalid === undefined));
    const at = order.indexOf(notebook);
    /** @param {Notebook | undefined} other */
    const link = (other) => other && { page: pageUrl(other.name), title: other.title };
    return {
      name: SITE_NAME,
      assets: this.#assetUrls,
      source: `${encodeURIComponent(notebook.name)}.ipynb`,
      glossary: this.#hasGlossary ? GLOSSARY_PAGE : undefined,
      exercises: this.exercises
        .filter(({ notebooks }) => notebooks.includes(notebook.name))
        .map((exercise) => ({ title: exercise.title, page: `index.html#${exerciseId(exercise)}` })),
      previous: link(order[at - 1]),
      next: link(order[at + 1]),
    };
  }

  get #hasGlossary() {
    return Object.keys(this.glossary).length > 0;
  }

  get #assetUrls() {
    return Object.fromEntries([...this.#assets].map(([name, { url }]) => [name, url]));
  }

  /**
   * Finishes the pages of notebooks, and writes the front page, the glossary and the assets.
   * @param {Map<Notebook, { seconds: number, failures: import('./check.mjs').Failure[] }>} results
   * @param {string} executed the folder of the executed notebooks
   */
  async finish(results, executed) {
    const cards = this.notebooks.map((notebook) => {
      const made = existsSync(this.fileOf(notebook));
      const ran = made ? readNotebook(path.join(executed, `${notebook.name}.ipynb`)) : { cells: [] };
      const read = { claims: readClaims(ran), chart: readMainChart(ran, notebook.picture) };
      const page = made ? pageUrl(notebook.name) : undefined;
      return { ...notebook, ...(results.get(notebook) ?? { seconds: 0, failures: [] }), ...read, page };
    });
    // Not at the top: esbuild is installed by the command that imports this.
    const { playAssets, playPage } = await import('../pages/play.mjs');
    for (const [name, text] of await playAssets(paths.root)) addAsset(this.#assets, name, text);
    const images = await this.#previews(cards);
    const terms = cards.map((card, i) => this.#finishPage(card, images[i]));
    // Not at the top: KaTeX is installed by the command that imports this.
    const { setFormulas } = await import('../pages/formulas.mjs');
    const shell = {
      name: SITE_NAME,
      assets: this.#assetUrls,
      url: this.#at(''),
      image: images.find(Boolean),
    };
    const hasGlossary = this.#hasGlossary;
    const index = indexPage(shell, { cards, exercises: this.exercises, hasGlossary }, setFormulas);
    writeFileSync(path.join(this.folder, 'index.html'), index);
    const made = cards.filter(({ page }) => page !== undefined).map(({ name }) => name);
    const play = playPage({ ...shell, url: this.#at(PLAY_PAGE) }, made);
    writeFileSync(path.join(this.folder, PLAY_PAGE), play);
    const pages = ['', PLAY_PAGE, ...cards.flatMap(({ page }) => page ?? [])];
    if (hasGlossary) {
      const used = cards.map(({ page, number, title }, i) => ({ page, number, title, terms: terms[i] }));
      const order = inReadingOrder(this.notebooks).flatMap(
        (notebook) => used[this.notebooks.indexOf(notebook)],
      );
      const shown = order.flatMap(({ page, ...rest }) => (page === undefined ? [] : [{ page, ...rest }]));
      writeFileSync(
        path.join(this.folder, GLOSSARY_PAGE),
        glossaryPage({ ...shell, url: this.#at(GLOSSARY_PAGE) }, this.glossary, shown),
      );
      pages.push(GLOSSARY_PAGE);
    }
    this.#writeAssets([
      'index.html',
      PLAY_PAGE,
      GLOSSARY_PAGE,
      ...this.notebooks.map(({ name }) => `${name}.html`),
    ]);
    if (this.url === undefined) return;
    writeFileSync(path.join(this.folder, 'sitemap.xml'), sitemap(pages.map((page) => `${this.url}${page}`)));
    writeFileSync(path.join(this.folder, 'robots.txt'), robots(`${this.url}sitemap.xml`));
  }

  /**
   * Adds metadata, links and the notebook's file to a page.
   * @param {import('./front/cards.mjs').Card} card
   * @param {{ url: string, words: string }} [image]
   * @returns {string[]} the terms of the glossary that it uses
   */
  #finishPage({ page, file, name, title, finding, lead: words }, image) {
    if (page === undefined) return [];
    const place = path.join(this.folder, `${name}.html`);
    const names = this.notebooks.map((notebook) => notebook.name);
    const linked = uniqueIds(linkPages(readFileSync(place, 'utf8'), names));
    const { html: marked, terms } = markTerms(linked, this.glossary);
    const html = addPlay(marked, { name, cells: readNotebook(file).cells, assets: this.#assetUrls });
    const description = plainText(finding ?? words);
    const url = this.#at(page);
    const tags = metaTags({ name: SITE_NAME, title, description, type: 'article', url, image });
    writeFileSync(
      place,
      html.replace('</title>', () => `</title>\n${tags}`),
    );
    copyFileSync(file, path.join(this.folder, `${name}.ipynb`));
    return terms;
  }

  /** Writes the assets that pages name, and those that these name. @param {string[]} pages */
  #writeAssets(pages) {
    let texts = pages
      .map((name) => path.join(this.folder, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, 'utf8'));
    const waiting = new Set(this.#assets.values());
    while (texts.length > 0) {
      const named = [...waiting].filter(({ url }) =>
        texts.some((text) => text.includes(url) || text.includes(`url(${path.basename(url)})`)),
      );
      for (const asset of named) {
        writeFileSync(path.join(this.folder, asset.url), asset.contents);
        waiting.delete(asset);
      }
      texts = named.flatMap(({ contents }) => (typeof contents === 'string' ? [contents] : []));
    }
  }

  /** @param {string} page */
  #at(page) {
    return this.url === undefined ? undefined : `${this.url}${page}`;
  }

  /**
   * Draws the pictures of link previews as files, which previews need; none without an address of the site or without a Chromium.
   * @param {import('./front/cards.mjs').Card[]} cards
   * @returns {Promise<({ url: string, words: string } | undefined)[]>} one for each card, where it has a chart
   */
  async #previews(cards) {
    const charts = cards.flatMap(({ name, chart }) => (chart ? [{ name, ...chart }] : []));
    if (this.url === undefined || charts.length === 0) return [];
    if (findChromium() === undefined) {
      console.error(`The pages get no pictures for link previews. ${CHROMIUM_ADVICE}`);
      return [];
    }
    const pictures = await drawFigures(
      charts.map(({ figure: { data, layout } }) => ({ data, layout: onWhite(layout) })),
      PREVIEW,
    );
    charts.forEach(({ name }, i) => {
      writeFileSync(path.join(this.folder, 'assets', `${name}.png`), pictures[i]);
    });
    return cards.map(
      ({ name, chart }) =>
        chart && { url: `${this.url}assets/${encodeURIComponent(name)}.png`, words: chart.words },
    );
  }
}
