// The words that findings about depth have in common: bands, theory, and what to change.
import { toKerasName, traitsOf } from '../../../activations';
import { formatNumber } from '../../../format';
import type { Evidence, Remedy, Severity, Symptom } from '../../finding';
import type { Link } from '../../start/chain';
import { criticalVariance } from '../../start/expectation';
import type { Start } from '../../start/start';
import type { DrawnTrend } from './draws';

/** The part of evidence that names a limit. */
type Limit = Pick<Evidence, 'threshold' | 'basis'>;

/** The range of the ratio over the draws, in brackets; empty for one draw. */
export const bandOf = ({ passes }: Start, { least, greatest }: DrawnTrend): string =>
  passes.length < 2
    ? ''
    : ` (${formatNumber(least, 2)} to ${formatNumber(greatest, 2)} over ${passes.length} draws of the weights)`;

/** The factor of each layer with its standard error, as the end of a sentence; empty for two layers, of which the ratio says it. */
export const perLayer = ({ trend, factor, standardError }: DrawnTrend): string =>
  trend.layers < 3
    ? ''
    : `, a factor of ${formatNumber(factor, 2)} ± ${formatNumber(factor * standardError, 1)} a layer`;

/** The ratio of the gradient at the first layer to that at the last, as evidence against a limit. */
export const gradientEvidence = ({ trend, ratio }: DrawnTrend, limit: Limit): Evidence => ({
  quantity: `|dL/dz| at ${trend.first} over that at ${trend.last}`,
  value: ratio,
  ...limit,
});

/** The ratio of the signal at the last layer to that at the first, as evidence against a limit. */
const signalEvidence = ({ trend, ratio }: DrawnTrend, limit: Limit): Evidence => ({
  quantity: `standard deviation of z over the examples at ${trend.last} over that at ${trend.first}`,
  value: ratio,
  ...limit,
});

/** The fields of a finding about depth that do not depend on its words. */
type Measured = Pick<Symptom, 'severity' | 'confidence' | 'layer' | 'evidence' | 'remedy'>;

/** A gradient that shrinks or grows on its way back is a fault of the first layers. */
export const gradientSymptom = (
  start: Start,
  severity: Severity,
  backward: DrawnTrend,
  limit: Limit,
): Measured => ({
  severity,
  confidence: 0.9,
  layer: backward.trend.first,
  evidence: gradientEvidence(backward, limit),
  remedy: remedyOf(start),
});

/** A signal that shrinks or grows on its way forward is a fault of the last layers. */
export const signalSymptom = (
  start: Start,
  severity: Severity,
  forward: DrawnTrend,
  limit: Limit,
): Measured => ({
  severity,
  confidence: 0.9,
  layer: forward.trend.last,
  evidence: signalEvidence(forward, limit),
  remedy: remedyOf(start),
});

/** A sentence that holds a measured ratio against the one that theory expects of these layers. */
export function theoryOf(expected: number | null, measured: number): string {
  if (expected === null) return '';
  const [p, q] = [Math.log(expected), Math.log(measured)];
  const agrees = Math.abs(p - q) < Math.max(Math.log(3), 0.25 * Math.abs(q));
  return agrees
    ? ` Widths, activations and variances of the weights explain it: theory expects ${formatNumber(expected, 2)}.`
    : ` Theory expects ${formatNumber(expected, 2)} of widths, activations and variances of the weights: there is something else.`;
}

/** The code of a layer of a kind, such as 'conv2d', with these settings besides its size. */
export function layerCode(kind: string | undefined, settings: string): string {
  const isConvolution = /^conv[123]d$/.test(kind ?? '');
  return `tf.layers.${isConvolution ? kind! : 'dense'}({ ${isConvolution ? 'filters, kernelSize' : 'units'}, ${settings} })`;
}

/** The number of layers from which on weights of the right scale are not enough: the rows become alike, as 1 / depth² (Hayou et al. 2019). */
const DEEP = 12;

/** The greatest slope of an activation that no scale of the weights helps, as the end of a sentence; empty where that is not known. */
function greatestSlopeOf({ activation, shape }: Link): string {
  const { label, saturates } = traitsOf(activation) ?? {};
  if (!shape || !saturates) return '';
  return `, that of a ${label} at most 1/${formatNumber(1 / shape.derivative(0))}`;
}

/** The setting of a layer of tfjs that has an activation, with a comma; empty for none, and for one that is a layer of its own. */
export function activationSetting(activation: string | null): string {
  const name = activation === null ? null : toKerasName(activation);
  return name === null ? '' : `activation: '${name}', `;
}

/** The change that keeps signal and gradient at their size: another activation, another scale of the weights, or a path around the layers. */
export function remedyOf({ links }: Start): Remedy {
  const hidden = links.slice(0, -1);
  const isDeep = hidden.length >= DEEP;
  const activation = mostFrequent(hidden.map((link) => link.activation));
  const link = hidden.find((one) => one.activation === activation);
  const kind = mostFrequent(hidden.map((link) => link.kind)) ?? undefined;
  if (hidden.some(({ normalization }) => normalization?.kind === 'BatchNormalization')) {
    return {
      text: 'Put a skip connection around every one or two layers: behind batch norm the gradient grows in every layer, and a skip passes it on as it is.',
      code: 'x = tf.layers.add().apply([x, block(x)])',
      fixes: ['skip'],
    };
  }
  const critical = link ? criticalVariance(link) : 1;
  if (link && activation !== null && critical === null) {
    return {
      text: `Use a ReLU with He's initialisation in place of ${traitsOf(activation)?.label ?? activation}: its slope is 1 for every value above 0${greatestSlopeOf(link)}.${isDeep ? ' In so deep a network add skip connections.' : ''}`,
      code: layerCode(kind, "activation: 'relu', kernelInitializer: 'heNormal'"),
      fixes: isDeep ? ['activation', 'initializer', 'skip'] : ['activation', 'initializer'],
    };
  }
  const variance = critical ?? 1;
  const saturates = traitsOf(activation)?.saturates ?? false;
  return {
    text:
      `Draw the weights with a variance of ${formatNumber(variance, 3)} / fan_in (gain ${formatNumber(Math.sqrt(variance), 3)}), at ` +
      `which signal and gradient keep their size${saturates ? '' : ', or normalise each layer'}; in deep networks add skip connections.`,
    code: layerCode(kind, `${activationSetting(activation)}kernelInitializer: ${initializerOf(variance)}`),
    fixes: isDeep ? ['initializer', 'skip'] : ['initializer'],
  };
}

/** The initialiser of tfjs that draws with a variance over fan_in. */
export function initializerOf(variance: number): string {
  if (variance === 1) return "'leCunNormal'";
  if (Math.abs(variance - 2) < 1e-3) return "'heNormal'";
  return `tf.initializers.varianceScaling({ scale: ${formatNumber(variance, 3)}, mode: 'fanIn', distribution: 'normal' })`;
}

function mostFrequent(names: readonly (string | null)[]): string | null {
  const counts = new Map<string | null, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, p], [, q]) => q - p)[0]?.[0] ?? null;
}
