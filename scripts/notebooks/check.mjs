import { sourceOf } from './notebook.mjs';

/**
 * A cell that did not do what it should.
 * @typedef {object} Failure
 * @property {number} [cell] which of the code cells, from 1 on; none where the notebook as a whole failed
 * @property {number} [of] how many code cells there are
 * @property {string} [line] the first line of its source
 * @property {string} ename
 * @property {string} evalue
 * @property {string[]} traceback
 */

/** What ends a notebook whatever its cells are allowed: no answer in time, no kernel any more. */
const FATAL = new Set(['CellTimeoutError', 'DeadKernelError', 'CellNotRunError']);

/** @param {import('./notebook.mjs').Cell} cell */
const tagsOf = (cell) => cell.metadata?.tags ?? [];

/**
 * What failed in an executed notebook, however it was executed. A cell with the tag `raises-exception` may raise one. A cell
 * without an execution number never ran, or ran in a kernel that doesn't say what became of it, and so counts as failed too.
 * @param {import('./notebook.mjs').Content} notebook
 * @returns {Failure[]} in the order of the cells
 */
export function failuresOf(notebook) {
  const cells = notebook.cells.filter((cell) => cell.cell_type === 'code');
  const places = cells.map((cell, i) => ({
    cell: i + 1,
    of: cells.length,
    line: sourceOf(cell).trim().replace(/\n.*/s, ''),
  }));
  const errors = cells.flatMap((cell, i) =>
    (cell.outputs ?? [])
      .filter((output) => output.output_type === 'error')
      .filter(({ ename }) => FATAL.has(ename ?? '') || !tagsOf(cell).includes('raises-exception'))
      .map(({ ename = 'Error', evalue = '', traceback = [] }) => ({
        ...places[i],
        ename,
        evalue,
        traceback,
      })),
  );
  if (errors.length > 0) return errors;
  const skipped = cells.findIndex(
    (cell) =>
      sourceOf(cell).trim() !== '' &&
      !tagsOf(cell).includes('skip-execution') &&
      typeof cell.execution_count !== 'number',
  );
  if (skipped === -1) return [];
  const evalue = "it has no execution number: it never ran, or not in this project's kernel";
  return [{ ...places[skipped], ename: 'CellNotRunError', evalue, traceback: [] }];
}
