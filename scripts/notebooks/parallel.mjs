// Work on several items at a time.

/**
 * @template T
 * @param {T[]} items
 * @param {number} workers
 * @param {(item: T) => Promise<void>} work
 */
export async function inParallel(items, workers, work) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(workers, items.length) }, worker));
}
