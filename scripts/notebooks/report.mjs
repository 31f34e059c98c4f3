// Lines about the outcome of notebooks.
import { stripVTControlCharacters } from 'node:util';
import { duration } from '../progress.mjs';

/** @typedef {import('./check.mjs').Failure} Failure */

const MAX_LINES = 14; // of a failure

/** @param {Failure[]} failures */
export function describeFailures(failures) {
  return failures
    .map(({ cell, of, line, ename, evalue, traceback }) => {
      const words = [`${ename}: ${evalue}`, ...stripVTControlCharacters(traceback.join('\n')).split('\n')];
      // Most tracebacks repeat the error, and their frames below the student's are of no use here.
      const shown = words
        .filter((text, i) => text.trim() !== '' && words.indexOf(text) === i)
        .slice(0, MAX_LINES);
      const place = cell === undefined ? [] : [`  code cell ${cell} of ${of}: ${line}`];
      return [...place, ...shown.map((text) => `    ${text}`)].join('\n');
    })
    .join('\n');
}

/** @param {string} name a notebook's @param {number} seconds of its execution @param {Failure[]} failures */
export const describeOutcome = (name, seconds, failures) =>
  failures.length === 0
    ? `✓ ${name}  ${duration(1000 * seconds)}`
    : `✗ ${name} failed after ${duration(1000 * seconds)}\n${describeFailures(failures)}`;
