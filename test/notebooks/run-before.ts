// A run of the notebooks that the tests of a block look at.
import { beforeAll } from 'vitest';
import { notebooks, type Ended } from './support.js';

/**
 * Runs `npm run notebooks` before the tests of a block.
 *
 * @returns a function that gives how it ended
 */
export function runBefore(...args: string[]): () => Ended {
  let ended: Ended;
  beforeAll(async () => {
    ended = await notebooks(...args);
  }, 300_000);
  return () => ended;
}
