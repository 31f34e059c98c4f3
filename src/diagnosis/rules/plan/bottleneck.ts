import { activationNameOf } from '../../../activations';
import { mixesInputs } from '../../../hooks';
import {
  isLinear,
  keepsValues,
  nearestAfter,
  nearestBefore,
  type LayerCall,
  type LayerCalls,
} from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';

/** A hidden layer of one unit, or of two that can both be zero, lets hardly anything through. */
export const bottleneck: Rule<Plan> = {
  name: 'bottleneck',
  cause: 'capacity-too-small',
  summary: 'everything passes through a hidden layer of one unit, or of two ReLU units',
  source:
    'arithmetic: n ReLU units are all zero on 2⁻ⁿ of the inputs at the start (Lu et al. 2019, section 3)',
  notebook: '05b-dead-units',
  inspect: ({ calls }) => {
    const last = new Set(
      calls.outputs.flatMap((output) =>
        isMixing(output) ? [output] : nearestBefore(output, (one) => !isMixing(one)),
      ),
    );
    const narrow = calls.all
      .filter((call) => isMixing(call) && !last.has(call) && call.outputShape.length === 2)
      .map((call) => ({ call, units: call.outputShape.at(-1) ?? Infinity, isRelu: isRelu(calls, call) }))
      .filter(({ units, isRelu }) => units === 1 || (units === 2 && isRelu))
      .filter(({ call }) => isCut(calls, call));
    const worst = narrow.sort((p, q) => p.units - q.units)[0];
    if (!worst) return [];
    const { call, units } = worst;
    const share = 100 * 0.5 ** units;
    return [
      {
        severity: 'warning',
        confidence: 0.6,
        layer: call.layer.name,
        evidence: {
          quantity: 'units of the narrowest hidden layer',
          value: units,
          threshold: worst.isRelu ? 3 : 2,
          basis: 'arithmetic: one unit is one number; n ReLU units are all zero on 2⁻ⁿ of the inputs',
        },
        problem:
          `All that ${call.layer.name} passes on is ${units === 1 ? 'one number' : 'two numbers'} a row` +
          (worst.isRelu ? `, zero on about ${share} % of the rows at the start` : ''),
        meaning: worst.isRelu
          ? 'Where the units are zero, no gradient reaches the layers before them, and all such rows get the same output; ' +
            'a few steps can make that all rows.'
          : 'The output is a function of a single number, a weighted sum of the inputs or of the layer before.',
        remedy: {
          text: 'Give hidden layers at least as many units as there are inputs or classes, 16 or more where in doubt.',
          code: "tf.layers.dense({ units: 16, activation: 'relu', kernelInitializer: 'heNormal' })",
          fixes: ['width'],
        },
      },
    ];
  },
};

const isMixing = ({ layer }: LayerCall): boolean => mixesInputs(layer);

/** Whether a ReLU comes of a layer before the next matrix. */
function isRelu(calls: LayerCalls, call: LayerCall): boolean {
  if (!isLinear(call.layer)) return activationNameOf(call.layer) === 'relu';
  return nearestAfter(
    calls,
    call,
    ({ layer }) => keepsValues(layer) || layer.getClassName() === 'BatchNormalization',
  ).every(({ layer }) => activationNameOf(layer) === 'relu' && !mixesInputs(layer));
}

/** Whether no path leads from an input to an output but through a call. */
function isCut({ all, outputs }: LayerCalls, cut: LayerCall): boolean {
  const reached = new Set<LayerCall>();
  for (const call of all)
    if (call !== cut && (call.inputs.length === 0 || call.inputs.some((input) => reached.has(input))))
      reached.add(call);
  return !outputs.some((output) => reached.has(output));
}
