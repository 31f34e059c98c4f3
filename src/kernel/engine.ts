// How V8 is to work here; to be imported before all else. By default it makes a function fast, on another core, as soon as it
// has run a little. TypeScript reads thousands of declarations for each cell, by thousands of functions for most of which that
// never pays: where all cores are in use, the default takes twice the time. For what cells run, it is right.
import { setFlagsFromString } from 'node:v8';

/** The default of Node 20, and what suits the compiler. */
const modes = {
  // How much a function runs before it is made fast, in V8's own measure.
  running: ['--no-always-sparkplug', '--interrupt-budget=135168'],
  // Ten times as much; but plain machine code at once, which costs next to nothing.
  compiling: ['--always-sparkplug', '--interrupt-budget=1350000'],
};

const turn = (mode: keyof typeof modes): void => {
  for (const flag of modes[mode]) setFlagsFromString(flag);
};

turn('compiling'); // the compiler loads

/** Does the compiler's work. */
export function compiling<T>(work: () => T): T {
  turn('compiling');
  try {
    return work();
  } finally {
    turn('running');
  }
}
