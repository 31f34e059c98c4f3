// Links of a notebook on its page: to pages in place of files, and headings with ids of their own.

/**
 * Turns links to notebooks, to exercises and to the glossary into links to their pages, but for links that offer the file as a
 * download.
 * @param {string} html
 * @param {string[]} names of the notebooks that have a page
 */
export function linkPages(html, names) {
  const files = new Set(names.map((name) => `${encodeURIComponent(name)}.ipynb`));
  return html.replace(/<a [^>]*>/g, (link) => {
    if (/\sdownload\b/.test(link)) return link;
    return link
      .replace(/(\shref=")([^"#]+)\.ipynb(?=["#])/, (href, before, stem) =>
        files.has(`${stem}.ipynb`) ? `${before}${stem}.html` : href,
      )
      .replace(
        /(\shref=")exercises\/(?:source|release)\/([\w-]+)\/[^"]*/,
        (_, before, name) => `${before}index.html#exercise-${name}`,
      )
      .replace(/(\shref=")glossary\.(?:md|json)(?=["#])/, '$1glossary.html');
  });
}

/**
 * Numbers the ids of headings that have the words of an earlier one, and the links beside them.
 * @param {string} html
 */
export function uniqueIds(html) {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return html.replace(/<(h[1-6])\b[^>]*\sid="([^"]*)"[^>]*>[^]*?<\/\1>/g, (heading, _, id) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return count === 1
      ? heading
      : heading
          .replace(` id="${id}"`, ` id="${id}-${count}"`)
          .replace(` href="#${id}"`, ` href="#${id}-${count}"`);
  });
}
