// The site: the front page, and the pages of notebooks.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHROMIUM_ADVICE, findChromium } from '../chromium.mjs';
import { drawFigures } from '../draw.mjs';
import { pageAssets } from '../pages/assets.mjs';
import { paths } from '../paths.mjs';
import { metaTags, robots, sitemap } from './front/head.mjs';
import { plainText } from './front/html.mjs';
import { indexPage } from './front/index.mjs';
import { readClaims, readMainChart } from './front/read.mjs';
import { readNotebook } from './notebook.mjs';

export const SITE_NAME = 'Vanishing gradients';

/** The size of a link preview's picture, 1200 by 630 pixels, with the text of a narrower page. */
const PREVIEW = /** @type {const} */ ({ format: 'png', width: 800, height: 420, scale: 1.5 });

/** @typedef {import('./notebook.mjs').Notebook} Notebook */

/** @param {string} name a notebook's */
const pageUrl = (name) => `${encodeURIComponent(name)}.html`;

/**
 * Turns links to notebooks into links to their pages, but for links that offer the file as a download.
 * @param {string} html
 * @param {string[]} names of the notebooks that have a page
 */
export function linkPages(html, names) {
  const files = new Set(names.map((name) => `${encodeURIComponent(name)}.ipynb`));
  return html.replace(/<a [^>]*>/g, (link) => {
    if (/\sdownload\b/.test(link)) return link;
    return link.replace(/(\shref=")([^"#]+)\.ipynb(?=["#])/, (href, before, stem) =>
      files.has(`${stem}.ipynb`) ? `${before}${stem}.html` : href,
    );
  });
}

/** A layout on a white page, without a slider. @param {Record<string, unknown>} layout */
const onWhite = (layout) => ({
  ...layout,
  sliders: undefined,
  paper_bgcolor: 'white',
  plot_bgcolor: 'white',
});

/** A folder of pages that share their assets. */
export class Site {
  /** The files of assets by their names in pages. @type {Record<string, string>} */
  #assets = {};

  /**
   * @param {string} folder in which the site is built
   * @param {Notebook[]} notebooks in their order
   * @param {string} [url] the address at which it will be published, ending with a slash
   */
  constructor(folder, notebooks, url) {
    this.folder = folder;
    this.notebooks = notebooks;
    this.url = url;
    mkdirSync(path.join(folder, 'assets'), { recursive: true });
    for (const [name, text] of pageAssets(paths.modules)) {
      const { name: stem, ext } = path.parse(name);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
      this.#assets[name] = `assets/${stem}-${hash}${ext}`;
      writeFileSync(path.join(folder, this.#assets[name]), text);
    }
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
    const valid = this.notebooks.filter(({ invalid }) => invalid === undefined);
    const at = valid.indexOf(notebook);
    /** @param {Notebook | undefined} other */
    const link = (other) => other && { page: pageUrl(other.name), title: other.title };
    return {
      name: SITE_NAME,
      assets: this.#assets,
      source: `${encodeURIComponent(notebook.name)}.ipynb`,
      previous: link(valid[at - 1]),
      next: link(valid[at + 1]),
    };
  }

  /**
   * Adds metadata and notebook files to the pages, and writes the front page.
   * @param {Map<Notebook, { seconds: number, failures: import('./check.mjs').Failure[] }>} results
   * @param {string} executed the folder of the executed notebooks
   */
  async finish(results, executed) {
    const names = this.notebooks.map(({ name }) => name);
    const cards = this.notebooks.map((notebook) => {
      const made = existsSync(this.fileOf(notebook));
      const ran = made ? readNotebook(path.join(executed, `${notebook.name}.ipynb`)) : { cells: [] };
      const read = { claims: readClaims(ran), chart: readMainChart(ran, notebook.picture) };
      const page = made ? pageUrl(notebook.name) : undefined;
      return { ...notebook, ...(results.get(notebook) ?? { seconds: 0, failures: [] }), ...read, page };
    });
    const images = await this.#previews(cards);
    cards.forEach(({ page, file, name, title, finding, lead: words }, i) => {
      if (page === undefined) return;
      const html = linkPages(readFileSync(path.join(this.folder, `${name}.html`), 'utf8'), names);
      const description = plainText(finding ?? words);
      const tags = metaTags({
        name: SITE_NAME,
        title,
        description,
        type: 'article',
        url: this.#at(page),
        image: images[i],
      });
      writeFileSync(
        path.join(this.folder, `${name}.html`),
        html.replace('</title>', () => `</title>\n${tags}`),
      );
      copyFileSync(file, path.join(this.folder, `${name}.ipynb`));
    });
    const image = images.find(Boolean);
    writeFileSync(
      path.join(this.folder, 'index.html'),
      indexPage({ name: SITE_NAME, assets: this.#assets, cards, url: this.#at(''), image }),
    );
    if (this.url === undefined) return;
    const all = ['', ...cards.flatMap(({ page }) => page ?? [])].map((page) => `${this.url}${page}`);
    writeFileSync(path.join(this.folder, 'sitemap.xml'), sitemap(all));
    writeFileSync(path.join(this.folder, 'robots.txt'), robots(`${this.url}sitemap.xml`));
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
