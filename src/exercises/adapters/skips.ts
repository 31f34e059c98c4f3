// Exercises on skip connections: what they give.
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';
import type { Chain } from './chain-rule';

export interface Target {
  readonly blocks: number;
  readonly growth: number;
}
export interface Block {
  readonly x: Matrix;
  readonly w: Matrix;
  readonly alpha: number;
  readonly dy: Matrix;
}

const chain: Adapter<Chain> = (answer, { weights, x }) => answer([...weights], x);
const branchScale: Adapter<Target> = (answer, { blocks, growth }) => answer(blocks, growth);
const paths: Adapter<number[]> = (answer, slopes) => answer([...slopes]);
const skipInit: Adapter<Block> = (answer, { x, w, alpha, dy }, tf) =>
  answer(tf.tensor2d(x), tf.tensor2d(w), tf.scalar(alpha), tf.tensor2d(dy));

export const skips = {
  'skips/chain': chain,
  'skips/branch-scale': branchScale,
  'skips/paths': paths,
  'skips/skip-init': skipInit,
};
