// Chains of layers with one unit each, for the exercises on the chain rule and on skip connections.
import type { Chain } from '../../exercises/adapters/chain-rule';
import { between, brief, drawn, draws, signed } from '../oracle';

/** The numbers of layers that chains are drawn with. */
export const DEPTHS = [1, 2, 3, 5, 8] as const;

type Range = readonly [low: number, high: number];

/** The ranges from which chains are drawn: of the sizes of their weights, which have either sign, and of the input. */
interface Ranges {
  readonly weights: Range;
  readonly x: Range;
}

/** An exercise about the slope of a chain, but for its slips; `name` is that of the answer. */
export const slopeOfChains = (id: string, name: string, slope: (chain: Chain) => number, ranges: Ranges) => ({
  cases: drawn<Chain>(id, (random) =>
    DEPTHS.map((depth) => ({
      weights: draws(depth, () => signed(random, ...ranges.weights)),
      x: between(random, ...ranges.x),
    })),
  ),
  words: ({ weights, x }: Chain): string => `${name}([${weights.map(brief).join(', ')}], ${brief(x)})`,
  expected: slope,
  tolerance: 1e-6,
});
