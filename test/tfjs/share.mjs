// Runs the tests of @tensorflow/tfjs-core, with every kernel call and every gradient function through `compile`, and writes how
// each ended. Arguments: the bundle, where to write, which share of the tests (0 of 2), a part of the names that are wanted.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { compile, tf, TraceError } = require('../..');

const [bundle, outfile, share = '0', shares = '1', wanted = ''] = process.argv.slice(2);

/** Why compile refused something in the test that runs: the first reason. */
let refused = null;
let busy = false;

const isTensor = (value) =>
  value instanceof tf.Tensor || (value?.dataId !== undefined && value.shape !== undefined);
const isTensorTree = (value) =>
  value == null || isTensor(value) || (Array.isArray(value) && value.every(isTensorTree));

/** Runs a function as a graph; where compile refuses it, as it is. */
function throughCompile(fn, args) {
  if (busy || !args.every(isTensorTree)) return fn(...args);
  busy = true;
  const graph = compile((...given) => fn(...given), { name: 'tested', engine: process.env.TEST_ENGINE });
  try {
    return graph(...args);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    refused ??= error.message;
    return fn(...args);
  } finally {
    graph.dispose();
    busy = false;
  }
}
globalThis.throughCompile = throughCompile;

const engine = Object.getPrototypeOf(tf.engine());
const runKernel = engine.runKernel;
engine.runKernel = function (name, inputs, attrs) {
  const names = Object.keys(inputs ?? {}).filter((key) => isTensorTree(inputs[key]) && inputs[key] != null);
  // Inside of a gradient the tape must see the kernel; a graph of nothing but numbers has no input.
  if (busy || this.state.gradientDepth > 0 || this.backendName !== 'tensorflow' || names.length === 0)
    return runKernel.call(this, name, inputs, attrs);
  const work = (...given) => {
    const own = Array.isArray(inputs) ? [...inputs] : { ...inputs };
    names.forEach((key, i) => {
      own[key] = given[i];
    });
    return runKernel.call(this, name, own, attrs);
  };
  return throughCompile(
    work,
    names.map((key) => inputs[key]),
  );
};

const jasmine = require('jasmine-core');
jasmine.boot(jasmine);
require(bundle);

/** Tests that tfjs-node itself leaves out. */
function ignoredByNode() {
  const file = join(require.resolve('@tensorflow/tfjs-node/package.json'), '../dist/run_tests.js');
  const source = readFileSync(file, 'utf8');
  const from = source.indexOf('var IGNORE_LIST = [') + 'var IGNORE_LIST = ['.length - 1;
  return new Function(`return ${source.slice(from, source.indexOf('];', from) + 1)}`)();
}
const ignored = ignoredByNode();

const env = globalThis.jasmine.getEnv();
let count = 0;
/** Some tests have one name: the second is called so. */
const names = new Map();
const met = new Map();
env.configure({
  random: false,
  specFilter: (spec) => {
    const plain = spec.getFullName();
    const times = (met.get(plain) ?? 0) + 1;
    met.set(plain, times);
    names.set(spec.id, times === 1 ? plain : `${plain} (${times})`);
    if (!plain.includes(wanted) || ignored.some((part) => plain.includes(part))) return false;
    return count++ % Number(shares) === Number(share);
  },
});
const results = [];
env.clearReporters?.();
env.addReporter({
  specStarted: () => {
    refused = null;
  },
  specDone({ id, status, failedExpectations }) {
    if (status === 'excluded') return;
    results.push({
      name: names.get(id),
      status,
      refused,
      error: failedExpectations[0]?.message.slice(0, 300) ?? null,
    });
  },
});
env.execute().then(() => {
  writeFileSync(outfile, JSON.stringify(results));
  process.exit(0);
});
