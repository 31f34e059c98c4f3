import { mkdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { paths } from '../paths.mjs';
import { createContext } from './context.mjs';
import { CommandError, SetupError } from './errors.mjs';
import { library } from './library.mjs';
import { acquireLock } from './lock.mjs';
import { native } from './native/index.mjs';
import { notebooks } from './notebooks.mjs';
import { help, parseOptions, UsageError } from './options.mjs';
import { packages } from './packages.mjs';
import { Progress } from './progress.mjs';
import { environment, jupyter } from './python.mjs';
import { runSteps, stepsToDo } from './runner.mjs';

/** Each comes after those that it needs. */
export const steps = [packages, environment, native, jupyter, library, notebooks];

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Makes everything ready that the project's commands need; returns at once, and silently, when it is already.
 * Where it can't, it says why and ends the process.
 * @param {import('./runner.mjs').Options} [options]
 */
export async function setUp(options = {}) {
  if (stepsToDo(steps, paths, options).length === 0) return;
  const controller = new AbortController();
  let stoppedBy;
  const stop = (name) => {
    stoppedBy ??= name;
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  try {
    await workAlone(options, controller);
  } catch (error) {
    if (stoppedBy) {
      console.error('Set-up was interrupted. The same command goes on with it.');
      process.exit(128 + constants.signals[stoppedBy]);
    }
    if (!(error instanceof SetupError)) throw error;
    console.error(describe(error));
    process.exit(1);
  } finally {
    for (const name of signals) process.off(name, stop);
  }
}

/**
 * @param {import('./runner.mjs').Options} options
 * @param {AbortController} controller
 */
async function workAlone(options, controller) {
  mkdirSync(paths.state, { recursive: true });
  const release = await acquireLock(path.join(paths.state, 'lock'), {
    signal: controller.signal,
    onWait: (pid) =>
      console.error(`Another set-up works in this folder (process ${pid}); waiting until it is done.`),
  });
  const todo = stepsToDo(steps, paths, options);
  const progress = new Progress(process.stderr, todo.length);
  try {
    rmSync(paths.temporary, { recursive: true, force: true });
    const contextOf = (step) => createContext(step, paths, options, controller.signal, progress);
    await runSteps(todo, contextOf, controller, progress);
  } finally {
    progress.end();
    rmSync(paths.temporary, { recursive: true, force: true });
    release();
  }
}

/** @param {SetupError & {step?: string}} error */
function describe(error) {
  const lines = [`\nSet-up could not finish${error.step ? ` (${error.step})` : ''}.`, error.message];
  if (error instanceof CommandError) lines.push(...error.output.map((line) => `  | ${line}`));
  if (error.advice) lines.push(error.advice);
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
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
  if (options.help) {
    console.log(help);
    return;
  }
  await setUp(options);
  console.log('Everything is set up.');
}
