// How V8 is to work here; to be imported before all else. By default it makes a function fast, on another core, as soon as it
// has run a little. TypeScript reads thousands of declarations for each cell, by thousands of functions for most of which that
// never pays: where all cores are in use, the default takes twice the time. For what cells run, it is right.
import { setFlagsFromString } from 'node:v8';

/** How much a function runs before it is made fast, in V8's own measure; Node 20's default, and ten times that. */
const [RUNNING, COMPILING] = [135_168, 1_350_000];

const patience = (budget: number): void => {
  setFlagsFromString(`--interrupt-budget=${budget}`);
};

setFlagsFromString('--always-sparkplug'); // plain machine code at once, which costs next to nothing
patience(COMPILING); // the compiler loads

/** Does the compiler's work. */
export function compiling<T>(work: () => T): T {
  patience(COMPILING);
  try {
    return work();
  } finally {
    patience(RUNNING);
  }
}
