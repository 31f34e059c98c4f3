// Set-up: its steps in order, its progress, and its end on a failure or a signal.
import { mkdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { UsageError } from '../options.mjs';
import { paths } from '../paths.mjs';
import { createContext } from './context.mjs';
import { CommandError, SetupError, systemCode } from './errors.mjs';
import { engine } from './engine/index.mjs';
import { library } from './library.mjs';
import { acquireLock } from './lock.mjs';
import { native } from './native/index.mjs';
import { notebooks } from './notebooks.mjs';
import { HELP, parseOptions } from './options.mjs';
import { packages } from './packages.mjs';
import { Progress } from '../progress.mjs';
import { environment, jupyter } from './python.mjs';
import { runSteps, pendingSteps } from './runner.mjs';

/**
 * @typedef {import('./runner.mjs').Options} Options
 * @typedef {import('./runner.mjs').Step} Step
 */

const STEPS = [packages, environment, native, engine, jupyter, library, notebooks];

/** @type {('SIGINT' | 'SIGTERM' | 'SIGHUP')[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Installs and builds what the project's commands need; returns at once, and silently, where that is done already.
 * On failure, it prints the reason and ends the process.
 * @param {Options} [options]
 */
export async function setUp(options = {}) {
  if (pendingSteps(STEPS, paths, options).length === 0) return;
  const controller = new AbortController();
  /** @type {NodeJS.Signals | undefined} */
  let stoppedBy;
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => {
    stoppedBy ??= signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  let failure;
  try {
    failure = await runUnderLock(options, controller);
  } catch (error) {
    failure = { error };
  }
  for (const signal of SIGNALS) process.off(signal, stop);
  if (stoppedBy) {
    console.error('Set-up was interrupted. The same command goes on with it.');
    process.exit(128 + constants.signals[stoppedBy]);
  }
  if (failure) {
    console.error(describe(failure.error, failure.step));
    process.exit(1);
  }
}

/**
 * @param {Options} options
 * @param {AbortController} controller stops all steps
 * @returns {Promise<{error: unknown, step?: Step} | undefined>} the failure, where there is one
 */
async function runUnderLock(options, controller) {
  const { signal } = controller;
  mkdirSync(paths.state, { recursive: true });
  const release = await acquireLock(path.join(paths.state, 'lock'), {
    signal,
    onWait: (pid) => console.error(`Another set-up works in this folder (process ${pid}); waiting for it.`),
  });
  const todo = pendingSteps(STEPS, paths, options);
  const progress = new Progress(process.stderr, todo.length);
  try {
    rmSync(paths.temporary, { recursive: true, force: true });
    return await runSteps(
      todo,
      (step) => createContext(step, paths, options, signal, progress),
      controller,
      progress,
    );
  } finally {
    progress.end();
    rmSync(paths.temporary, { recursive: true, force: true });
    release();
  }
}

/**
 * @param {unknown} error
 * @param {Step} [step] in which it arose
 * @returns {string} the message for the user
 */
function describe(error, step) {
  if (!(error instanceof Error)) return String(error);
  const isExpected = error instanceof SetupError || systemCode(error) !== undefined;
  if (!isExpected) return error.stack ?? error.message;
  const where = step ? ` (step '${step.title}')` : '';
  const lines = ['', `Set-up could not finish${where}.`, error.message];
  const advice = (error instanceof SetupError && error.advice) || step?.advice;
  if (advice) lines.push(advice);
  if (error instanceof CommandError && step)
    lines.push(`All that it printed: ${path.join('.setup', `${step.name}.log`)}`);
  return lines.join('\n');
}

/**
 * `npm run setup`
 * @param {string[]} args
 */
export async function command(args) {
  let options;
  try {
    options = parseOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}.\n\n${HELP}`);
    process.exit(2);
  }
  if (options.help) {
    console.log(HELP);
    return;
  }
  await setUp(options);
  console.log('Everything is set up.');
}
