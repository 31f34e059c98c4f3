import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A notebook as its file has it, in what is used of it here.
 * @typedef {{ id?: string, cell_type: string, source: string | string[], metadata?: { tags?: string[] },
 *   execution_count?: number | null, outputs?: Output[] }} Cell
 * @typedef {{ output_type: string, ename?: string, evalue?: string, traceback?: string[], data?: Record<string, any> }} Output
 * @typedef {{ cells: Cell[], metadata?: { vanishing_gradients?: FrontPage } }} Content
 */

/**
 * What a notebook's own metadata say for the front page, under the name vanishing_gradients: what it finds, as one sentence
 * in Markdown, and the id of the cell with its main chart.
 * @typedef {{ finding?: string, picture?: string }} FrontPage
 */

/**
 * What the site says of a notebook.
 * @typedef {object} Notebook
 * @property {string} file
 * @property {string} name the file's name without its ending
 * @property {string} number what the name begins with; '' where that is no number
 * @property {string} title its first heading
 * @property {string} lead its first paragraph, in Markdown
 * @property {string} [finding] what it finds, as one sentence in Markdown
 * @property {string} [picture] the id of the cell with its main chart
 * @property {number} codeCells how many cells of code it has
 * @property {string} [invalid] why it can't be read as a notebook
 */

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** @param {Cell} cell */
export const sourceOf = ({ source }) => (Array.isArray(source) ? source.join('') : source);

/**
 * @param {string} file
 * @returns {Content}
 * @throws {Error} that says why it is no notebook
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

/** How Markdown begins that is no paragraph: a heading, HTML, a quotation, a table, code, a list, math, a picture, a rule. */
const NO_PARAGRAPH = /^(#|<|>|\||```|[-*+] |\d+[.)] |\$\$|!\[|---)/;

/** @param {Content} content */
function firstWords({ cells }) {
  const text = cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map(sourceOf)
    .join('\n\n');
  const blocks = text.split(/\n\s*\n|\n(?=#)|(?<=^#.*)\n/m).map((block) => block.trim());
  const title = blocks.find((block) => /^# /.test(block))?.slice(2) ?? '';
  const lead = blocks.find((block) => block !== '' && !NO_PARAGRAPH.test(block)) ?? '';
  return { title: title.replace(/[`*]/g, ''), lead: lead.replace(/\s+/g, ' ') };
}

/**
 * @param {string} file
 * @returns {Notebook} also of a file that is no notebook, and then it says why
 */
export function describeNotebook(file) {
  const name = path.basename(file, '.ipynb');
  const number = /^\d+/.exec(name)?.[0] ?? '';
  try {
    const content = readNotebook(file);
    const { title, lead } = firstWords(content);
    const { finding, picture } = content.metadata?.vanishing_gradients ?? {};
    const codeCells = content.cells.filter((cell) => cell.cell_type === 'code').length;
    return { file, name, number, title: title || name, lead, finding, picture, codeCells };
  } catch (error) {
    return { file, name, number, title: name, lead: '', codeCells: 0, invalid: messageOf(error) };
  }
}
