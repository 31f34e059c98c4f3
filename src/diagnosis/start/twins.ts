// Twins: units of a layer with the same weights and the same gradients.

/** A number for each input and each output unit of a kernel, equal where their weights are. */
export interface UnitKeys {
  readonly incoming: Float64Array;
  readonly outgoing: Float64Array;
}

/** The keys of a layer's kernel, and of its gradient; null where it has none. */
export interface Kernel {
  readonly layer: string;
  readonly weights: UnitKeys;
  gradients: UnitKeys | null;
}

/** A weight between 1 and 2 for each place of a sum, without a simple ratio, so that equal sums mean equal entries. */
const weightOf = (place: number): number => 1 + ((place * Math.SQRT2) % 1);

/** The keys of a kernel [..., inputs, units]. */
export function unitKeys(values: Float32Array, shape: readonly number[]): UnitKeys {
  const [inputs, units] = [shape.at(-2) ?? 1, shape.at(-1) ?? 1];
  const outgoing = new Float64Array(inputs);
  const incoming = new Float64Array(units);
  for (let i = 0, row = 0; i < values.length; row++) {
    const weight = weightOf(row);
    const place = units * Math.floor(row / inputs);
    let sum = 0;
    for (let unit = 0; unit < units; unit++, i++) {
      incoming[unit]! += weight * values[i]!;
      sum += weightOf(place + unit) * values[i]!;
    }
    outgoing[row % inputs]! += sum;
  }
  return { incoming, outgoing };
}

/** The share of each layer's units that have a twin, by layer, in the order of the kernels. */
export function twinShares(kernels: readonly Kernel[]): Map<string, number> {
  return new Map(
    kernels.flatMap((kernel, i): [string, number][] => {
      const share = twinShare(kernel, kernels[i + 1] ?? null);
      return share === null ? [] : [[kernel.layer, share]];
    }),
  );
}

function twinShare({ weights, gradients }: Kernel, next: Kernel | null): number | null {
  const units = weights.incoming.length;
  if (!gradients || units < 2) return null;
  const groups = new Map<number, number[]>();
  weights.incoming.forEach((key, unit) => {
    const group = groups.get(key);
    if (group) group.push(unit);
    else groups.set(key, [unit]);
  });
  const isTwin = (p: number, q: number): boolean =>
    isClose(gradients.incoming, p, q) && (gradients.incoming[p] !== 0 || leaveAlike(next, units, p, q));
  let twins = 0;
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    twins += group.filter((unit, i) => isTwin(unit, group[i === 0 ? 1 : 0]!)).length;
  }
  return twins / units;
}

/** Whether two units without a gradient have the same weights and gradients in the next layer, so that later steps keep them alike. */
function leaveAlike(next: Kernel | null, units: number, p: number, q: number): boolean {
  if (next?.gradients?.outgoing.length !== units) return next === null;
  const { weights, gradients } = next;
  // Units that are dead on this batch have no gradient on either side, and are no copies unless all units are alike.
  const areDead = gradients.outgoing[p] === 0 && gradients.outgoing.some((key) => key !== 0);
  return !areDead && isClose(weights.outgoing, p, q) && isClose(gradients.outgoing, p, q);
}

/** Whether two keys are equal to the rounding of float32. */
const isClose = (keys: Float64Array, p: number, q: number): boolean =>
  Math.abs(keys[p]! - keys[q]!) <= 1e-4 * Math.max(Math.abs(keys[p]!), Math.abs(keys[q]!));
