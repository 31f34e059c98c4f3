#!/usr/bin/env node
// npm test: every part, or the ones that are named. The last line counts them all.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { paths } from './paths.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm test [-- PART…]

  lint        the linter and the formatter
  types       the compiler, on the library, its tests and its scripts
  unit        the library: against PyTorch's numbers, finite differences, closed forms
  tfjs        the op tests of TensorFlow.js, every kernel and gradient through compile
  setup       the set-up: interrupted, without tools, without network
  kernel      jupyter_kernel_test, and faults of every kind in a cell
  notebooks   every notebook headless, and faults that must turn the run red
  exercises   release, grade and feedback of a class of made-up submissions, honest and not
  browser     JupyterLab and the pages, in Chromium

Without a part, all of them.`;

const node = process.execPath;
/** @param {string} name */
const bin = (name) => join(paths.root, 'node_modules', name);

/** A check that passes or fails as a whole. @param {string[]} args */
const check = (...args) => {
  const { status } = spawnSync(node, args, { cwd: paths.root, stdio: 'inherit' });
  return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
};

/** @type {string[]} tests that passed only when they were tried again */
const flaky = [];

/** A project of vitest. @param {string} project */
const vitest = (project) => {
  const report = join(paths.root, 'build', 'test', `${project}.json`);
  const flakyReport = join(paths.root, 'build', 'test', `${project}-flaky.json`);
  for (const file of [report, flakyReport]) rmSync(file, { force: true });
  const reporters = ['default', 'json', './test/flaky-reporter.ts'].map((name) => `--reporter=${name}`);
  const args = [
    bin('vitest/vitest.mjs'),
    'run',
    '--project',
    project,
    ...reporters,
    `--outputFile.json=${report}`,
  ];
  const env = { ...process.env, FLAKY_TESTS: flakyReport };
  const { status } = spawnSync(node, args, { cwd: paths.root, stdio: 'inherit', env });
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    flaky.push(...JSON.parse(readFileSync(flakyReport, 'utf8')));
    // A file that fails as it loads has no test to count.
    const unloaded = status !== 0 && counts.numFailedTests === 0 ? 1 : 0;
    return {
      passed: counts.numPassedTests,
      failed: counts.numFailedTests + unloaded,
      skipped: counts.numPendingTests + counts.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // it ended before it could report
  }
};

/** TensorFlow.js's own tests, in Node processes of their own. */
const tfjs = () => {
  const report = join(paths.root, 'build', 'test', 'tfjs.json');
  rmSync(report, { force: true });
  spawnSync(node, [join(paths.root, 'test', 'tfjs', 'run.mjs')], { cwd: paths.root, stdio: 'inherit' });
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // it ended before it could report
  }
};

/** @type {Record<string, (() => { passed: number, failed: number, skipped: number })[]>} */
const parts = {
  lint: [
    () => check(bin('eslint/bin/eslint.js'), '.', '--max-warnings=0'),
    () => check(bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'),
  ],
  types: [
    () => check(bin('typescript/bin/tsc'), '--noEmit'),
    () => check(bin('typescript/bin/tsc'), '--project', 'test/tsconfig.json'),
    () => check(bin('typescript/bin/tsc'), '--project', 'scripts/tsconfig.json'),
  ],
  unit: [() => vitest('unit')],
  tfjs: [tfjs],
  setup: [() => vitest('setup')],
  kernel: [() => vitest('kernel')],
  notebooks: [() => vitest('notebooks')],
  exercises: [() => vitest('exercises')],
  browser: [() => vitest('browser')],
};

const asked = process.argv.slice(2);
if (asked.includes('--help') || asked.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}
const unknown = asked.find((part) => !(part in parts));
if (unknown !== undefined) {
  console.error(`npm test: there is no part '${unknown}'. The parts are ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

await setUp();
const total = { passed: 0, failed: 0, skipped: 0 };
for (const part of asked.length > 0 ? asked : Object.keys(parts)) {
  const began = performance.now();
  console.log(`\n── ${part}`);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const run of parts[part]) {
    const { passed, failed, skipped } = run();
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `── ${part}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s`,
  );
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
for (const name of flaky) console.log(`flaky, passed when tried again: ${name}`);
console.log(
  `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}${flaky.length > 0 ? `, ${flaky.length} flaky` : ''}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
