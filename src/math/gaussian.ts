// Expectations under the standard normal distribution.

interface Rule {
  readonly nodes: number[];
  readonly weights: number[];
}

/** Gauss-Legendre quadrature on [-1, 1]: exact for polynomials up to degree 2n - 1 (Abramowitz and Stegun, 25.4.29). */
export function gaussLegendre(n: number): Rule {
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
const END = 12; // the density beyond is below 1e-31

/** What a function is worth between two points under the normal density: weights include it. */
function pieceOf(from: number, to: number): Rule {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  const nodes = RULE.nodes.map((node) => middle + half * node);
  const weights = nodes.map(
    (z, j) => (half * RULE.weights[j] * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI),
  );
  return { nodes, weights };
}

/** From each whole number to the next: most functions have no kink there, and these are always the same. */
const PIECES = Array.from({ length: 2 * END }, (_, i) => pieceOf(i - END, i + 1 - END));

function integral(f: (z: number) => number, { nodes, weights }: Rule): number {
  let sum = 0;
  for (let j = 0; j < nodes.length; j++) sum += weights[j] * f(nodes[j]);
  return sum;
}

/**
 * E[f(z)] for z ~ N(0, 1), to about 1e-13 for functions that are smooth between their kinks.
 *
 * The line is cut at the kinks and at whole numbers, and each piece is integrated by Gauss-Legendre. (Gauss-Hermite would be
 * shorter, and wrong in the third digit for a ReLU: a kink inside its range slows it down.)
 *
 * @param f a function that grows no faster than a polynomial
 * @param kinks where f or its derivative jumps
 * @example gaussianExpectation((z) => Math.max(0, z) ** 2, [0]) // 0.5
 */
export function gaussianExpectation(f: (z: number) => number, kinks: readonly number[] = []): number {
  const cuts: number[][] = []; // of the i-th piece
  for (const kink of kinks) {
    if (Math.abs(kink) < END && !Number.isInteger(kink)) (cuts[Math.floor(kink) + END] ??= []).push(kink);
  }
  let sum = 0;
  for (let i = 0; i < PIECES.length; i++) {
    if (cuts[i] === undefined) {
      sum += integral(f, PIECES[i]);
      continue;
    }
    const ends = [i - END, ...cuts[i].sort((a, b) => a - b), i + 1 - END];
    for (let k = 0; k + 1 < ends.length; k++) sum += integral(f, pieceOf(ends[k], ends[k + 1]));
  }
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
