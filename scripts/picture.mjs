#!/usr/bin/env node
// Draws README's picture: the chart of the opening example over 100 seeds, as SVG for light and dark pages.
//   node scripts/picture.mjs
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CHROMIUM_ADVICE, findChromium } from './chromium.mjs';
import { drawFigures } from './draw.mjs';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

if (findChromium() === undefined) {
  console.error(CHROMIUM_ADVICE);
  process.exit(1);
}
await setUp();
const require = createRequire(import.meta.url);
const { charts, datasets, mlp, observe, repeat, tf } = require('vanishing-gradients');

/** @param {string} activation @returns {Promise<import('arquero').ColumnTable>} */
const runs = (activation) =>
  repeat(100, (/** @type {number} */ seed) => {
    const model = mlp({ inputs: 100, hidden: [128, 128, 128], outputs: 10, activation, seed });
    const batch = datasets.randomBatch({ size: 32, inputs: 100, classes: 10, seed });
    const { layers } = observe(model, batch.x, batch.y);
    model.dispose();
    tf.dispose(batch);
    return layers;
  });

const figure = charts.gradientFlow({ sigmoid: await runs('sigmoid'), ReLU: await runs('relu') });
const [svg] = await drawFigures([figure], { format: 'svg', width: 860 });
writeFileSync(path.join(paths.root, '.github', 'gradient-flow.svg'), svg);
console.log(figure.layout.meta.description);
