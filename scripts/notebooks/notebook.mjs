// The parts of notebook files that the scripts use.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { numberOf } from './numbers.mjs';

/**
 * The parts of a notebook file that are used here.
 * @typedef {{ id?: string, cell_type: string, source: string | string[], metadata?: { tags?: string[] },
 *   execution_count?: number | null, outputs?: Output[] }} Cell
 * @typedef {{ output_type: string, ename?: string, evalue?: string, traceback?: string[], data?: Record<string, any> }} Output
 * @typedef {{ cells: Cell[], metadata?: { vanishing_gradients?: FrontPage } }} Content
 */

/**
 * A notebook's metadata for the front page, under the name vanishing_gradients: its finding as one sentence in Markdown, the id of
 * the cell with its main chart, and its track: for a first reading, or further on. Those of an exercise have the names of the notebooks
 * that it belongs to.
 * @typedef {{ finding?: string, picture?: string, track?: 'first' | 'further', notebooks?: string[] }} FrontPage
 */

/**
 * The description of a notebook for the site.
 * @typedef {object} Notebook
 * @property {string} file
 * @property {string} name the file's name without its ending
 * @property {string} number the number that the name begins with, '04b'; '' where there is none
 * @property {string} title its first heading
 * @property {string} lead its first paragraph, in Markdown
 * @property {string} [finding] its finding, as one sentence in Markdown
 * @property {string} [picture] the id of the cell with its main chart
 * @property {'first' | 'further'} [track]
 * @property {number} codeCells the number of code cells
 * @property {string} [invalid] the reason why the file is no notebook
 */

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {Cell} cell */
export const sourceOf = ({ source }) => (Array.isArray(source) ? source.join('') : source);

/**
 * @param {string} file
 * @returns {Content}
 * @throws {Error} with the reason, where the file is no notebook
 */
export function readNotebook(file) {
  let content;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new Error(`this is not JSON: ${error.message}`, { cause: error });
    throw error;
  }
  if (!Array.isArray(content?.cells)) throw new Error('this JSON is no notebook: it has no list of cells');
  return content;
}

/** The beginnings of Markdown blocks that are no paragraphs: headings, HTML, quotations, tables, code, lists, math, pictures, rules. */
const NOT_A_PARAGRAPH = /^(#|<|>|\||```|[-*+] |\d+[.)] |\$\$|!\[|---)/;

/** @param {Content} content */
function titleAndLead({ cells }) {
  const text = cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map(sourceOf)
    .join('\n\n');
  const blocks = text.split(/\n\s*\n|\n(?=#)|(?<=^#.*)\n/m).map((block) => block.trim());
  const title = blocks.find((block) => /^# /.test(block))?.slice(2) ?? '';
  const lead = blocks.find((block) => block !== '' && !NOT_A_PARAGRAPH.test(block)) ?? '';
  return { title: title.replace(/[`*]/g, ''), lead: lead.replace(/\s+/g, ' ') };
}

/**
 * @param {string} file
 * @returns {Notebook} with `invalid` where the file is no notebook
 */
export function describeNotebook(file) {
  const name = path.basename(file, '.ipynb');
  const number = numberOf(name);
  try {
    const content = readNotebook(file);
    const { title, lead } = titleAndLead(content);
    const { finding, picture, track } = content.metadata?.vanishing_gradients ?? {};
    const codeCells = content.cells.filter((cell) => cell.cell_type === 'code').length;
    return { file, name, number, title: title || name, lead, finding, picture, track, codeCells };
  } catch (error) {
    return { file, name, number, title: name, lead: '', codeCells: 0, invalid: messageOf(error) };
  }
}
