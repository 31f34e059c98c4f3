// The runner of steps: it runs those that are not done, and those that depend on them.
import { InterruptedError } from './errors.mjs';
import { readStamp, removeStamp, stampKey, writeStamp } from './stamps.mjs';

/**
 * @typedef {import('../paths.mjs').Project} Project
 * @typedef {import('./native/platforms.mjs').Route} Route
 * @typedef {import('./run.mjs').RunOptions} RunOptions
 *
 * @typedef {object} Options the user's options
 * @property {Route} [native]
 * @property {boolean} [verbose]
 *
 * @typedef {object} StepContext the functions and paths of a step
 * @property {Project} project
 * @property {Options} options
 * @property {AbortSignal} signal
 * @property {NodeJS.ProcessEnv} env the environment variables of the programs that it runs
 * @property {(command: string, args: string[], options?: Partial<RunOptions>) => Promise<void>} run
 * @property {(text: string) => void} progress shows how far the step is
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string} [advice] the remedy where a program that it runs fails
 * @property {string[]} needs the names of steps that come before it, and after which it runs again
 * @property {string[]} [after] the names of steps that it waits for, without running again after them
 * @property {(project: Project) => unknown} inputs all that its outcome depends on, besides those steps
 * @property {(project: Project, options: Options) => boolean} isPresent whether its outcome exists
 * @property {(context: StepContext) => Promise<string | void>} run may return a note about the outcome
 */

/**
 * The steps that have to run: those that are not done, and those that depend on them.
 * @param {Step[]} steps each after those that it needs
 * @param {Project} project
 * @param {Options} options
 */
export function pendingSteps(steps, project, options) {
  /** @type {Set<string>} */
  const todo = new Set();
  for (const step of steps) {
    const stamp = readStamp(project.state, step.name);
    const isDone =
      stamp !== undefined &&
      !step.needs.some((need) => todo.has(need)) &&
      step.isPresent(project, options) &&
      stamp.key === stampKey(project.state, step.inputs(project), step.needs);
    if (!isDone) todo.add(step.name);
  }
  return steps.filter((step) => todo.has(step.name));
}

/**
 * Runs steps, each as soon as those that it needs are done. The first failure stops the others.
 * @param {Step[]} steps each after those that it needs
 * @param {(step: Step) => StepContext} contextOf
 * @param {AbortController} controller stops all steps
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<{step: Step, error: unknown} | undefined>} the failure, where there is one
 */
export async function runSteps(steps, contextOf, controller, progress) {
  /** @type {{step: Step, error: unknown}[]} */
  const failures = [];
  /** @type {Map<string, Promise<void>>} */
  const runs = new Map();
  for (const step of steps) {
    const ready = Promise.all([...step.needs, ...(step.after ?? [])].map((name) => runs.get(name)));
    const run = ready
      .then(() => runStep(step, contextOf(step), progress))
      .catch((error) => {
        failures.push({ step, error });
        controller.abort();
        throw error;
      });
    runs.set(step.name, run);
  }
  await Promise.allSettled(runs.values());
  return failures[0];
}

/**
 * @param {Step} step
 * @param {StepContext} context
 * @param {import('../progress.mjs').Progress} progress
 */
async function runStep(step, context, progress) {
  if (context.signal.aborted) throw new InterruptedError();
  const { state } = context.project;
  progress.start(step.title);
  removeStamp(state, step.name);
  const key = stampKey(state, step.inputs(context.project), step.needs);
  const result = await step.run(context);
  writeStamp(state, step.name, key);
  progress.done(step.title, (label, time) => `${label}: ${result ? `${result}, ` : ''}${time}`);
}
