#!/usr/bin/env node
// npm test: every part, or the ones that are named. The last line counts them all.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { join, relative } from 'node:path';
import { YOUNG_GENERATION_FLAG } from './kernelspec.mjs';
import { paths } from './paths.mjs';
import { ProcessorTime } from './processor-time.mjs';
import { setUp } from './setup.mjs';

const HELP = `npm test [-- PART…]

  lint        the linter and the formatter
  types       the compiler, on the library, its tests and its scripts
  docs        the API reference: every public name documented, every link valid
  unit        the library: against PyTorch's numbers, finite differences, closed forms
  diagnosis   the rules of diagnose on sick networks and the nearest healthy ones, whatIf, the command
  models      some 400 whole models: eager, graph, tf.variableGrads and fit give the same, and theory's numbers
  tfjs        the op tests of TensorFlow.js, every kernel and gradient through compile
  sweep       sweeps: the journal, faults of every kind, the executors, with a Redis server of its own
  setup       the set-up: interrupted, without tools, without network
  kernel      jupyter_kernel_test, and faults of every kind in a cell
  notebooks   every notebook headless, and faults that must turn the run red
  exercises   release, grade and feedback of a class of made-up submissions, honest and not
  browser     JupyterLab and the pages, in Chromium
  package     the library's names, the examples; the packed package, by each package manager and in a browser's bundle

Without a part, all of them. Three parts run at a time, and each is shown once it has ended; a part alone is shown as it runs.`;

/** Nothing counted yet. */
const NONE = { passed: 0, failed: 0, skipped: 0 };
const node = process.execPath;
/** @param {string} name */
const bin = (name) => join(paths.root, 'node_modules', name);

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */
/** @typedef {(args: string[], env?: Record<string, string>) => Promise<number>} Run runs Node, and gives its exit code */
/** @typedef {(run: Run) => Promise<Counts>} Check */

/** @type {string[]} tests that passed only when they were tried again */
const flaky = [];

/** @type {string[]} what failed: its file and name, and the beginning of its message */
const failures = [];
const LINES_OF_FAILURE = 12;

/** @param {string} file an absolute path @param {string} name @param {string} message */
function failure(file, name, message) {
  const lines = message.trim().split('\n').slice(0, LINES_OF_FAILURE);
  failures.push([`failed: ${relative(paths.root, file)} > ${name}`, ...lines].join('\n    '));
}

/** A check that passes or fails as a whole. @param {string[]} args @returns {Check} */
const check =
  (...args) =>
  async (run) => {
    if ((await run([YOUNG_GENERATION_FLAG, ...args])) === 0) return { ...NONE, passed: 1 };
    failure(args[0], args.slice(1).join(' '), 'Its output above says why.');
    return { ...NONE, failed: 1 };
  };

/** A project of vitest. @param {string} project @returns {Check} */
const vitest = (project) => async (run) => {
  const report = join(paths.root, 'build', 'test', `${project}.json`);
  const flakyReport = join(paths.root, 'build', 'test', `${project}-flaky.json`);
  for (const file of [report, flakyReport]) rmSync(file, { force: true });
  const reporters = ['default', 'json', './test/flaky-reporter.ts'].map((name) => `--reporter=${name}`);
  const args = ['run', '--project', project, ...reporters, `--outputFile.json=${report}`];
  const status = await run([bin('vitest/vitest.mjs'), ...args], { FLAKY_TESTS: flakyReport });
  try {
    const before = failures.length;
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    flaky.push(...JSON.parse(readFileSync(flakyReport, 'utf8')));
    for (const { name: file, status: ended, message, assertionResults } of counts.testResults) {
      const failed = assertionResults.filter(
        (/** @type {{ status: string }} */ test) => test.status === 'failed',
      );
      for (const test of failed) failure(file, test.fullName, test.failureMessages.join('\n'));
      // A file that fails as it loads has no test to count.
      if (ended === 'failed' && failed.length === 0) failure(file, 'the file itself', message);
    }
    if (status !== 0 && failures.length === before) {
      /** @param {{ assertionResults: { status: string }[] }} results */
      const isCutOff = ({ assertionResults }) => assertionResults.some((test) => test.status === 'pending');
      const cutOff = counts.testResults.find(isCutOff);
      failure(cutOff?.name ?? report, project, 'Its process ended, or an error was caught nowhere.');
    }
    return {
      passed: counts.numPassedTests,
      failed: failures.length - before,
      skipped: counts.numPendingTests + counts.numTodoTests,
    };
  } catch {
    failure(report, project, 'It ended before it could report.');
    return { ...NONE, failed: 1 };
  }
};

/** TensorFlow.js's own tests, in Node processes of their own. @type {Check} */
const tfjs = async (run) => {
  const report = join(paths.root, 'build', 'test', 'tfjs.json');
  rmSync(report, { force: true });
  const program = join(paths.root, 'test', 'tfjs', 'run.mjs');
  await run([program]);
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8'));
    if (counts.failed > 0) failure(program, 'the op tests of TensorFlow.js', 'Its output above names them.');
    return counts;
  } catch {
    failure(program, 'the op tests of TensorFlow.js', 'It ended before it could report.');
    return { ...NONE, failed: 1 };
  }
};

/** @typedef {Record<string, Check[]>} Parts */

/** @type {Parts} the parts that keep the processors busy, the quick ones first */
const computing = {
  lint: [
    check(bin('eslint/bin/eslint.js'), '.', '--max-warnings=0'),
    check(bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'),
  ],
  // Set-up has compiled the library by tsconfig.json, whose declarations the tests are checked with; the site's has the browser's files.
  types: ['test', 'scripts', 'site'].map((folder) =>
    check(bin('typescript/bin/tsc'), '--project', `${folder}/tsconfig.json`),
  ),
  docs: [check(bin('typedoc/bin/typedoc'), '--emit', 'none')],
  unit: [vitest('unit')],
  diagnosis: [vitest('diagnosis')],
  models: [vitest('models')],
  tfjs: [tfjs],
};
/** @type {Parts} the parts that wait for programs and timeouts half of the time, the longest first */
const waiting = {
  exercises: [vitest('exercises')],
  browser: [vitest('browser')],
  notebooks: [vitest('notebooks')],
  kernel: [vitest('kernel')],
  setup: [vitest('setup')],
  sweep: [vitest('sweep')],
  package: [vitest('package')],
};
/** @type {Parts} */
const parts = { ...computing, ...waiting };

/** The niceness of parts that compute beside others: with it they take the time in which the others wait. */
const NICENESS = 5;

/** @type {Set<string>} the parts that run now */
const running = new Set();

const processorTime = new ProcessorTime();
/** @type {{ part: string, seconds: number, processor: number }[]} the times of each part that has ended, in seconds */
const times = [];

/** @param {string} part @param {boolean} alone whether its output is shown as it comes @returns {Promise<Counts>} */
async function runPart(part, alone) {
  const began = performance.now();
  running.add(part);
  console.log(`\n── ${part}`);
  /** @type {Buffer[]} */
  const output = [];
  /** @type {(() => number)[]} */
  const processorSeconds = [];
  /** @type {Run} */
  const run = (args, env = {}) =>
    new Promise((resolve) => {
      const colors = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
      const child = spawn(node, args, {
        cwd: paths.root,
        env: { ...process.env, ...(alone ? {} : colors), ...env },
        stdio: alone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      });
      processorSeconds.push(processorTime.follow(child.pid));
      if (!alone && part in computing && child.pid !== undefined) setPriority(child.pid, NICENESS);
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
      child.on('close', (code) => resolve(code ?? 1));
    });
  const counts = { ...NONE };
  for (const step of parts[part]) {
    const { passed, failed, skipped } = await step(run);
    counts.passed += passed;
    counts.failed += failed;
    counts.skipped += skipped;
  }
  running.delete(part);
  process.stdout.write(Buffer.concat(output));
  const seconds = Math.round((performance.now() - began) / 1000);
  const processor = processorSeconds.reduce((sum, secondsOf) => sum + secondsOf(), 0);
  times.push({ part, seconds, processor });
  const others = running.size > 0 ? `; still running: ${[...running].join(', ')}` : '';
  console.log(
    `── ${part}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${seconds} s${others}`,
  );
  return counts;
}

/** The parts' times, the one that took most of the processors first. */
function tableOfTimes() {
  const total = {
    part: 'all',
    seconds: Math.round(performance.now() / 1000),
    processor: times.reduce((sum, { processor }) => sum + processor, 0),
  };
  const rows = [...times].sort((a, b) => b.processor - a.processor);
  const lines = [...rows, total].map(({ part, seconds, processor }) =>
    [part.padEnd(10), seconds, Number.isNaN(processor) ? '' : Math.round(processor)]
      .map((cell) => String(cell).padStart(9))
      .join(''),
  );
  return ['part         seconds  of processors', ...lines].join('\n');
}

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
const names = asked.length > 0 ? asked : Object.keys(parts);
const queues = [computing, waiting].map((group) => Object.keys(group).filter((name) => names.includes(name)));
const alone = queues.flat().length === 1 || availableParallelism() === 1;
const total = { ...NONE };
/** Takes parts from queues until they are empty, the first queue first. @param {string[][]} queues */
async function lane(...queues) {
  for (;;) {
    const part = queues.find((queue) => queue.length > 0)?.shift();
    if (part === undefined) return;
    const { passed, failed, skipped } = await runPart(part, alone);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
}
const [busy, idle] = queues;
// Those that wait use half of a processor or less. With a third of them beside one that computes, tests with time limits were late.
const waiters = alone ? [] : [1, 2].map(() => lane(idle, busy));
await Promise.all([lane(busy, idle), ...waiters]);
if (!alone) console.log(`\n${tableOfTimes()}`);
if (!alone) for (const text of failures) console.log(`\n${text}`);
for (const name of flaky) console.log(`flaky, passed when tried again: ${name}`);
const rest = Object.entries({ skipped: total.skipped, flaky: flaky.length }).filter(([, n]) => n > 0);
console.log(
  `\n${total.passed} passed, ${total.failed} failed${rest.map(([kind, n]) => `, ${n} ${kind}`).join('')}`,
);
process.exitCode = total.failed > 0 ? 1 : 0;
