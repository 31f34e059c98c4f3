/** @param {string} text */
export const escapeHtml = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

/** A paragraph's Markdown as HTML, as far as paragraphs of a notebook's first cell go. @param {string} text */
export function inlineMarkdown(text) {
  const words = (/** @type {string} */ part) =>
    escapeHtml(part)
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
      .replace(/\*([^*]+)\*/g, '<em>$1</em>')
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const parts = text.split(/(\$[^$]+\$)/); // every other one is math
  return parts.map((part, i) => (i % 2 === 1 ? escapeHtml(part) : words(part))).join('');
}

/** A paragraph's Markdown as plain text. @param {string} text */
export const plainText = (text) => text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/[`*$]/g, '');

/** @param {number} count @param {string} thing */
export const several = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;
