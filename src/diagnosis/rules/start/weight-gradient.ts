// Gradients of weights beside gradients of pre-activations.
import { formatNumber } from '../../../format';
import type { Start } from '../../start/start';

/** A sentence where |dL/dW| looks even over the layers while |dL/dz| does not; null elsewhere. */
export function hidesInWeights({ passes: [pass] }: Start): string | null {
  const layers = (pass?.measures ?? []).filter(
    ({ dW, dz, isRecurrent }) => dW && dz && dW.norm > 0 && dz.norm > 0 && !isRecurrent,
  );
  const [first, last] = [layers[0], layers.at(-1)];
  if (!first || !last || layers.length < 3) return null;
  const weights = first.dW!.norm / last.dW!.norm;
  const signals = first.dz!.norm / last.dz!.norm;
  const isHidden = Math.abs(Math.log(weights)) < Math.log(10) && weights > 10 * signals;
  if (!isHidden) return null;
  return (
    ` The norms of dL/dW hide it: at the first layer it is ${formatNumber(weights, 2)} of that at the last, since dL/dW is dL/dz ` +
    'times the activation that comes in, and that shrinks the other way.'
  );
}
