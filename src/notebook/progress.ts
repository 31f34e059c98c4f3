// Progress of long loops: a bar in the notebook or on a terminal, nothing in a log.
import { integer, invalidArgument } from '../errors';
import { terminal } from '../platform';
import { silentBar, terminalBar, type ProgressBar } from './progress-bar';
import { isInNotebook, updatableDisplay } from './display';
import { escapeHtml } from '../html';

function notebookBar(total: number): ProgressBar {
  const live = updatableDisplay();
  return {
    set(done, text) {
      live.set({
        'text/html': `<label>${escapeHtml(text)} <progress value="${done}" max="${total}"></progress></label>`,
        'text/plain': text,
      });
    },
    close() {
      live.set({ 'text/html': '', 'text/plain': '' });
    },
  };
}

/** A bar in the notebook or on a terminal; in a log, none. */
export function barFor(total: number): ProgressBar {
  if (isInNotebook()) return notebookBar(total);
  return terminal.isInteractive() ? terminalBar(total) : silentBar;
}

/** The milliseconds between two updates of a display, so that it looks smooth and sends little. */
export const REDRAW_MS = 50;

/**
 * Iterates over items, and shows how many are done in a bar that disappears at the end, at a `break` and at an error.
 *
 * @param items an array or another iterable, or a number n of at least 0 for the items 1 … n
 * @param label the name of the items. Default 'done'
 * @returns the items, once, in their order
 * @throws {TypeError} when the items are neither a number nor iterable
 * @throws {RangeError} when the number is not a whole number of at least 0
 * @example
 * const ratios: number[] = [];
 * for (const weightVariance of progress([1, 2, 3], 'variances'))
 *   ratios.push(theory.chi1({ activation: 'tanh', weightVariance, biasVariance: 0.05 }));
 * ratios.length; // 3
 */
export function progress(items: number, label?: string): Iterable<number>;
export function progress<T>(items: Iterable<T>, label?: string): Iterable<T>;
export function progress(items: number | Iterable<unknown>, label = 'done'): Iterable<unknown> {
  return withBar(toArray(items), label);
}

function toArray(items: unknown): unknown[] {
  if (typeof items === 'number')
    return Array.from({ length: integer('progress', 'items', items, 0) }, (_, i) => i + 1);
  if (typeof items === 'object' && items !== null && Symbol.iterator in items)
    return [...(items as Iterable<unknown>)];
  throw invalidArgument('progress', 'items', 'a number or a collection', items);
}

function* withBar(list: unknown[], label: string): Generator<unknown> {
  const bar = barFor(list.length);
  let [done, drawn] = [0, -Infinity];
  try {
    for (const item of list) {
      if (performance.now() - drawn >= REDRAW_MS) {
        bar.set(done, `${label}: ${done} of ${list.length}`);
        drawn = performance.now();
      }
      yield item;
      done++;
    }
  } finally {
    bar.close();
  }
}
