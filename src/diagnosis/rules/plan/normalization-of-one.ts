import { formatNumber } from '../../../format';
import type { LayerCall } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** The number of values below which their standardised ones hardly depend on them. */
const LEAST = 3;

/** A value minus the mean of itself is 0: a normalisation needs several values. */
export const normalizationOfOne: Rule<Plan> = {
  name: 'normalization-of-one',
  cause: 'normalization-misuse',
  summary: 'a batch or layer normalisation has one or two values to take a mean of',
  source: 'arithmetic: x - mean(x) = 0 for one value, ± half the difference for two',
  notebook: '07-normalisation',
  inspect: ({ calls, batchSize }) => {
    const worst = calls.all
      .map((call) => ({ call, values: valuesOf(call, batchSize) }))
      .filter(({ values }) => values < LEAST)
      .sort((p, q) => p.values - q.values)[0];
    if (!worst) return [];
    const { call, values } = worst;
    const isBatch = call.layer.getClassName() === 'BatchNormalization';
    return [
      {
        severity: values === 1 ? 'error' : 'warning',
        confidence: values === 1 ? 0.95 : 0.6,
        layer: call.layer.name,
        evidence: {
          quantity: 'values that the normalisation takes the mean of',
          value: values,
          threshold: LEAST,
          basis: 'arithmetic: x - mean(x) is 0 for one value, and ± half the difference for two',
        },
        problem: `${call.layer.name} normalises ${values === 1 ? 'each value by itself' : 'two values at a time'}${isBatch ? ` in a batch of ${formatNumber(batchSize)}` : ''}`,
        meaning:
          values === 1
            ? 'A value minus the mean of itself is 0: the output is the same for all rows while training, and no gradient passes.'
            : 'Two standardised values are +1 and −1: all but which one is larger is lost while training.',
        remedy: isBatch
          ? {
              text: 'Use larger batches, 16 or more, or a layer normalisation.',
              code: 'await model.fit(x, y, { batchSize: 32 });',
            }
          : { text: 'Leave the normalisation of a single unit out.', code: null },
      },
    ];
  },
};

/** The number of values that a normalisation takes each mean of; Infinity for other layers, and where it is not known. */
function valuesOf({ layer, inputShapes }: LayerCall, batchSize: number): number {
  const shape = inputShapes[0] ?? [];
  const className = layer.getClassName();
  if (className === 'LayerNormalization') return shape.at(-1) ?? Infinity;
  if (className !== 'BatchNormalization' || !layer.trainable) return Infinity;
  const axis = (layer.getConfig().axis as number | undefined) ?? -1;
  const kept = axis < 0 ? axis + shape.length : axis;
  return shape.reduce<number>(
    (product, size, i) => (i === 0 ? batchSize : i === kept ? product : product * (size ?? Infinity)),
    1,
  );
}
