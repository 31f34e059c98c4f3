// Sets V8's flags; must be imported first. By default, V8 optimises a function, on another core, once it has run a little. For the
// compiler, which reads thousands of declarations for each cell with thousands of functions, that mostly does not pay: where all cores
// are in use, the default takes twice the time. For the code of cells, the default is right.
import { setFlagsFromString } from 'node:v8';

/** V8's flags: Node 20's default for cells, and those for the compiler. */
const MODES = {
  // The budget of a function before it is optimised, in V8's unit.
  running: ['--no-always-sparkplug', '--interrupt-budget=135168'],
  // Ten times the budget, but baseline machine code at once, which costs little.
  compiling: ['--always-sparkplug', '--interrupt-budget=1350000'],
};

const setMode = (mode: keyof typeof MODES): void => {
  for (const flag of MODES[mode]) setFlagsFromString(flag);
};

setMode('compiling'); // the compiler loads

/** Runs work of the compiler with its flags. */
export function compiling<T>(work: () => T): T {
  setMode('compiling');
  try {
    return work();
  } finally {
    setMode('running');
  }
}
