// How far long work is, as it runs: a bar in the notebook, a line on a terminal, silence in a log.
import { integer, invalidArgument } from '../errors';
import { silentBar, terminalBar, type Bar } from './bars';
import { inNotebook, liveDisplay } from './display';
import { escapeHtml } from './html';

function notebookBar(total: number): Bar {
  const live = liveDisplay();
  return {
    set(done, words) {
      live.set({
        'text/html': `<label>${escapeHtml(words)} <progress value="${done}" max="${total}"></progress></label>`,
        'text/plain': words,
      });
    },
    close() {
      live.set({ 'text/html': '', 'text/plain': '' }); // what is done needs no bar
    },
  };
}

function barFor(total: number): Bar {
  if (inNotebook()) return notebookBar(total);
  return process.stderr.isTTY ? terminalBar(total) : silentBar;
}

/** ms between two pictures: smooth to the eye, and next to nothing to send. */
export const EVERY = 50;

/**
 * Passes items on one by one, and shows how many are done. The bar goes away at the end, at a `break`, and at an error.
 *
 * @param items an array or another collection, or how many (1, 2, …)
 * @param label what they are. Default 'done'
 * @throws {TypeError | RangeError} when the items can't be counted
 * @example for (const depth of progress([10, 20, 30], 'depths')) measure(depth);
 */
export function progress(items: number, label?: string): Iterable<number>;
export function progress<T>(items: Iterable<T>, label?: string): Iterable<T>;
export function progress(items: number | Iterable<unknown>, label = 'done'): Iterable<unknown> {
  return ticking(listOf(items), label);
}

function listOf(items: unknown): unknown[] {
  if (typeof items === 'number')
    return Array.from({ length: integer('progress', 'items', items, 0) }, (_, i) => i + 1);
  if (typeof items === 'object' && items !== null && Symbol.iterator in items)
    return [...(items as Iterable<unknown>)];
  throw invalidArgument('progress', 'items', 'a number or a collection', items);
}

function* ticking(list: unknown[], label: string): Generator<unknown> {
  const bar = barFor(list.length);
  let [done, drawn] = [0, -Infinity];
  try {
    for (const item of list) {
      if (performance.now() - drawn >= EVERY) {
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
