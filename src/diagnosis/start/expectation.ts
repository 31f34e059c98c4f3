// The expected factors of the gradient, by the theory of wide networks, from the layers as they are.
import { gaussianGain, type ActivationShape } from '../../activations';
import { chi1 } from '../../theory';
import type { Link } from './chain';
import type { LayerMeasures } from './measures';
import type { Start } from './start';

/**
 * The expected factor on the norm of dL/dz on the way back from the next matrix to this one: √χ₁, with σ_w² = fan_in · E[W²] of the
 * next layer's weights as measured, and E[φ'²] at the measured mean square of z (Schoenholz et al. 2017, section 4); with batch norm
 * divided by the standard deviation that it divides by (Yang et al. 2019). Null where the theory does not cover a layer.
 */
function expectedFactor(link: Link, next: Link, measures: readonly LayerMeasures[]): number | null {
  const here = measures.find(({ layer }) => layer === link.layer);
  const there = measures.find(({ layer }) => layer === next.layer);
  if (!here?.z || !there?.W || next.fanIn === null || link.fanIn === null) return null;
  if (link.others.length > 0) return null;
  const { normalization, shape } = link;
  if (shape === null) return null;
  if (normalization && !normalization.isBeforeActivation) return null;
  const q = here.z.rms ** 2;
  const divisor =
    normalization === null
      ? 1
      : normalization.kind === 'BatchNormalization'
        ? (here.deviation ?? NaN) ** 2
        : q;
  const weightVariance = next.fanIn * there.W.rms ** 2;
  if (![q, divisor, weightVariance].every(Number.isFinite) || divisor === 0) return null;
  const chi = chi1({ activation: shape, weightVariance }, normalization === null ? q : 1);
  return Math.sqrt((chi * link.dropout) / divisor);
}

/** Whether a function is symmetric about the origin. */
const isOdd = ({ value }: ActivationShape): boolean =>
  [0, 0.5, 1, 4].every((z) => value(-z) + value(z) === 0);

/**
 * The σ_w² = fan_in · Var(w) at which signal and gradient keep their size over the layers of an activation without biases: 2 for a ReLU
 * (He et al. 2015, eq. 10), 1 for tanh and the identity (Poole et al. 2016, section 2.2), else 1 / E[φ(z)²]. Null for activations
 * with a positive mean at 0, such as the sigmoid, whose gradients vanish whatever the scale, and for ones that are not known.
 */
export function criticalVariance({ shape }: Pick<Link, 'shape'>): number | null {
  if (shape?.value(0) !== 0) return null;
  return isOdd(shape) ? 1 / shape.derivative(0) ** 2 : gaussianGain(shape) ** 2;
}

/** The expected ratio of the norm of dL/dz at the first layer to that at the last, of the weights as they are; null without a theory. */
export function expectedTotal({ links, passes: [pass], isChain }: Start): number | null {
  if (!isChain || !pass || links.length < 2) return null;
  let total = 1;
  for (const [i, link] of links.slice(0, -1).entries()) {
    const factor = expectedFactor(link, links[i + 1]!, pass.measures);
    if (factor === null) return null;
    total *= factor;
  }
  return total;
}
