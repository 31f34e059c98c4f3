// Expectations under the standard normal distribution.

/** A quadrature rule: an integral is the sum of the function at each node times the node's weight. */
interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/** Gauss-Legendre quadrature on [-1, 1]: exact for polynomials up to degree 2n - 1 (Abramowitz and Stegun, 25.4.29). */
export function gaussLegendre(n: number): QuadratureRule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)); // close to the i-th root of the Legendre polynomial
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let [p, before] = [1, 0];
      for (let k = 1; k <= n; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p];
      slope = (n * (x * p - before)) / (x * x - 1);
      const dx = p / slope;
      x -= dx;
      if (Math.abs(dx) < 1e-15) break;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}

const RULE = gaussLegendre(24);
const LIMIT = 9; // the density beyond is below 1e-17

/** The rule for an integral between two points under the normal density, which is a factor of the weights. */
function ruleBetween(from: number, to: number): QuadratureRule {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  const nodes = RULE.nodes.map((node) => middle + half * node);
  const weights = nodes.map(
    (z, j) => (half * RULE.weights[j]! * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  );
  return { nodes, weights };
}

/** The rules between whole numbers, which are the same for all functions; most functions have no kink there. */
const UNIT_RULES = Array.from({ length: 2 * LIMIT }, (_, i) => ruleBetween(i - LIMIT, i + 1 - LIMIT));

function integrate(f: (z: number) => number, { nodes, weights }: QuadratureRule): number {
  let sum = 0;
  for (let j = 0; j < nodes.length; j++) sum += weights[j]! * f(nodes[j]!);
  return sum;
}

/**
 * E[f(z)] for z ~ N(0, 1), to about 1e-13 for functions that are smooth between their kinks.
 *
 * The line is cut at the kinks and at whole numbers, and each piece is integrated by Gauss-Legendre. (Gauss-Hermite would be
 * shorter, and wrong in the third digit for a ReLU: a kink inside its range slows its convergence down.)
 *
 * @param f a function that grows no faster than a polynomial
 * @param kinks the points at which f or its derivative jumps
 * @example gaussianExpectation((z) => Math.max(0, z) ** 2, [0]) // 0.5
 */
export function gaussianExpectation(f: (z: number) => number, kinks: readonly number[] = []): number {
  const cuts = new Map<number, number[]>(); // the kinks inside the i-th unit interval
  for (const kink of kinks) {
    if (Math.abs(kink) >= LIMIT || Number.isInteger(kink)) continue;
    const i = Math.floor(kink) + LIMIT;
    cuts.set(i, [...(cuts.get(i) ?? []), kink]);
  }
  let sum = 0;
  UNIT_RULES.forEach((rule, i) => {
    const inside = cuts.get(i);
    if (inside === undefined) {
      sum += integrate(f, rule);
      return;
    }
    let from = i - LIMIT;
    for (const to of [...inside.sort((a, b) => a - b), i + 1 - LIMIT]) {
      sum += integrate(f, ruleBetween(from, to));
      from = to;
    }
  });
  return sum;
}

/**
 * The error function, to 1e-15: its Taylor series near zero, a continued fraction for its tail
 * (Abramowitz and Stegun, 7.1.6 and 7.1.14).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  const value = size < 3 ? series(size) : 1 - tail(size);
  return x < 0 ? -value : value;
}

function series(x: number): number {
  let term = (2 * x) / Math.sqrt(Math.PI);
  let sum = term;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return Math.exp(-x * x) * sum;
}

function tail(x: number): number {
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}
