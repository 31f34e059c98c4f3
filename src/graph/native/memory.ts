// The layout of a plan's memory: temporaries of one size share places, once all that had to do with the earlier one is over.
import type { Buffer, Operation } from './instructions';

const ALIGNMENT = 16; // floats: a line of the cache
/** So many operations lie between the last use of a place and its next one: a thread that runs ahead need not wait. */
const DISTANCE = 96;

export interface Layout {
  /** The size of the memory in floats. */
  readonly size: number;
  /** The buffers that had a buffer's place before. */
  readonly occupants: ReadonlyMap<Buffer, readonly Buffer[]>;
}

/** Gives each buffer its place. */
export function layOut(buffers: readonly Buffer[], operations: readonly Operation[]): Layout {
  let size = 0;
  const reserve = (buffer: Buffer): void => {
    buffer.place = size;
    size += Math.max(1, Math.ceil(buffer.size / ALIGNMENT)) * ALIGNMENT;
  };
  const lastUse = new Map<Buffer, number>();
  operations.forEach(({ reads, writes }, i) => {
    for (const { buffer } of [...reads, ...writes]) lastUse.set(buffer, i);
  });
  const ends: Buffer[][] = operations.map(() => []);
  for (const [buffer, i] of lastUse) if (buffer.kind === 'temporary' && !buffer.isKept) ends[i]!.push(buffer);
  for (const buffer of buffers) if (buffer.kind !== 'temporary') reserve(buffer);
  const free = new Map<number, Buffer[]>();
  const occupants = new Map<Buffer, Buffer[]>();
  operations.forEach(({ writes }, i) => {
    for (const buffer of ends[i - DISTANCE] ?? [])
      free.set(buffer.size, [...(free.get(buffer.size) ?? []), buffer]);
    for (const { buffer } of writes) {
      if (buffer.place !== -1) continue;
      const before = buffer.isKept ? undefined : free.get(buffer.size)?.shift();
      if (before) {
        buffer.place = before.place;
        occupants.set(buffer, [before]);
      } else reserve(buffer);
    }
  });
  for (const buffer of buffers) if (buffer.place === -1) reserve(buffer); // none writes it
  return { size, occupants };
}
