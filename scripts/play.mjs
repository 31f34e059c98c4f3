#!/usr/bin/env node
// npm run play: makes the live page alone, measures it, or measures what it stores.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm run play [-- OPTION]

  (nothing)         makes the live page, in build/play
  --store           measures the networks that the page stores: site/play/stored.json
  --measure         measures the page in Chromium: its numbers against Node's, updates a second, start, size
  --soak MINUTES    drags its controls at random, and watches tensors, memory and long tasks`;

const require = createRequire(import.meta.url);

/** A number with seven digits, as float32 has them. @param {string} _ @param {unknown} value */
const shortened = (_, value) =>
  typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(7)) : value;

function store() {
  const at = (/** @type {string} */ name) => require(path.join(paths.dist, 'play', `${name}.js`));
  const { measure } = at('measure');
  const { wordsOf } = at('words');
  const { DEFAULT_STATE } = at('state');
  const { measureThousandLayers } = at('stored');
  const { PREDICTIONS } = at('predictions');
  const opening = measure(DEFAULT_STATE);
  /** @param {any} layer */
  const withoutBins = (layer) => ({ ...layer, zBins: [], gradientBins: [], units: [] });
  /** @param {{ id: string, state: object }} prediction */
  const answer = ({ id, state }) => {
    const measurement = measure(state);
    const { title, descriptions } = wordsOf(measurement);
    const words = { title, reasons: [], descriptions: { gradient: descriptions.gradient } };
    return [id, { measurement: { ...measurement, layers: measurement.layers.map(withoutBins) }, words }];
  };
  const stored = {
    opening: { measurement: opening, words: wordsOf(opening) },
    orthogonal: measureThousandLayers('orthogonal'),
    gaussian: measureThousandLayers('lecunNormal'),
    ...Object.fromEntries(PREDICTIONS.map(answer)),
  };
  const file = path.join(paths.root, 'site', 'play', 'stored.json');
  writeFileSync(file, `${JSON.stringify(stored, shortened)}\n`);
  for (const [name, { words }] of Object.entries(stored)) console.log(`${name}: ${words.title}`);
}

/** @param {string[]} args */
async function main([option, value]) {
  if (option === '--help') return console.log(HELP);
  await setUp();
  if (option === '--store') return store();
  const { writePlay } = await import('./pages/play.mjs');
  const folder = path.join(paths.root, 'build', 'play');
  mkdirSync(folder, { recursive: true });
  const page = await writePlay(folder);
  if (option === undefined) return console.log(pathToFileURL(page).href);
  if (option === '--measure') return (await import('./play/measure.mjs')).measurePage(folder);
  if (option === '--soak') return (await import('./play/soak.mjs')).soak(folder, Number(value ?? 10));
  throw new Error(`npm run play: there is no option ${option}\n${HELP}`);
}

await main(process.argv.slice(2));
