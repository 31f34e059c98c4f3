// Grading in a container: the same command, in an image that has the project and bubblewrap in it.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { paths } from '../paths.mjs';
import { hashFiles } from '../files.mjs';
import { NotIsolated } from './isolation.mjs';

const NAME = 'vanishing-gradients-grading';
const RECIPE = 'scripts/exercises/container/Containerfile';
/** The project's folder in the image. */
const PROJECT = '/project';

/** @param {string} command @param {string[]} args @param {'inherit' | 'ignore'} [stdio] */
const run = (command, args, stdio = 'inherit') => spawnSync(command, args, { stdio }).status ?? 127;

function engine() {
  const found = ['podman', 'docker'].find((name) => run(name, ['--version'], 'ignore') === 0);
  if (found === undefined)
    throw new NotIsolated('--isolation container needs Podman or Docker, and neither of them is here');
  return found;
}

/**
 * The arguments that grade in the image. Bubblewrap makes namespaces inside of it, which an engine permits with all that it calls
 * privileged; what is handed in runs in those namespaces alone, and the container itself has no network.
 * @param {string} image
 * @param {string} course the course's folder, in the project
 * @param {string[]} args as they were typed
 */
export function runArguments(image, course, args) {
  const inside = path.posix.join(PROJECT, ...path.relative(paths.root, course).split(path.sep));
  const kept = args.filter((arg, i) => {
    const isOption = /^--(isolation|course)(=|$)/.test(arg);
    const isValue = /^--(isolation|course)$/.test(args[i - 1] ?? '');
    return !isOption && !isValue;
  });
  return [
    ...['run', '--rm', '--privileged', '--network=none', '--volume', `${course}:${inside}`, image],
    ...[...kept, '--isolation', 'bubblewrap', '--course', inside],
  ];
}

/** @param {string} command Podman or Docker @param {string[]} files the project's own */
function imageOf(command, files) {
  const image = `${NAME}:${hashFiles(paths.root, files).slice(0, 12)}`;
  if (run(command, ['image', 'inspect', image], 'ignore') === 0) return image;
  const context = mkdtempSync(path.join(tmpdir(), `${NAME}-`));
  try {
    for (const file of files)
      if (existsSync(path.join(paths.root, file)))
        cpSync(path.join(paths.root, file), path.join(context, file));
    const code = run(command, ['build', '--file', path.join(context, RECIPE), '--tag', image, context]);
    if (code !== 0) throw new NotIsolated(`${command} could not build the image for grading`);
    return image;
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

/**
 * Runs the command in a container.
 * @param {string} course
 * @param {string[]} args as they were typed
 * @param {string[]} files the project's own
 * @returns {number} its exit code
 */
export function inContainer(course, args, files) {
  const command = engine();
  return run(command, runArguments(imageOf(command, files), course, args));
}
