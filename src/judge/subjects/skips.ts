// Exercises on skip connections.
import { itemAt, last } from '../../arrays';
import type { Chain } from '../../exercises/adapters/chain-rule';
import type { Block, Target } from '../../exercises/adapters/skips';
import {
  between,
  brief,
  drawn,
  draws,
  exact,
  map,
  mean,
  normals,
  product,
  productOf,
  root,
  signed,
  sum,
  tanhSlope,
  transpose,
  zipWith,
} from '../oracle';
import type { Plain } from '../../exercises/plain';
import { DEPTHS, slopeOfChains } from './chains';

/** The stream before each block, and after the last; without the ways past where `skip` is 0. */
function streamOf({ weights, x }: Chain, skip = 1): number[] {
  let h = x;
  return [x, ...weights.map((w) => (h = skip * h + Math.tanh(w * h)))];
}

/** The slope of each branch at the value of the stream that enters it. */
const slopesOf = ({ weights }: Chain, stream: readonly number[]): number[] =>
  weights.map((w, l) => w * tanhSlope(w * itemAt(stream, l)));

/** Forward with dual numbers: value and derivative side by side. */
function streamSlope({ weights, x }: Chain): number {
  let [h, slope] = [x, 1];
  for (const w of weights) {
    const value = Math.tanh(w * h);
    [h, slope] = [h + value, slope + (1 - value * value) * w * slope];
  }
  return slope;
}

const plusOne = (values: readonly number[]): number[] => values.map((v) => 1 + v);

const chain = exact<Chain>({
  ...slopeOfChains('skips/chain', 'skipGradient', streamSlope, { weights: [0.3, 1.2], x: [0.2, 0.8] }),
  slips: [
    {
      hint: 'when the gradient gets no way past the blocks, and the signal does',
      value: (c) => productOf(slopesOf(c, streamOf(c))),
    },
    {
      hint: 'when neither the signal nor the gradient gets a way past the blocks',
      value: (c) => productOf(slopesOf(c, streamOf(c, 0))),
    },
    {
      hint: 'when the signal gets no way past the blocks, and the gradient does',
      value: (c) => productOf(plusOne(slopesOf(c, streamOf(c, 0)))),
    },
    {
      hint: 'with one way past all blocks together, where each has one of its own',
      value: (c) => 1 + productOf(slopesOf(c, streamOf(c))),
    },
    {
      hint: 'when what comes through the branches is added up: the paths through several are missing',
      value: (c) => 1 + sum(slopesOf(c, streamOf(c))),
    },
    {
      hint: 'without the weights',
      value: (c) => productOf(plusOne(c.weights.map((w, l) => tanhSlope(w * itemAt(streamOf(c), l))))),
    },
    {
      hint: 'when the slope is taken at the stream instead of at the pre-activation',
      value: (c) => productOf(plusOne(c.weights.map((w, l) => w * tanhSlope(itemAt(streamOf(c), l))))),
    },
    {
      hint: 'when the slope is taken at the stream after each block instead of before it',
      value: (c) => productOf(plusOne(slopesOf(c, streamOf(c).slice(1)))),
    },
    {
      hint: 'when the last block is left out',
      value: ({ weights, x }) => streamSlope({ weights: weights.slice(0, -1), x }),
    },
    {
      hint: 'when the end of the stream is returned, not its gradient',
      value: (c) => last(streamOf(c)),
    },
  ],
});

/** The mean square of the stream after all blocks, if it was one before. */
function meanSquareAfter(blocks: number, scale: number): number {
  let meanSquare = 1;
  for (let l = 0; l < blocks; l++) meanSquare += scale ** 2 * meanSquare;
  return meanSquare;
}

const branchScale = exact<Target>({
  cases: drawn('skips/branch-scale', (random) =>
    [1, 2, 6, 20, 100].map((blocks) => ({ blocks, growth: between(random, 2.5, 9) })),
  ),
  words: ({ blocks, growth }) => `branchScale(${blocks}, ${brief(growth)})`,
  expected: ({ blocks, growth }) =>
    root((scale) => meanSquareAfter(blocks, scale) - growth, 0, Math.sqrt(growth)),
  tolerance: 1e-6,
  slips: [
    {
      hint: 'when every block is taken to add the same amount, as behind a norm; here it grows with the stream',
      value: ({ blocks, growth }) => Math.sqrt((growth - 1) / blocks),
    },
    {
      hint: 'when the mean square of the branch is multiplied by the scale; it is the branch itself that is',
      value: ({ blocks, growth }) => growth ** (1 / blocks) - 1,
    },
    {
      hint: 'when the stream itself is left out of the sum, and only the branch is counted',
      value: ({ blocks, growth }) => Math.sqrt(growth ** (1 / blocks)),
    },
    {
      hint: 'when the stream itself is to grow that much, and not its mean square',
      value: ({ blocks, growth }) => Math.sqrt(growth ** (2 / blocks) - 1),
    },
    {
      hint: 'when stream and branch are added as if they were alike; they have nothing to do with each other',
      value: ({ blocks, growth }) => growth ** (1 / (2 * blocks)) - 1,
    },
    {
      hint: 'when the scale depends on the number of blocks alone',
      value: ({ blocks }) => Math.sqrt(1 / blocks),
    },
    {
      hint: 'when one block is to do all the growing',
      value: ({ growth }) => Math.sqrt(growth - 1),
    },
  ],
});

/** Every path, as the slopes of the branches that it goes through. */
const pathsOf = (slopes: readonly number[]): number[][] =>
  slopes.reduce<number[][]>((paths, slope) => [...paths, ...paths.map((path) => [...path, slope])], [[]]);

/** The sum over the paths of each length. */
function byLength(slopes: readonly number[], worth: (path: readonly number[]) => number): number[] {
  const all = pathsOf(slopes);
  return [0, ...slopes].map((_, length) => sum(all.filter((path) => path.length === length).map(worth)));
}

const byPathLength = (slopes: readonly number[]): number[] => byLength(slopes, productOf);

const paths = exact<number[]>({
  cases: drawn('skips/paths', (random) =>
    DEPTHS.map((blocks) => draws(blocks, () => signed(random, 0.2, 0.9))),
  ),
  words: (slopes) => `byPathLength([${slopes.map(brief).join(', ')}])`,
  expected: byPathLength,
  tolerance: 1e-6,
  slips: [
    {
      hint: 'when the paths are counted; what comes by each of them is wanted',
      value: (slopes) => byLength(slopes, () => 1),
    },
    {
      hint: 'when every branch is taken to have the average slope',
      value: (slopes) => byPathLength(slopes.map(() => mean(slopes))),
    },
    {
      hint: 'when the slopes along a path are added; a path is worth their product',
      value: (slopes) => byLength(slopes, sum),
    },
    {
      hint: 'with one path of each length, through the first branches; there are others',
      value: (slopes) => [0, ...slopes].map((_, k) => productOf(slopes.slice(0, k))),
    },
    {
      hint: 'when each number also holds the shorter paths',
      value: (slopes) => byPathLength(slopes).map((_, k, parts) => sum(parts.slice(0, k + 1))),
    },
    {
      hint: 'with shares of the whole; the gradient itself is wanted',
      value: (slopes) => byPathLength(slopes).map((part, _, parts) => part / sum(parts)),
    },
    { hint: 'with the longest path first', value: (slopes) => byPathLength(slopes).reverse() },
    {
      hint: 'without the path that goes past every branch',
      value: (slopes) => byPathLength(slopes).slice(1),
    },
    { hint: 'when the whole gradient is returned', value: (slopes) => sum(byPathLength(slopes)) },
  ],
});

/** y = x + α tanh(x W), and what comes back through each of its parts. */
function backThrough({ x, w, alpha, dy }: Block, slope = (a: number): number => 1 - a * a) {
  const z = product(x, w);
  const a = map(z, Math.tanh);
  const dz = zipWith(dy, a, (g, v) => alpha * g * slope(v));
  const viaBranch = product(dz, transpose(w));
  return {
    y: zipWith(x, a, (u, v) => u + alpha * v),
    dx: zipWith(dy, viaBranch, (g, via) => g + via),
    dw: product(transpose(x), dz),
    dalpha: zipWith(dy, a, (g, v) => g * v),
    branch: map(a, (v) => alpha * v),
    viaBranch,
    z,
  };
}

type Asked = Record<'y' | 'dx' | 'dw' | 'dalpha', Plain>;

/** The four that are asked for, some of them as a slip has it. */
const withSlip = (right: ReturnType<typeof backThrough>, slip: Partial<Asked> = {}): Plain => {
  const { y, dx, dw, dalpha } = { ...right, dalpha: sum(right.dalpha.flat()), ...slip };
  return [y, dx, dw, dalpha];
};

const skipInit = exact<Block>({
  cases: drawn('skips/skip-init', (random) =>
    [
      { batch: 4, units: 3, alpha: 0 },
      { batch: 3, units: 5, alpha: between(random, 0.3, 0.9) },
      { batch: 5, units: 2, alpha: -between(random, 0.3, 0.9) },
    ].map(({ batch, units, alpha }) => ({
      x: normals(batch, units, random),
      w: normals(units, units, random, 0.8),
      alpha,
      dy: normals(batch, units, random),
    })),
  ),
  words: ({ x, w, alpha }) => `skipInit, ${x.length} examples, ${w.length} units, α = ${brief(alpha)}`,
  expected: (c) => withSlip(backThrough(c)),
  tolerance: 1e-4,
  slips: [
    {
      hint: 'when dL/dx leaves out what comes past the branch',
      value: (c) => withSlip(backThrough(c), { dx: backThrough(c).viaBranch }),
    },
    {
      hint: 'when nothing goes past the branch, forward or back',
      value: (c) => withSlip(backThrough(c), { y: backThrough(c).branch, dx: backThrough(c).viaBranch }),
    },
    {
      hint: 'when the branch is left out: its output begins at zero, not all of its gradients do',
      value: (c) => withSlip(backThrough(c), { y: c.x, dx: c.dy, dw: map(c.w, () => 0), dalpha: 0 }),
    },
    {
      hint: 'when α is left out of what comes back through the branch',
      value: (c) => withSlip(backThrough({ ...c, alpha: 1 }), { y: backThrough(c).y }),
    },
    {
      hint: 'when dL/dy is taken to be one everywhere',
      value: (c) => withSlip(backThrough({ ...c, dy: map(c.dy, () => 1) })),
    },
    {
      hint: 'without the slope of the tanh',
      value: (c) => withSlip(backThrough(c, () => 1)),
    },
    {
      hint: 'when dL/dα is made of the pre-activations, and not of what the tanh gives',
      value: (c) => {
        const right = backThrough(c);
        return withSlip(right, { dalpha: sum(zipWith(c.dy, right.z, (g, z) => g * z).flat()) });
      },
    },
    {
      hint: 'when dL/dα is a mean; it is a sum',
      value: (c) => withSlip(backThrough(c), { dalpha: mean(backThrough(c).dalpha.flat()) }),
    },
    {
      hint: 'when dL/dα is not added up; α is one number, in which all examples and units have a part',
      value: (c) => withSlip(backThrough(c), { dalpha: backThrough(c).dalpha }),
    },
  ],
});

export const skips = {
  'skips/chain': chain,
  'skips/branch-scale': branchScale,
  'skips/paths': paths,
  'skips/skip-init': skipInit,
};
