// Helpers of the tables in data/course: batches of one size, numbers that are rounded, and means over blocks of steps.
import * as aq from 'arquero';

/** @param {number} value */
export const rounded = (value) => Number(value.toPrecision(5));

/**
 * The means of columns over blocks of steps, each under its last step.
 * @param {import('arquero').ColumnTable} history with a row a step
 * @param {number} every steps in a block
 * @param {string[]} columns
 * @param {Record<string, unknown>} labels the columns in front, with one value
 * @returns {Record<string, unknown>[]}
 */
export function blocks(history, every, columns, labels) {
  const rows = /** @type {Record<string, number>[]} */ (history.objects());
  const ends = rows.filter(({ step }) => step % every === 0);
  return ends.map(({ step }) => {
    const block = rows.filter((row) => row.step > step - every && row.step <= step);
    /** @param {string} column */
    const mean = (column) => rounded(block.reduce((sum, row) => sum + row[column], 0) / block.length);
    return { ...labels, step, ...Object.fromEntries(columns.map((column) => [column, mean(column)])) };
  });
}

/** @param {Record<string, unknown>[]} rows */
export const tableOf = (rows) => aq.from(rows);

/**
 * The first rows of data, so many batches: one graph serves every step.
 * @param {{ x: import('@tensorflow/tfjs').Tensor, y: import('@tensorflow/tfjs').Tensor1D }} data
 * @param {number} batches
 * @param {number} size rows of a batch
 */
export const wholeBatches = ({ x, y }, batches, size) => ({
  x: x.slice([0, 0], [batches * size, -1]),
  y: y.slice(0, batches * size),
});
