import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectPaths } from '../../scripts/paths.mjs';
import { createContext } from '../../scripts/setup/context.mjs';
import { Progress } from '../../scripts/progress.mjs';
import { runSteps, type Step, pendingSteps } from '../../scripts/setup/runner.mjs';
import { remove, temporaryFolder } from './project.js';

let project: ReturnType<typeof projectPaths>;
/** The events of the steps. */
let events: string[];
/** The inputs of steps, and whether their outcomes exist. */
let inputs: Record<string, string>;
let present: Record<string, boolean>;
beforeEach(() => {
  project = projectPaths(temporaryFolder());
  events = [];
  inputs = {};
  present = {};
});
afterEach(() => {
  remove(project.root);
});

const step = (name: string, needs: string[], run: Step['run'] = () => Promise.resolve()): Step => ({
  name,
  title: name,
  needs,
  inputs: () => inputs[name] ?? '',
  isPresent: () => present[name] ?? true,
  run: async (context) => {
    events.push(`${name} starts`);
    await run(context);
    events.push(`${name} ends`);
  },
});

const todo = (steps: Step[]) => pendingSteps(steps, project, {}).map(({ name }) => name);

const work = async (steps: Step[]) => {
  const controller = new AbortController();
  const progress = new Progress({ write: () => true }, steps.length);
  const contextOf = (one: Step) => createContext(one, project, {}, controller.signal, progress);
  return runSteps(pendingSteps(steps, project, {}), contextOf, controller, progress);
};

describe('A step is done', () => {
  const steps = [
    step('packages', []),
    step('library', ['packages']),
    step('pages', ['library']),
    step('python', []),
  ];

  it('once: then there is nothing to do', async () => {
    expect(todo(steps)).toEqual(['packages', 'library', 'pages', 'python']);
    expect(await work(steps)).toBeUndefined();
    expect(todo(steps)).toEqual([]);
  });

  it('again when what it is made from changes, and so are those that rest on it', async () => {
    await work(steps);
    inputs.library = 'a new source';
    expect(todo(steps)).toEqual(['library', 'pages']);
    await work(steps);
    expect(todo(steps)).toEqual([]);
  });

  it('once where it only waits for another one that runs again', async () => {
    const waits = { ...step('engine', []), after: ['python'] };
    const all = [...steps, waits];
    await work(all);
    expect(events.indexOf('engine starts')).toBeGreaterThan(events.indexOf('python ends'));
    present.python = false;
    expect(todo(all)).toEqual(['python']);
  });

  it('again when what it made is gone', async () => {
    await work(steps);
    present.python = false;
    expect(todo(steps)).toEqual(['python']);
  });

  it('again when its stamp is not to be read', async () => {
    await work(steps);
    writeFileSync(path.join(project.state, 'python.json'), '{"id": "cut of');
    expect(todo(steps)).toEqual(['python']);
  });

  it('again when a step that it needs ran without it', async () => {
    await work(steps);
    present.packages = false;
    await work(steps.slice(0, 1));
    present.packages = true;
    expect(todo(steps)).toEqual(['library', 'pages']);
  });
});

describe('Steps run', () => {
  it('side by side, but after those that they need', async () => {
    const soon = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
    await work([step('a', [], soon), step('b', [], soon), step('c', ['a'], soon)]);
    expect(events.slice(0, 2)).toEqual(['a starts', 'b starts']);
    expect(events.indexOf('c starts')).toBeGreaterThan(events.indexOf('a ends'));
    expect(events).toHaveLength(6);
  });

  it('until one fails: it ends the others, none starts after it, and only what ended well is done', async () => {
    const fails = () => Promise.reject(new Error('broken'));
    const endless = (context: Parameters<Step['run']>[0]) => context.run('sleep', ['100']);
    const steps = [
      step('good', []),
      step('bad', ['good'], fails),
      step('long', [], endless),
      step('late', ['bad']),
    ];
    const failure = await work(steps);
    expect(failure?.step.name).toBe('bad');
    expect(failure?.error).toEqual(new Error('broken'));
    expect(events).toEqual(['good starts', 'long starts', 'good ends', 'bad starts']);
    expect(todo(steps)).toEqual(['bad', 'long', 'late']);
  });
});
