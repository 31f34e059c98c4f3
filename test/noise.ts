/** The numbers of `noise` in test/fixtures/opening_example.py: in [-1, 1), from the generator of Numerical Recipes. */
export function noise(seed: number, count: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
