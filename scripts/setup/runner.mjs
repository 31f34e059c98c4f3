import { Interrupted } from './errors.mjs';
import { hashInputs, readStamp, removeStamp, writeStamp } from './stamps.mjs';

/**
 * @typedef {import('../paths.mjs').Project} Project
 * @typedef {import('./native/platforms.mjs').Route} Route
 * @typedef {import('./run.mjs').RunOptions} RunOptions
 *
 * @typedef {object} Options what the person asked for
 * @property {Route} [native]
 * @property {boolean} [verbose]
 *
 * @typedef {object} StepContext what a step works with
 * @property {Project} project
 * @property {Options} options
 * @property {AbortSignal} signal
 * @property {NodeJS.ProcessEnv} env that of the programs it runs
 * @property {(command: string, args: string[], options?: Partial<RunOptions>) => Promise<void>} run
 * @property {(text: string) => void} progress says how far the step is
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} title
 * @property {string} [advice] what to do where a program that it runs fails
 * @property {string[]} needs names of the steps that must be done before it
 * @property {(project: Project) => unknown} inputs all that its outcome follows from, besides those steps
 * @property {(project: Project, options: Options) => boolean} isPresent whether its outcome is still there
 * @property {(context: StepContext) => Promise<string | void>} run gives a word on the outcome, where there is one
 */

/**
 * The steps that have something to do: each that is not done, and each that rests on one of these.
 * @param {Step[]} steps each after those that it needs
 * @param {Project} project
 * @param {Options} options
 */
export function stepsToDo(steps, project, options) {
  /** @type {Set<string>} */
  const todo = new Set();
  for (const step of steps) {
    const stamp = readStamp(project.state, step.name);
    const isDone =
      stamp !== undefined &&
      step.needs.every(
        (need) => !todo.has(need) && stamp.needs[need] === readStamp(project.state, need)?.id,
      ) &&
      step.isPresent(project, options) &&
      stamp.inputs === hashInputs(step.inputs(project));
    if (!isDone) todo.add(step.name);
  }
  return steps.filter((step) => todo.has(step.name));
}

/**
 * Runs steps, each as soon as those that it needs are done. The first that fails ends the others.
 * @param {Step[]} steps those to do, each after those that it needs
 * @param {(step: Step) => StepContext} contextOf
 * @param {AbortController} controller ends all steps
 * @param {import('../progress.mjs').Progress} progress
 * @returns {Promise<{step: Step, error: unknown} | undefined>} the failure, where there is one
 */
export async function runSteps(steps, contextOf, controller, progress) {
  /** @type {{step: Step, error: unknown}[]} */
  const failures = [];
  /** @type {Map<string, Promise<void>>} */
  const runs = new Map();
  for (const step of steps) {
    const ready = Promise.all(step.needs.map((need) => runs.get(need)));
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
  if (context.signal.aborted) throw new Interrupted();
  const { state } = context.project;
  progress.start(step.title);
  removeStamp(state, step.name);
  const inputs = hashInputs(step.inputs(context.project));
  const result = await step.run(context);
  writeStamp(state, step.name, inputs, step.needs);
  progress.done(step.title, (label, time) => `${label}: ${result ? `${result}, ` : ''}${time}`);
}
