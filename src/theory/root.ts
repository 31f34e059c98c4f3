// Root finding in one dimension.
const PRECISION = 2 * Number.EPSILON;

/**
 * Finds the root of f between two numbers at which f has opposite signs, to rounding: by inverse quadratic interpolation of the
 * last three points where that is reliable, by bisection elsewhere. It takes about ten values of a smooth f.
 *
 * T. R. Chandrupatla 1997, "A new hybrid quadratic/bisection algorithm", Advances in Engineering Software 28.
 */
export function findRoot(f: (x: number) => number, low: number, high: number): number {
  // The root lies between a, the newest point, and b; c is the one before them.
  let [a, b] = [high, low];
  let [fa, fb] = [f(a), f(b)];
  if (fa === 0) return a;
  for (let fraction = 0.5; ;) {
    const x = a + fraction * (b - a);
    const fx = f(x);
    const sameSide = fx > 0 === fa > 0;
    const [c, fc] = sameSide ? [a, fa] : [b, fb];
    if (!sameSide) [b, fb] = [a, fa];
    [a, fa] = [x, fx];

    const [best, size] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const least = (PRECISION * Math.abs(best)) / Math.abs(b - a);
    if (size === 0 || least > 0.5) return best;
    fraction = Math.min(1 - least, Math.max(least, interpolatedFraction(a, fa, b, fb, c, fc)));
  }
}

/** The fraction of the way from a to b at which the inverse parabola crosses zero; one half when the parabola is not monotonic. */
function interpolatedFraction(a: number, fa: number, b: number, fb: number, c: number, fc: number): number {
  const [x, y] = [(a - b) / (c - b), (fa - fb) / (fc - fb)];
  if (!(y * y < x && (1 - y) * (1 - y) < 1 - x)) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
}
