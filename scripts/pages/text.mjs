// The text of HTML, apart from its tags.

const TAG = /<!--[^]*?-->|<(\/?)([a-z][\w:-]*)(?:[^>"']|"[^"]*"|'[^']*')*>/gi;

/** Elements that have no end tag. */
const EMPTY = new Set(['area', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/**
 * Changes the text between tags, but for that of elements that are left as they are, with all that is in them.
 * @param {string} html
 * @param {(name: string, tag: string) => boolean} isLeft whether an element is, by its name in lower case and its tag
 * @param {(text: string, parents: readonly string[]) => string} change `parents` are the names of the elements around the text
 * @returns {string}
 */
export function mapText(html, isLeft, change) {
  let out = '';
  let from = 0;
  /** @type {string[]} */
  const parents = [];
  let left = { name: '', open: 0 };
  for (const match of html.matchAll(TAG)) {
    const [tag, slash, given = ''] = match;
    const name = given.toLowerCase();
    const text = html.slice(from, match.index);
    out += (left.open > 0 ? text : change(text, parents)) + tag;
    from = match.index + tag.length;
    const opens = name !== '' && !slash && !tag.endsWith('/>') && !EMPTY.has(name);
    if (left.open > 0) {
      if (name === left.name) left.open += slash ? -1 : Number(opens);
    } else if (opens && isLeft(name, tag)) left = { name, open: 1 };
    else if (opens) parents.push(name);
    else if (slash && parents.includes(name)) parents.length = parents.lastIndexOf(name);
  }
  const rest = html.slice(from);
  return out + (left.open > 0 ? rest : change(rest, parents));
}
