// Rows of the data with the same values.
import type { DataSummary } from './columns';

/** The rows of inputs by their values: each group holds rows that are the same. Null where the inputs have other numbers of rows. */
export function groupRows(inputs: readonly DataSummary[]): number[][] | null {
  const rows = inputs[0]?.rows ?? 0;
  if (inputs.some((input) => input.rows !== rows)) return null;
  const groups: number[][] = [];
  const byHash = new Map<number, number[][]>();
  for (let row = 0; row < rows; row++) {
    const hash = hashOf(inputs, row);
    const candidates = byHash.get(hash) ?? [];
    const group = candidates.find(([first]) => areSame(inputs, first!, row));
    if (group) group.push(row);
    else {
      const added = [row];
      groups.push(added);
      byHash.set(hash, [...candidates, added]);
    }
  }
  return groups;
}

/** A number that rows with the same values share: FNV-1a over the bits of the values as float32. */
function hashOf(inputs: readonly DataSummary[], row: number): number {
  let hash = 0x811c9dc5;
  for (const { values, rows } of inputs) {
    const size = values.length / rows;
    for (let i = row * size; i < (row + 1) * size; i++) {
      FLOAT[0] = values[i]! + 0; // -0 and 0 are the same value
      hash = Math.imul(hash ^ BITS[0]!, 0x01000193);
    }
  }
  return hash;
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

const areSame = (inputs: readonly DataSummary[], one: number, other: number): boolean =>
  inputs.every(({ values, rows }) => {
    const size = values.length / rows;
    for (let i = 0; i < size; i++) if (values[one * size + i] !== values[other * size + i]) return false;
    return true;
  });
