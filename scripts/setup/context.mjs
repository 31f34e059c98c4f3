// The context of a step of set-up.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.mjs';

/**
 * The environment variables of all programs that set-up starts.
 * @param {import('../paths.mjs').Project} project
 * @param {NodeJS.ProcessEnv} env that of set-up itself
 */
function childEnvironment(project, env) {
  // Settings that would install Python's packages elsewhere.
  const OVERRIDDEN = ['PYTHONHOME', 'PYTHONPATH', 'PIP_TARGET', 'PIP_PREFIX'];
  return {
    ...Object.fromEntries(Object.entries(env).filter(([name]) => !OVERRIDDEN.includes(name))),
    // Temporary files of programs that were killed stay in the project, and the next set-up deletes them.
    TMPDIR: project.temporary,
    TMP: project.temporary,
    TEMP: project.temporary,
    PIP_USER: '0',
  };
}

/**
 * @param {import('./runner.mjs').Step} step
 * @param {import('../paths.mjs').Project} project
 * @param {import('./runner.mjs').Options} options
 * @param {AbortSignal} signal
 * @param {import('../progress.mjs').Progress} progress
 * @returns {import('./runner.mjs').StepContext}
 */
export function createContext(step, project, options, signal, progress) {
  const env = childEnvironment(project, process.env);
  const log = path.join(project.state, `${step.name}.log`);
  rmSync(log, { force: true });
  mkdirSync(project.temporary, { recursive: true });
  return {
    project,
    options,
    signal,
    env,
    progress: (text) => progress.update(step.title, text),
    run: (command, args, own = {}) =>
      run(command, args, {
        cwd: project.root,
        env,
        signal,
        log,
        ...own,
        onLine: (line) => {
          if (options.verbose) progress.note(line);
          return own.onLine?.(line);
        },
      }),
  };
}
