// Measures the live page: its numbers against Node's, updates a second, the first picture, the bytes that are transferred.
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from '../paths.mjs';
import { measureStates, readNotes, openPlay } from './served.mjs';

const require = createRequire(import.meta.url);

/** Sizes at which updates are counted. */
const SIZES = [
  { depth: 20, width: 64, batch: 64 },
  { depth: 60, width: 128, batch: 64 },
];
const UPDATES = 40;

/** Twenty states of every kind. @param {object} base @returns {object[]} */
export const twentyStates = (base) =>
  ['sigmoid', 'tanh', 'relu', 'gelu'].flatMap((activation, i) =>
    [
      { depth: 3 },
      { depth: 12, width: 64, initializer: 'heNormal', batch: 64 },
      { depth: 20, width: 32, initializer: 'orthogonal', scale: 1.06 },
      {
        depth: 30,
        width: 64,
        initializer: 'xavierNormal',
        normalization: ['batch', 'layer', 'rms', 'batch'][i],
      },
      { depth: 40, width: 64, initializer: 'lecunNormal', skip: true, scale: 0.5 },
    ].map((change, seed) => ({ ...base, activation, seed, ...change })),
  );

/** The largest relative difference of two lists. @param {number[]} one @param {number[]} other */
export const difference = (one, other) =>
  Math.max(...one.map((value, i) => (value === other[i] ? 0 : Math.abs(value / other[i] - 1))));

/** @param {string} folder of the page */
export async function measurePage(folder) {
  const { DEFAULT_STATE } = require(path.join(paths.dist, 'play', 'state.js'));
  const { measure } = require(path.join(paths.dist, 'play', 'measure.js'));
  const opened = await openPlay(folder);
  const { page } = opened;
  const { firstPicture } = await readNotes(page);
  console.log(
    `first picture after ${Math.round(firstPicture)} ms, ${(opened.sent.bytes / 1e6).toFixed(2)} MB transferred`,
  );

  const states = twentyStates(DEFAULT_STATE);
  const found = await measureStates(page, states);
  const differences = states.map((state, i) => {
    const norms = measure(state).layers.map((/** @type {any} */ layer) => layer.gradient);
    return difference(found[i].norms, norms);
  });
  console.log(
    `largest difference from Node over ${states.length} states: ${Math.max(...differences).toExponential(1)}`,
  );

  for (const size of SIZES) {
    const base = { ...DEFAULT_STATE, ...size, activation: 'tanh', initializer: 'lecunNormal' };
    const many = Array.from({ length: UPDATES }, (_, i) => ({ ...base, scale: 1 + i / 20 }));
    await measureStates(page, many.slice(0, 3));
    const times = (await measureStates(page, many))
      .map(({ milliseconds }) => milliseconds)
      .sort((a, b) => a - b);
    const median = times[UPDATES / 2];
    const all = times.reduce((a, b) => a + b, 0);
    console.log(
      `${size.depth} layers of ${size.width}, batch ${size.batch}: ${((1000 * UPDATES) / all).toFixed(1)} updates a second (median ${median.toFixed(0)} ms)`,
    );
  }
  const compared = await page.evaluate(() =>
    /** @type {any} */ (document.querySelector('[data-play="page"]')).figure.compareBackends(true),
  );
  console.log(`a drag on wasm and on WebGL: ${JSON.stringify(compared)}`);
  const { longTasks } = await readNotes(page);
  console.log(
    `long tasks of the page: ${longTasks.length}, the longest ${Math.round(Math.max(0, ...longTasks))} ms`,
  );
  for (const complaint of opened.complaints) console.log(`complaint: ${complaint}`);
  await opened.close();
}
