// The check of an executed notebook: the failures of its cells.
import { sourceOf } from './notebook.mjs';

/**
 * The failure of a cell or of a whole notebook.
 * @typedef {object} Failure
 * @property {number} [cell] the number of the code cell, from 1 on; undefined where the whole notebook failed
 * @property {number} [of] the number of code cells
 * @property {string} [line] the first line of its source
 * @property {string} ename
 * @property {string} evalue
 * @property {string[]} traceback
 */

/** Errors that count in cells with the tag `raises-exception` too: no answer in time, no kernel any more. */
const FATAL = new Set(['CellTimeoutError', 'DeadKernelError', 'CellNotRunError']);

/** @param {import('./notebook.mjs').Cell} cell */
const tagsOf = (cell) => cell.metadata?.tags ?? [];

/**
 * Finds the failures in an executed notebook, executed by any program. A cell with the tag `raises-exception` may raise an error. A
 * cell without an execution number counts as failed: it never ran, or ran in a kernel that does not report its outcome.
 * @param {import('./notebook.mjs').Content} notebook
 * @returns {Failure[]} in the order of the cells
 */
export function findFailures(notebook) {
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
