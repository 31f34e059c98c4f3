// The encoding of targets, from their values alone.
import type { DataSummary } from './columns';
import { LOSS_KINDS, type KnownLoss } from './loss-kinds';

/**
 * The encoding that y seems to have. 'binary': 0 and 1, one value per output; 'signs': -1 and 1; 'indices': class indices from 0; 'oneHot': rows
 * with one 1; 'distribution': rows that sum to 1; 'multiLabel': several 0 and 1 per row; 'constant': one value only; 'numbers':
 * anything else.
 */
export type TargetEncoding =
  'binary' | 'signs' | 'indices' | 'oneHot' | 'distribution' | 'multiLabel' | 'constant' | 'numbers';

/** More distinct whole numbers than this are measurements, not classes, unless the loss says that they are classes. */
const MAX_CLASSES = 100;

/**
 * The encoding of targets.
 *
 * @param loss the loss, where it is known: for one that takes class indices, whole numbers are classes whatever their number, and
 * for one that takes distributions the last axis is that of the classes
 * @param outputRank the number of axes of the output; targets with one less have no axis of classes
 */
export function encodingOf(
  y: DataSummary,
  loss: KnownLoss | null = null,
  outputRank = y.rowShape.length + 1,
): TargetEncoding {
  const takes = loss === null ? null : LOSS_KINDS[loss].targets;
  const takesIndices = takes === 'indices' || takes === 'classes';
  const last = y.rowShape.at(-1) ?? 1;
  const hasClassAxis =
    y.rowShape.length + 1 >= outputRank ||
    (takes === 'distribution' && last > 1 && rowSums(y, last).every((sum) => Math.abs(sum - 1) < 1e-3));
  const width = hasClassAxis ? last : 1;
  if (width > 1) {
    const sums = rowSums(y, width);
    const isBinary = y.isWhole && y.min >= 0 && y.max <= 1;
    if (isBinary && sums.every((sum) => sum === 1)) return 'oneHot';
    if (isBinary) return y.min === y.max ? 'constant' : 'multiLabel';
    if (y.min >= 0 && sums.every((sum) => Math.abs(sum - 1) < 1e-3)) return 'distribution';
    return y.distinct === 1 ? 'constant' : 'numbers';
  }
  if (y.distinct <= 1) return 'constant';
  if (y.isWhole && y.min === 0 && y.max === 1) return 'binary';
  if (y.isWhole && y.min === -1 && y.max === 1 && y.distinct === 2) return 'signs';
  const areIndices = y.isWhole && y.min >= 0 && (takesIndices || isLikelyIndices(y));
  return areIndices ? 'indices' : 'numbers';
}

/** Whole numbers from 0 or 1 with few gaps, each of which stands several times, are likely classes. */
const isLikelyIndices = ({ min, max, distinct, rows }: DataSummary): boolean =>
  min <= 1 && distinct <= MAX_CLASSES && distinct >= (max - min + 1) / 2 && rows >= 3 * distinct;

/** The sums along the last axis, of `width` values each. */
export function rowSums({ values }: Pick<DataSummary, 'values'>, width: number): number[] {
  const sums = Array<number>(values.length / width).fill(0);
  for (let i = 0; i < values.length; i++) sums[Math.floor(i / width)]! += values[i]!;
  return sums;
}
