// Metadata for search engines and link previews.
import { escapeHtml } from './html.mjs';

/**
 * @param {object} page
 * @param {string} page.name the site's
 * @param {string} page.title
 * @param {string} page.description
 * @param {'website' | 'article'} page.type
 * @param {string} [page.url] the address of the page, without which previews show no picture
 * @param {{ url: string, words: string }} [page.image]
 */
export function metaTags({ name, title, description, type, url, image }) {
  /** @type {[string, string | undefined][]} */
  const open = [
    ['og:site_name', name],
    ['og:type', type],
    ['og:title', title],
    ['og:description', description],
    ['og:url', url],
    ['og:image', image?.url],
    ['og:image:alt', image?.words],
  ];
  /** @type {[string, string | undefined][]} */
  const named = [
    ['description', description],
    ['twitter:card', image && 'summary_large_image'],
  ];
  /** @param {string} kind @param {[string, string | undefined][]} tags */
  const lines = (kind, tags) =>
    tags.flatMap(([key, text]) => (text ? [`<meta ${kind}="${key}" content="${escapeHtml(text)}">`] : []));
  return [...lines('name', named), ...lines('property', open)].join('\n');
}

/** The pages of a site, for search engines (sitemaps.org). @param {string[]} urls */
export const sitemap = (urls) => `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.map((url) => `<url><loc>${escapeHtml(url)}</loc></url>`).join('\n')}
</urlset>
`;

/** @param {string} url of the sitemap */
export const robots = (url) => `User-agent: *\nAllow: /\n\nSitemap: ${url}\n`;
