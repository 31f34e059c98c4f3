import { fieldsOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { mixesInputs } from '../../../hooks';
import type { OutputPlan, Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/**
 * The factors of penalties, for a loss of size 1, from which dense networks of two and four layers on digits end far above what they
 * reach without: a cross-entropy of 0.7 and more in place of 0.1 (L2), that of a constant (L1).
 */
const LIMITS = { l1: 0.03, l2: 0.03 } as const;

/** A penalty whose gradient is larger than the loss's drives the weights to zero. */
export const strongPenalty: Rule<Plan> = {
  name: 'strong-penalty',
  cause: 'capacity-too-small',
  summary: 'L1 or L2 penalties on several layers outweigh the loss',
  source:
    'measured: dense networks on digits; a product of weights near 0 has a gradient near 0, and the penalty has not',
  notebook: null,
  inspect: ({ layers, outputs }) => {
    const size = Math.max(...outputs.map(lossSizeOf));
    const penalised = layers
      .filter(mixesInputs)
      .map((layer) => ({ layer, ...factorsOf(layer) }))
      .map(({ layer, l1, l2 }) => ({
        layer,
        l1,
        l2,
        excess: Math.max(l1 / LIMITS.l1, l2 / LIMITS.l2) / size,
      }))
      .filter(({ excess }) => excess >= 0.999)
      .sort((p, q) => q.excess - p.excess);
    if (penalised.length < 2) return [];
    const { layer, l1, l2 } = penalised[0]!;
    const kind = l1 / LIMITS.l1 >= l2 / LIMITS.l2 ? 'l1' : 'l2';
    const value = kind === 'l1' ? l1 : l2;
    return [
      {
        severity: 'warning',
        confidence: 0.8,
        layer: layer.name,
        evidence: {
          quantity: `factor of the ${kind.toUpperCase()} penalty`,
          value,
          threshold: LIMITS[kind] * size,
          basis: 'measured: dense networks on digits end near the loss of a constant from there on',
        },
        problem: `${penalised.length} layers have an ${kind.toUpperCase()} penalty of up to ${formatNumber(value)} (${layer.name})`,
        meaning:
          'The penalty pulls every weight to zero with more force than the loss has to keep it there: the network becomes a constant.',
        remedy: {
          text: 'Start without a penalty; add one of 0.0001 to 0.001 once the network overfits.',
          code: `tf.regularizers.${kind}({ ${kind}: 0.0001 })`,
        },
      },
    ];
  },
};

/** The factors of the penalty on a layer's matrix; 0 for none. */
function factorsOf(layer: Plan['layers'][number]): { l1: number; l2: number } {
  const { kernelRegularizer } = fieldsOf(layer) as {
    kernelRegularizer?: { l1?: unknown; l2?: unknown } | null;
  };
  const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
  return { l1: numberOf(kernelRegularizer?.l1), l2: numberOf(kernelRegularizer?.l2) };
}

/** The size of a loss to learn from: the variance of y for a squared error, about 1 for others. */
const lossSizeOf = ({ lossName, target }: OutputPlan): number =>
  lossName === 'meanSquaredError' && target.std > 0 ? target.std ** 2 : 1;
