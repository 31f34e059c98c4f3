import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pageAssets } from '../pages/assets.mjs';
import { paths } from '../paths.mjs';
import { indexPage } from './index-page.mjs';

export const NAME = 'Vanishing gradients';

/** @param {string} name a notebook's */
const pageOf = (name) => `${encodeURIComponent(name)}.html`;

/**
 * Links to other notebooks lead to their pages; one that offers the file itself is left as it is.
 * @param {string} html
 * @param {string[]} names the notebooks that have a page
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

/** A site of pages that share what they load, in a folder. */
export class Site {
  /** The name that a page knows an asset by -> where it is. @type {Record<string, string>} */
  #assets = {};

  /**
   * @param {string} folder where it is built
   * @param {import('./notebook.mjs').Notebook[]} notebooks in their order
   */
  constructor(folder, notebooks) {
    this.folder = folder;
    this.notebooks = notebooks;
    mkdirSync(path.join(folder, 'assets'), { recursive: true });
    for (const [name, text] of pageAssets(paths.modules)) {
      const { name: stem, ext } = path.parse(name);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
      this.#assets[name] = `assets/${stem}-${hash}${ext}`;
      writeFileSync(path.join(folder, this.#assets[name]), text);
    }
  }

  /** Where the page of a notebook goes. @param {import('./notebook.mjs').Notebook} notebook */
  fileOf({ name }) {
    return path.join(this.folder, `${name}.html`);
  }

  /**
   * What the template wants to know of the site.
   * @param {import('./notebook.mjs').Notebook} notebook
   */
  contextOf(notebook) {
    const valid = this.notebooks.filter(({ invalid }) => invalid === undefined);
    const at = valid.indexOf(notebook);
    /** @param {import('./notebook.mjs').Notebook | undefined} other */
    const link = (other) => other && { page: pageOf(other.name), title: other.title };
    return {
      name: NAME,
      assets: this.#assets,
      source: `${encodeURIComponent(notebook.name)}.ipynb`,
      previous: link(valid[at - 1]),
      next: link(valid[at + 1]),
    };
  }

  /**
   * Puts in what the pages need beside them, and the front page.
   * @param {Map<import('./notebook.mjs').Notebook, { seconds: number, failures: import('./check.mjs').Failure[] }>} results
   */
  finish(results) {
    const names = this.notebooks.map(({ name }) => name);
    const made = this.notebooks.filter((notebook) => existsSync(this.fileOf(notebook)));
    for (const notebook of made) {
      const html = readFileSync(this.fileOf(notebook), 'utf8');
      writeFileSync(this.fileOf(notebook), linkPages(html, names));
      copyFileSync(notebook.file, path.join(this.folder, `${notebook.name}.ipynb`));
    }
    const { description } = JSON.parse(readFileSync(path.join(paths.root, 'package.json'), 'utf8'));
    const cards = this.notebooks.map((notebook) => ({
      ...notebook,
      ...(results.get(notebook) ?? { seconds: 0, failures: [] }),
      page: made.includes(notebook) ? pageOf(notebook.name) : undefined,
    }));
    writeFileSync(
      path.join(this.folder, 'index.html'),
      indexPage({ name: NAME, lead: description, assets: this.#assets, cards }),
    );
  }
}
