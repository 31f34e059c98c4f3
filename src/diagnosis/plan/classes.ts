// The classes of labels.
import type { DataSummary } from './columns';
import type { TargetEncoding } from './targets';

/** The targets of an output. */
interface Labels {
  readonly target: DataSummary;
  readonly encoding: TargetEncoding;
}

/** The class of each row of an output; null where the targets are no labels of one class each. */
export function classesOf({ target, encoding }: Labels): ArrayLike<number> | null {
  const { values, rows } = target;
  if (rows === 0) return null;
  const width = values.length / rows;
  if (['binary', 'signs', 'indices'].includes(encoding)) return width === 1 ? values : null;
  if (encoding !== 'oneHot' || width !== target.rowShape.at(-1)) return null;
  return Int32Array.from({ length: rows }, (_, row) => {
    let best = row * width;
    for (let i = best; i < (row + 1) * width; i++) if (values[i]! > values[best]!) best = i;
    return best - row * width;
  });
}

/** The number of rows of each class. */
export function countsOf(classes: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of Array.from(classes)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

/** The mean over the rows of the weights of their classes; 1 where there are none. */
export function meanClassWeight(
  output: Labels,
  weights: Readonly<Record<number, number>> | undefined,
): number {
  const classes = weights && classesOf(output);
  if (!classes) return 1;
  return Array.from(classes).reduce((sum, label) => sum + (weights[label] ?? 0), 0) / classes.length;
}
