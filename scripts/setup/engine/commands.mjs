// The compiler's arguments for the native engine, in set-up and for the sanitizers.
import path from 'node:path';

/** The levels of instruction sets that the instructions are compiled for; which one runs is chosen as the engine loads. */
const LEVELS =
  process.arch === 'x64'
    ? {
        baseline: [],
        v3: ['-march=x86-64-v3'],
        v4: ['-march=x86-64-v4', '-mprefer-vector-width=512'],
      }
    : { baseline: [] };

const COMMON = ['-std=c++17', '-O3', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra'];
/** Without errno and traps, which nobody reads, the compiler makes vectors of square roots and of choices. */
const WITHOUT_TRAPS = ['-fno-math-errno', '-fno-trapping-math'];

/**
 * @param {string} sources the folder native
 * @param {string} folder the folder of the object files
 * @param {string} headers Node's
 * @param {string[]} [extra] further arguments
 * @returns {{ object: string, args: string[] }[]}
 */
export function compileCommands(sources, folder, headers, extra = []) {
  const command = (/** @type {string} */ source, /** @type {string} */ name, /** @type {string[]} */ own) => {
    const object = path.join(folder, `${name}.o`);
    const args = [...COMMON, ...own, ...extra, '-c', path.join(sources, source), '-o', object];
    return { object, args };
  };
  return [
    ...Object.entries(LEVELS).map(([level, own]) =>
      command('instructions.cpp', `instructions-${level}`, [...WITHOUT_TRAPS, ...own, `-DLEVEL=${level}`]),
    ),
    command('scheduler.cpp', 'scheduler', []),
    command('signals.cpp', 'signals', []),
    command('addon.cpp', 'addon', ['-DNAPI_VERSION=8', `-I${headers}`]),
  ];
}

/**
 * @param {string[]} objects
 * @param {string} addon
 * @param {string[]} [extra] further arguments
 */
export const linkCommand = (objects, addon, extra = []) => [
  '-shared',
  ...extra,
  ...objects,
  '-o',
  addon,
  '-lpthread',
  '-ldl',
];
