// The frame of the site's own pages: head, bar and scripts.
import { metaTags } from './head.mjs';
import { escapeHtml } from './html.mjs';

/**
 * The parts of the site that the frame names.
 * @typedef {{ name: string, assets: Record<string, string>, url?: string, image?: { url: string, words: string } }} Shell
 */

/**
 * @param {Shell} site
 * @param {object} page
 * @param {string} page.title
 * @param {string} page.description
 * @param {'front' | 'glossary' | 'play'} page.kind the class of its body
 * @param {string} page.main the HTML of its text
 * @param {[href: string, words: string][]} [page.links] in the bar
 * @param {string[]} [page.styles] the names of further style sheets
 * @param {string[]} [page.scripts] the names of further scripts
 */
export function shellHtml(
  { name, assets, url, image },
  { title, description, kind, main, links = [], styles = [], scripts = [] },
) {
  const math = main.includes('class="katex');
  const isFront = kind === 'front';
  const controls = links.map(([href, words]) => `<a href="${href}">${words}</a>`).join('\n');
  const home = isFront ? '' : `<a class="home" href="index.html">${escapeHtml(name)}</a>\n`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${isFront ? '' : `${escapeHtml(title)} · `}${escapeHtml(name)}</title>
${metaTags({ name, title, description, type: 'website', url, image })}
<link rel="icon" href="${assets['icon.svg']}">
<script src="${assets['theme.js']}"></script>
${['page.css', ...styles].map((style) => `<link rel="stylesheet" href="${assets[style]}">`).join('\n')}
${math ? `<link rel="stylesheet" href="${assets['katex.css']}">` : ''}
</head>
<body class="${kind}">
<a class="skip" href="#content">Skip to the text</a>
<header class="bar">
${home}<nav class="controls" aria-label="On this site">
${controls}
</nav>
</header>
<main id="content">
${main}
</main>
${['page.js', ...scripts].map((script) => `<script defer src="${assets[script]}"></script>`).join('\n')}
</body>
</html>
`;
}
