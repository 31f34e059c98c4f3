// The first change of a diagnosis: what to do to the whole network at once, with what it was measured to bring.
import type { FixName } from '../fix-names';

/** One change of a network, of fixes that are made together, as it was measured on a copy; not measured where `seeds` is 0. */
export interface FirstChange {
  /** The fixes of `whatIf` that make it up, in the order in which they are applied. */
  readonly fixes: readonly FixName[];
  /** The change, as code. */
  readonly change: string;
  /** The name of the loss that the change takes in the place of the former one; null for the same. */
  readonly loss: string | null;
  /** The mean loss of the last tenth of as many steps without the change, the median over its runs: Infinity where they end early, null where training refuses the network. */
  readonly before: number | null;
  /** The median over the seeds of the loss with the change: another loss where the change names one. Null without seeds. */
  readonly after: number | null;
  /** The loss with the change as a part of the best constant's, from 0 for a perfect network; null where that is not known. */
  readonly rest: number | null;
  /** The loss with the change as a share of that without; one above the best constant's counts as that. Null without seeds. */
  readonly share: number | null;
  /** The number of seeds from which the loss ends below half of where it ends without the change. */
  readonly halved: number;
  /** The number of seeds that were measured; 0 where the steps take too long. */
  readonly seeds: number;
  /** The steps of each training. */
  readonly steps: number;
}
