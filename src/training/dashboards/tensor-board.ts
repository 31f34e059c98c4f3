// TensorBoard's event files.
import { SummaryWriter } from '../../backend';
import { makeFolder } from '../../platform';
import { unwritablePath } from './paths';
import type { BinRow, Dashboard, LayerValues, StepRow } from './dashboard';

/** A quantity as a part of a tag, in which a slash would begin a group. */
const tagOf = (quantity: string): string => quantity.replaceAll('/', '_');

/**
 * Event files for TensorBoard.
 *
 * @param folder their path; a missing folder is made
 * @throws {TypeError} when it can't be made
 */
export function tensorBoard(where: string, folder: string): Dashboard {
  try {
    makeFolder(folder);
  } catch (error) {
    throw unwritablePath(where, 'tensorBoard', 'a folder', folder, error);
  }
  let writer: SummaryWriter | null = null;
  return {
    write({ step, loss, learningRate, gradientNorm }: StepRow, layers, bins) {
      const to = (writer ??= new SummaryWriter(folder));
      to.scalar('loss', loss, step);
      to.scalar('learning_rate', learningRate, step);
      to.scalar('gradient_norm', gradientNorm, step);
      for (const row of layers) for (const [tag, value] of scalarsOf(row)) to.scalar(tag, value, step);
      for (const [tag, buckets] of grouped(bins())) to.histogram(tag, buckets, step);
    },
    flush() {
      writer?.flush();
    },
  };
}

function scalarsOf({
  layer,
  quantity,
  weight,
  norm,
  saturated,
  dead,
  ratio,
}: LayerValues): [string, number][] {
  const scalars: [string, number][] = [];
  if (quantity.startsWith('dL/')) scalars.push([`gradient_norm/${layer}/${weight ?? tagOf(quantity)}`, norm]);
  if (ratio != null) scalars.push([`update_ratio/${layer}/${weight ?? tagOf(quantity)}`, ratio]);
  if (saturated !== null) scalars.push([`saturated/${layer}`, saturated]);
  if (dead !== null) scalars.push([`dead/${layer}`, dead]);
  return scalars;
}

function grouped(bins: readonly BinRow[]): Map<string, BinRow[]> {
  const groups = new Map<string, BinRow[]>();
  for (const bin of bins) {
    const tag = [tagOf(bin.quantity), bin.layer, ...(bin.weight === null ? [] : [bin.weight])].join('/');
    const group = groups.get(tag);
    if (group) group.push(bin);
    else groups.set(tag, [bin]);
  }
  return groups;
}
