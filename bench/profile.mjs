#!/usr/bin/env node
// Profiles a compiled step: how long each kind of op takes, by TensorFlow's own tracing.
//   node bench/profile.mjs [MODEL…]     writes bench/profile.md
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setUp } from '../scripts/setup.mjs';
import { environment } from './step/environment.mjs';
import { MODELS } from './step/models.mjs';
import { machine } from './step/results.mjs';
import { trainingStep } from './step/step.mjs';
import { row, time } from './step/tables.mjs';

/**
 * @typedef {object} Profile what peers/saved_step.py prints
 * @property {number} microseconds a step, without tracing
 * @property {number} traced a step, with it
 * @property {number} busy what all nodes of a step took together
 * @property {{ op: string, nodes: number, microseconds: number }[]} ops
 */

const SHOWN = 12;
const names = process.argv.length > 2 ? process.argv.slice(2) : ['4x128', '50x128'];
const unknown = names.find((name) => !(name in MODELS));
if (unknown !== undefined) {
  console.error(`bench/profile.mjs: '${unknown}' is not one of ${Object.keys(MODELS).join(', ')}`);
  process.exit(2);
}
await setUp();
const root = path.resolve(fileURLToPath(new URL('..', import.meta.url)));
const python = await environment(root);
const library = createRequire(import.meta.url)('vanishing-gradients');

/** @param {string} name @returns {Profile & { here: number, nodes: number }} */
function profile(name) {
  const run = library.compile(trainingStep(library, MODELS[name]), { name: 'step' });
  const once = () => library.tf.tidy(() => run().dataSync());
  for (let i = 0; i < 100; i++) once();
  const [began, steps] = [performance.now(), 100];
  for (let i = 0; i < steps; i++) once();
  const here = (1000 * (performance.now() - began)) / steps;
  const folder = path.join(root, 'build', 'bench', `saved-${name}`);
  run.save(folder);
  const nodes = Object.values(run.inspect()[0].nodes).reduce((/** @type {number} */ a, b) => a + b, 0);
  run.dispose();
  const script = path.join(root, 'bench', 'step', 'peers', 'saved_step.py');
  const printed = execFileSync(python, [script, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  rmSync(folder, { recursive: true });
  return { ...JSON.parse(printed.trim().split('\n').at(-1) ?? ''), here, nodes };
}

/** @param {string} name */
function section(name) {
  const { here, nodes, microseconds, traced, busy, ops } = profile(name);
  const share = (/** @type {number} */ part) => `${((100 * part) / busy).toFixed(1)} %`;
  const shown = ops.slice(0, SHOWN);
  const rest = ops.slice(SHOWN);
  const sum = (/** @type {Profile['ops']} */ list, /** @type {'nodes' | 'microseconds'} */ key) =>
    list.reduce((total, one) => total + one[key], 0);
  const products = ops.filter(({ op }) => op.endsWith('MatMul'));
  const lines = [
    ...shown,
    { op: 'all others', nodes: sum(rest, 'nodes'), microseconds: sum(rest, 'microseconds') },
  ];
  return [
    `## ${MODELS[name].title}`,
    '',
    `A step takes ${time(here)} from JavaScript, and ${time(microseconds)} from Python's session on the same graph of ${nodes} nodes. While TensorFlow writes down what it does, a step takes ${time(traced)}, in which the nodes together take ${time(busy)}: ${(busy / traced).toFixed(2)} cores are at work.`,
    '',
    row(['op', 'nodes', 'all together', 'each', 'share']),
    row(['---', '--:', '--:', '--:', '--:']),
    ...lines.map(({ op, nodes: count, microseconds: total }) =>
      row([op, String(count), time(total), time(total / count), share(total)]),
    ),
    '',
    `The matrix products are ${share(sum(products, 'microseconds'))} of it. With nothing but them a step would still take that part of its time; to be faster than that, it needs faster products, which are TensorFlow's own kernels for its processor.`,
    '',
  ].join('\n');
}

const text = [
  '# What a step is made of',
  '',
  `Made by \`node bench/profile.mjs\` on ${new Date().toISOString().slice(0, 10)}; ${machine([])[0]}.`,
  '',
  ...names.map(section),
].join('\n');
writeFileSync(path.join(root, 'bench', 'profile.md'), text);
console.log(text);
