// HTML and Markdown of the front page.
import { loadFromDist } from '../../dist.mjs';

/** Escapes a text for HTML. @type {(text: string) => string} */
export const escapeHtml = (text) => loadFromDist('html.js').escapeHtml(text);

/** Escapes a sentence or a number, and sets its indices and powers. @type {(text: string) => string} */
export const escapeProse = (text) => loadFromDist('html.js').escapeProse(text);

/** Converts the inline Markdown of a paragraph to HTML. @param {string} text */
export function inlineMarkdown(text) {
  const words = (/** @type {string} */ part) =>
    escapeHtml(part)
      .replace(/`([^`]+)`/g, '<code>$1</code>')
      .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>')
      .replace(/\*([^*]+)\*/g, '<em>$1</em>')
      .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  const parts = text.split(/(\$[^$]+\$)/); // every second part is math
  return parts.map((part, i) => (i % 2 === 1 ? escapeHtml(part) : words(part))).join('');
}

/** Converts the inline Markdown of a paragraph to plain text. @param {string} text */
export const plainText = (text) => text.replace(/\[([^\]]+)\]\([^)]*\)/g, '$1').replace(/[`*$]/g, '');

/** A number with its noun: "1 claim", "2 claims". @param {number} count @param {string} thing */
export const countNoun = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;
