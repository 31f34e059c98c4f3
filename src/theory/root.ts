// Where a function of one number crosses zero.
const PRECISION = 2 * Number.EPSILON;

/**
 * Where f changes its sign between two numbers, to the last digits: by a parabola through the last three points where that
 * can be trusted, by halving elsewhere. Some ten values of f where it is smooth, and never many more than halving takes.
 *
 * T. R. Chandrupatla 1997, "A new hybrid quadratic/bisection algorithm", Advances in Engineering Software 28.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  // The root lies between a, the newest point, and b; c is the one before them.
  let [a, b] = [high, low];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  for (let share = 0.5; ;) {
    const x = a + share * (b - a);
    const fx = f(x);
    const sameSide = fx > 0 === fa > 0;
    const [c, fc] = sameSide ? [a, fa] : [b, fb];
    if (!sameSide) [b, fb] = [a, fa];
    [a, fa] = [x, fx];

    const [best, size] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const least = (PRECISION * Math.abs(best)) / Math.abs(b - a);
    if (size === 0 || least > 0.5) return best;
    share = Math.min(1 - least, Math.max(least, interpolatedFraction(a, fa, b, fb, c, fc)));
  }
}

/** How far from a to b the inverse parabola through the three points crosses zero; the middle, where it bends too much. */
function interpolatedFraction(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const [x, y] = [(a - b) / (c - b), (fa - fb) / (fc - fb)];
  if (!(y * y < x && (1 - y) * (1 - y) < 1 - x)) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}
