#!/usr/bin/env node
// npm run notebooks: executes all notebooks headless, builds the site, and fails where a cell does.
import { existsSync, mkdirSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { findFailures } from './notebooks/check.mjs';
import { startCompileService } from './compile-service.mjs';
import { describeNotebook, messageOf, readNotebook } from './notebooks/notebook.mjs';
import { HELP, parseOptions } from './notebooks/options.mjs';
import { inParallel } from './notebooks/parallel.mjs';
import { describeFailures, describeOutcome } from './notebooks/report.mjs';
import { Drivers } from './notebooks/run.mjs';
import { chooseNotebooks, findNotebooks, schedule } from './notebooks/select.mjs';
import { runSeedSets } from './notebooks/seed-sets.mjs';
import { Site } from './notebooks/site.mjs';
import { closeStaging, openStaging, publish } from './notebooks/staging.mjs';
import { UsageError } from './options.mjs';
import { paths } from './paths.mjs';
import { duration, Progress } from './progress.mjs';
import { setUp } from './setup.mjs';

/** @typedef {import('./notebooks/check.mjs').Failure} Failure */

/** @param {Failure['ename']} ename @param {string} evalue @returns {Failure} */
const wholeNotebook = (ename, evalue) => ({ ename, evalue, traceback: [] });

/** `--check`: reports the failures in notebooks that were executed before. @param {string[]} files */
function check(files) {
  if (files.length === 0) throw new UsageError('--check takes the notebook files to look into');
  const results = files.map((file) => {
    try {
      return findFailures(readNotebook(file));
    } catch (error) {
      return [wholeNotebook('InvalidNotebook', messageOf(error))];
    }
  });
  results.forEach((failures, i) => {
    console.log(failures.length === 0 ? `✓ ${files[i]}` : `✗ ${files[i]}\n${describeFailures(failures)}`);
  });
  return results.some((failures) => failures.length > 0) ? 1 : 0;
}

/** A signal that Ctrl-C aborts, with the exit code as its reason. */
function interruption() {
  const stop = new AbortController();
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(name, () => stop.abort(128 + constants.signals[name]));
  }
  return stop.signal;
}

/**
 * Executes a notebook and makes its page.
 * @param {import('./notebooks/notebook.mjs').Notebook} notebook
 * @param {{ drivers: Drivers, site: Site, executed: string, timeout: number, signal: AbortSignal }} where
 * @param {(progress: { cell: number, of: number }) => void} onProgress
 * @returns {Promise<{ seconds: number, failures: Failure[] }>}
 */
async function runOne(notebook, { drivers, site, executed, timeout, signal }, onProgress) {
  const { name, file, invalid } = notebook;
  if (invalid !== undefined) return { seconds: 0, failures: [wholeNotebook('InvalidNotebook', invalid)] };
  const result = path.join(executed, `${name}.ipynb`);
  const task = {
    notebook: file,
    executed: result,
    page: site.fileOf(notebook),
    timeout,
    site: site.contextOf(notebook),
  };
  const { seconds, problem } = await drivers.run(task, onProgress, signal);
  const failures = problem
    ? [wholeNotebook(problem.ename, problem.evalue)]
    : findFailures(readNotebook(result));
  return { seconds, failures };
}

/** 'native', where set-up has built that engine. */
function builtEngine() {
  if (existsSync(path.join(paths.engine, 'engine.node'))) return 'native';
  throw new UsageError(
    '--engine native: set-up has built no native engine here (build/engine/left-out.txt says why)',
  );
}

/** @param {ReturnType<typeof parseOptions>} options */
async function run({ folder, named, workers, timeout, out, seeds, sets, engine, url }) {
  const notebooks = chooseNotebooks(findNotebooks(folder), named).map(describeNotebook);
  await setUp();
  // The drivers and their kernels inherit the variables: src/graph/compile.ts, src/random.ts.
  if (engine === 'native') process.env.VANISHING_GRADIENTS_ENGINE = builtEngine();
  if (seeds !== '') process.env.VANISHING_GRADIENTS_SEEDS = seeds;
  const signal = interruption();
  if (sets.length > 0) return runSeedSets(notebooks, { sets, workers, timeout, out, signal });
  const began = performance.now();
  // A single notebook would gain nothing.
  const service = notebooks.length > 1 ? await startCompileService() : null;
  await service?.ready;
  Object.assign(process.env, service?.env); // inherited as well
  const staging = openStaging(out);
  const drivers = new Drivers();
  try {
    const site = new Site(path.join(staging, 'site'), notebooks, { source: folder, url });
    const executed = path.join(staging, 'executed');
    mkdirSync(executed);
    const progress = new Progress(process.stdout, notebooks.length, { logs: 'ends' });
    const results = new Map();
    await inParallel(schedule(notebooks, workers), workers, async (notebook) => {
      if (signal.aborted) return;
      progress.start(notebook.name);
      const onProgress = (/** @type {{ cell: number, of: number }} */ { cell, of }) =>
        progress.update(notebook.name, `cell ${cell} of ${of}`);
      const result = await runOne(notebook, { drivers, site, executed, timeout, signal }, onProgress);
      if (signal.aborted) return;
      results.set(notebook, result);
      progress.done(notebook.name, () => describeOutcome(notebook.name, result.seconds, result.failures));
    });
    progress.end();
    if (signal.aborted) return Number(signal.reason);
    await site.finish(results, executed);
    publish(staging, out, 'executed');
    publish(staging, out, 'site');
    const failed = [...results.values()].filter(({ failures }) => failures.length > 0).length;
    const took = duration(performance.now() - began);
    const index = path.relative(process.cwd(), path.join(out, 'site', 'index.html'));
    const passed = notebooks.length - failed;
    console.log(
      `${passed} notebook${passed === 1 ? '' : 's'} passed, ${failed} failed in ${took} -> ${index}`,
    );
    return failed > 0 ? 1 : 0;
  } finally {
    drivers.close();
    service?.stop();
    closeStaging(staging);
  }
}

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  if (options.check) return check(options.named);
  return run(options);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`npm run notebooks: ${error.message}`);
  process.exitCode = 2;
}
