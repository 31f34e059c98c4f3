// Chains of layers with one unit each, for the exercises on the chain rule and on skip connections.
import type { Chain } from '../../exercises/adapters/chain-rule';
import { between, brief, drawn, draws, signed } from '../oracle';

/** The numbers of layers that chains are drawn with. */
export const DEPTHS = [1, 2, 3, 5, 8] as const;

type Range = readonly [low: number, high: number];

/** Chains with weights of either sign and an input, from these ranges. */
export const drawnChains = (id: string, weights: Range, x: Range) =>
  drawn<Chain>(id, (random) =>
    DEPTHS.map((depth) => ({
      weights: draws(depth, () => signed(random, ...weights)),
      x: between(random, ...x),
    })),
  );

/** The call of an answer with a chain, as it is written in a message. */
export const callOf =
  (name: string) =>
  ({ weights, x }: Chain): string =>
    `${name}([${weights.map(brief).join(', ')}], ${brief(x)})`;
