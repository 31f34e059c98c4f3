#!/usr/bin/env node
// npm run sanitize: the native engine's plans of the test networks, under the sanitizers for addresses, undefined behaviour and races.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';
import { findBuildTools } from './setup/tools.mjs';

const SANITIZERS = ['address,undefined', 'thread'];

await setUp();
const folder = path.join(paths.root, 'build', 'sanitize');
mkdirSync(folder, { recursive: true });
const files = writePlans();
const { compiler } = findBuildTools();
const sources = ['check.cpp', 'scheduler.cpp', 'instructions.cpp'].map((name) =>
  path.join(paths.root, 'native', name),
);
for (const sanitizer of SANITIZERS) {
  const program = path.join(folder, `check-${sanitizer.split(',')[0]}`);
  const flags = [
    '-std=c++17',
    '-O1',
    '-g',
    '-DLEVEL=baseline',
    `-fsanitize=${sanitizer}`,
    '-fno-sanitize-recover=all',
  ];
  run(compiler, [...flags, ...sources, '-o', program, '-lpthread']);
  console.log(`${sanitizer}:`);
  run(program, files);
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}

/** Writes the plan of a training step of each test network. @returns {string[]} the files */
function writePlans() {
  const require = createRequire(import.meta.url);
  const library = require(paths.root);
  const engine = require(path.join(paths.dist, 'graph', 'native', 'addon.js'));
  const addon = engine.loadAddon();
  if (typeof addon === 'string') throw new Error(addon);
  /** @type {string[]} */
  const files = [];
  // Each plan is written with its memory as it is before its first run.
  engine.loadAddon = () => ({
    create(/** @type {Int32Array} */ codes, /** @type {number} */ size) {
      const { plan, memory } = addon.create(codes, size);
      return { plan: { codes, plan }, memory };
    },
    run(
      /** @type {{ codes: Int32Array, plan: object }} */ { codes, plan },
      /** @type {Float32Array} */ memory,
    ) {
      const file = path.join(folder, `${files.length}.plan`);
      const sizes = Int32Array.of(codes.length, memory.length);
      writeFileSync(
        file,
        Buffer.concat(
          [sizes, codes, memory].map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)),
        ),
      );
      files.push(file);
      addon.run(plan, memory, 1);
    },
  });
  const { passes } = JSON.parse(
    readFileSync(path.join(paths.root, 'test', 'fixtures', 'networks.json'), 'utf8'),
  );
  for (const { builder, spec, training } of passes) if (training) trainOnce(library, builder, spec);
  return files;
}

/** One compiled step. @param {any} library @param {string} builder @param {any} spec */
function trainOnce({ tf, compile, ...builders }, builder, spec) {
  tf.tidy(() => {
    const model = builders[builder](spec);
    const x = tf.randomNormal([8, ...model.inputs[0].shape.slice(1)], 0, 1, 'float32', 1);
    const labels = tf.oneHot(tf.range(0, 8, 1, 'int32').mod(tf.scalar(spec.outputs, 'int32')), spec.outputs);
    const optimizer = tf.train.adam(0.01);
    const step = compile(
      (/** @type {any} */ input) => {
        const { value, grads } = tf.variableGrads(() =>
          tf.losses.softmaxCrossEntropy(labels, model.apply(input, { training: true })),
        );
        optimizer.applyGradients(grads);
        return [value, ...Object.values(grads).map((grad) => tf.norm(grad))];
      },
      { engine: 'native', name: 'step' },
    );
    step(x);
    step.dispose();
    model.dispose();
  });
}
