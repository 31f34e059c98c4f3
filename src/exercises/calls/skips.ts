// Exercises on skip connections: what they give.
import type { HandOver } from '../exercise';
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

const chain: HandOver<Chain> = (answer, { weights, x }) => answer([...weights], x);
const branchScale: HandOver<Target> = (answer, { blocks, growth }) => answer(blocks, growth);
const paths: HandOver<number[]> = (answer, slopes) => answer([...slopes]);
const skipInit: HandOver<Block> = (answer, { x, w, alpha, dy }, tf) =>
  answer(tf.tensor2d(x), tf.tensor2d(w), tf.scalar(alpha), tf.tensor2d(dy));

export const skips = {
  'skips/chain': chain,
  'skips/branch-scale': branchScale,
  'skips/paths': paths,
  'skips/skip-init': skipInit,
};
