import { formatNumber } from '../../../format';
import { nestedLayers } from '../../../backend';
import { keepsValues, nearestBefore, type LayerCall } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';
import { countEvidence } from './count-evidence';

/** The share of rows of which no unit is left in some layer. */
const LOST = 0.05;
/** Rates above this are beyond what the paper tried with success (Srivastava et al. 2014, figure 9). */
const HIGH = 0.75;

/** A dropout that leaves no unit of a layer leaves nothing of the row. */
export const dropoutStrong: Rule<Plan> = {
  name: 'dropout-strong',
  cause: 'dropout-too-strong',
  summary: 'a dropout drops whole layers of a row, most of the units, or the outputs themselves',
  source: 'arithmetic: all n units are dropped with probability rateⁿ; Srivastava et al. 2014, figure 9',
  notebook: null,
  inspect: ({ calls }) => {
    const drops = calls.all.map((call) => ({ call, ...dropOf(call) })).filter(({ rate }) => rate > 0);
    const output = drops.find(({ call }) =>
      calls.outputs.some(
        (one) =>
          one === call ||
          (nearestBefore(one, ({ layer }) => keepsValues(layer) && !isDropout(layer)).includes(call) &&
            keepsValues(one.layer)),
      ),
    );
    const highest = [...drops].sort((p, q) => q.rate - p.rate)[0];
    const lost = 1 - drops.reduce((kept, { rate, width }) => kept * (1 - rate ** width), 1);
    const narrowest = [...drops].sort((p, q) => q.rate ** q.width - p.rate ** p.width)[0];
    return [
      ...(output && isDropout(output.call.layer) ? [onOutput(output.call.layer.name, output.rate)] : []),
      ...(narrowest && lost >= LOST
        ? [losesRows(narrowest.call.layer.name, narrowest.width, narrowest.rate, lost)]
        : highest && highest.rate > HIGH
          ? [isHigh(highest.call.layer.name, highest.rate)]
          : []),
    ];
  },
};

const isDropout = (layer: LayerCall['layer']): boolean => layer.getClassName().endsWith('Dropout');

/** The rate of a layer's dropout, and the number of units that it may drop. */
function dropOf({ layer, outputShape }: LayerCall): { rate: number; width: number } {
  const { cell } = nestedLayers(layer);
  const config = layer.getConfig() as { rate?: number; dropout?: number; recurrentDropout?: number };
  const sizes = outputShape.slice(layer.getClassName() === 'SpatialDropout1D' ? -1 : 1);
  const width = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
  if (isDropout(layer)) return { rate: config.rate ?? 0, width };
  if (cell === undefined) return { rate: 0, width };
  return { rate: Math.max(config.dropout ?? 0, config.recurrentDropout ?? 0), width: Infinity };
}

const losesRows = (layer: string, width: number, rate: number, lost: number): Symptom => ({
  severity: rate >= 1 ? 'error' : 'warning',
  confidence: lost > 0.1 ? 0.8 : 0.7,
  layer,
  evidence: {
    quantity: 'share of rows of which some dropout leaves no unit',
    value: lost,
    threshold: LOST,
    basis: 'arithmetic: all n units are dropped with probability rateⁿ',
  },
  problem: `In ${formatNumber(100 * lost, 2)} % of the rows a dropout leaves no unit: ${layer} drops ${formatNumber(100 * rate, 2)} % of ${width}`,
  meaning:
    'Nothing of such a row reaches the output, which then learns the mean of y instead; what is left is noise from so few units.',
  remedy: { text: 'Leave dropout out of narrow layers, or make them wider.', code: null, fixes: ['dropout'] },
});

const isHigh = (layer: string, rate: number): Symptom => ({
  severity: 'warning',
  confidence: 0.6,
  layer,
  evidence: {
    quantity: 'rate of dropout',
    value: rate,
    threshold: HIGH,
    basis: 'the error grows from there on (Srivastava et al. 2014, figure 9)',
  },
  problem: `${layer} drops ${formatNumber(100 * rate, 2)} % of the units`,
  meaning: `The noise that it adds has ${formatNumber(rate / (1 - rate), 2)} times the variance of the signal.`,
  remedy: {
    text: 'Start without dropout; add 0.2 to 0.5 once the network overfits.',
    fixes: ['dropout'],
    code: 'tf.layers.dropout({ rate: 0.3 })',
  },
});

const onOutput = (layer: string, rate: number): Symptom => ({
  severity: 'warning',
  confidence: 0.9,
  layer,
  evidence: countEvidence('layers with weights after the dropout', 0, 'arithmetic'),
  problem: `${layer} drops ${formatNumber(100 * rate, 2)} % of the outputs themselves`,
  meaning:
    'A dropped output is 0 whatever the row is, the others are scaled up: the loss compares them with y, and no weight can mend that.',
  remedy: { text: 'Put the dropout before the last layer with weights.', code: null },
});
