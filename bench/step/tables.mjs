// From measurements to tables: pure functions.

/**
 * @typedef {object} Measurement of one contender on one model
 * @property {string} model
 * @property {string} contender
 * @property {number[]} microseconds a step, one for each round
 * @property {string} [failure] why there is none
 */

/** @param {readonly number[]} values */
export function summary(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return { median: (low + high) / 2, min: sorted[0], max: sorted.at(-1) ?? NaN };
}

/** The ratio of two medians. @param {readonly number[]} a @param {readonly number[]} b */
export const ratio = (a, b) => summary(a).median / summary(b).median;

/** Three digits. @param {number} value */
const three = (value) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3).replace(/\.?0+$/, '');

/** @param {number} microseconds */
export const time = (microseconds) =>
  microseconds < 1000
    ? `${three(microseconds)} µs`
    : microseconds < 1e6
      ? `${three(microseconds / 1000)} ms`
      : `${three(microseconds / 1e6)} s`;

/** @param {Measurement} measurement */
export function timeCell({ microseconds, failure }) {
  if (microseconds.length === 0) return failure ?? '–';
  const { median, min, max } = summary(microseconds);
  return `${time(median)} (${time(min)} to ${time(max)})`;
}

/** @param {Measurement} measurement @param {Measurement | undefined} own */
export const ratioCell = ({ microseconds, failure }, own) =>
  microseconds.length === 0 || !own || own.microseconds.length === 0
    ? (failure ?? '–')
    : three(ratio(microseconds, own.microseconds));

/** A row of a Markdown table. @param {readonly string[]} cells */
export const row = (cells) => `| ${cells.join(' | ')} |`;

/**
 * A Markdown table with a row for each contender and a column for each model.
 *
 * @param {readonly Measurement[]} all
 * @param {Record<string, { title: string }>} rows contenders by name
 * @param {Record<string, { title: string }>} columns models by name
 * @param {(one: Measurement, all: readonly Measurement[]) => string} cell
 */
export function table(all, rows, columns, cell) {
  const at = (/** @type {string} */ contender, /** @type {string} */ model) =>
    all.find((one) => one.contender === contender && one.model === model);
  const body = Object.entries(rows)
    .filter(([name]) => all.some(({ contender }) => contender === name))
    .map(([name, { title }]) => {
      const cells = Object.keys(columns).map((model) => {
        const one = at(name, model);
        return one ? cell(one, all) : '';
      });
      return row([title, ...cells]);
    });
  const titles = Object.values(columns).map(({ title }) => title);
  return [row(['', ...titles]), row(['---', ...titles.map(() => '--:')]), ...body].join('\n');
}
