import { formatNumber } from '../../../format';
import type { LayerCall } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Symptom } from '../../finding';
import type { Rule } from '../../rule';

/** The number of values below which their standardised ones hardly depend on them. */
const LEAST = 3;
/** The batches of an epoch up to which a last one of a single row counts: more than a tenth of the updates. */
const FEW_BATCHES = 10;

/** A value minus the mean of itself is 0: a normalisation needs several values. */
export const normalizationOfOne: Rule<Plan> = {
  name: 'normalization-of-one',
  cause: 'normalization-misuse',
  summary: 'a batch or layer normalisation has one or two values to take a mean of',
  source: 'arithmetic: x - mean(x) = 0 for one value, ± half the difference for two',
  notebook: '07-normalisation',
  inspect: ({ calls, batchSize, rows, steps }) => {
    const worst = calls.all
      .map((call) => ({ call, values: valuesOf(call, batchSize) }))
      .filter(({ values }) => values < LEAST)
      .sort((p, q) => p.values - q.values)[0];
    if (!worst) return remainderOf(calls.all, batchSize, rows);
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
              code: `await model.fit(x, y, { batchSize: 32${steps === null ? '' : `, epochs: ${Math.ceil((32 * steps) / rows)}`} });`,
            }
          : { text: 'Leave the normalisation of a single unit out.', code: null },
      },
    ];
  },
};

/** The last batch of each epoch, where it has one row. */
function remainderOf(calls: readonly LayerCall[], batchSize: number, rows: number): Symptom[] {
  const call = calls.find((one) => valuesOf(one, 1) === 1 && valuesOf(one, batchSize) > 1);
  const batches = Math.ceil(rows / batchSize);
  if (!call || batches < 2 || rows % batchSize !== 1) return [];
  return [
    {
      severity: batches <= FEW_BATCHES ? 'warning' : 'info',
      confidence: 0.6,
      layer: call.layer.name,
      evidence: {
        quantity: 'rows of the last batch of an epoch',
        value: 1,
        threshold: LEAST,
        basis: 'arithmetic: the rows modulo the batch size; x - mean(x) is 0 for one value',
      },
      problem: `The last of ${formatNumber(batches)} batches of an epoch has one row (${formatNumber(rows)} rows in batches of ${formatNumber(batchSize)}), which ${call.layer.name} makes 0`,
      meaning:
        'In that step the network sees nothing of the row, but its output layer is updated all the same; and the averages for predictions take in a variance of 0.',
      remedy: {
        text: 'Leave the last row out, or choose a batch size that leaves more than one.',
        code: `await model.fit(x.slice(0, ${rows - 1}), y.slice(0, ${rows - 1}), { batchSize: ${batchSize} });`,
      },
    },
  ];
}

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
