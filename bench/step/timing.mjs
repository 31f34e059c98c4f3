// Times a step in the same way as peers/timing.py.

/** Seconds. */
const [WARM_UP, MEASURE] = [0.5, 1];
const FEWEST = 5;

/** Runs a step again and again. @param {() => ArrayLike<number>} step @param {number} seconds */
function repeat(step, seconds) {
  const began = performance.now();
  let [steps, loss] = [0, NaN];
  while (steps < FEWEST || performance.now() - began < 1000 * seconds) {
    loss = step()[0];
    steps += 1;
  }
  return { microseconds: (1000 * (performance.now() - began)) / steps, loss };
}

/**
 * @param {() => ArrayLike<number>} step gives the loss and then norms
 * @returns what the first step gave and took, what the loss is in the end, and the time of a step in between
 */
export function timed(step) {
  const began = performance.now();
  const values = [...Array.from(step())];
  const firstCall = performance.now() - began;
  repeat(step, WARM_UP);
  const { microseconds, loss } = repeat(step, MEASURE);
  return { microseconds, firstCall, first: values, lastLoss: loss };
}
