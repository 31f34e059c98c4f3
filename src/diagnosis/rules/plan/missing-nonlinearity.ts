import { last } from '../../../arrays';
import { mixesInputs } from '../../../hooks';
import { isLinear, nearestBefore, type LayerCall } from '../../plan/layer-calls';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';

/** Layers with nothing but linear ones between them are one linear layer. */
export const missingNonlinearity: Rule<Plan> = {
  name: 'missing-nonlinearity',
  cause: 'missing-nonlinearity',
  summary: 'layers with weights follow one another without an activation between them',
  source: 'arithmetic: a product of matrices is a matrix',
  notebook: null,
  inspect: ({ calls }) => {
    const pairs = calls.all.filter(isMixing).flatMap((to) =>
      nearestBefore(to, (one) => isLinear(one.layer) && !isMixing(one))
        .filter((from) => isMixing(from) && isLinear(from.layer))
        .map((from) => ({ from, to })),
    );
    if (pairs.length === 0) return [];
    const mixing = calls.all.filter(isMixing);
    const hidden = calls.all.filter(({ layer }) => !isLinear(layer) && !isOutput(calls.outputs, layer));
    // Pooling takes a maximum, which bends, but at few places; an activation bends at each unit.
    const bends = hidden.filter(({ layer }) => !layer.getClassName().includes('Pooling'));
    const isWhole = bends.length === 0;
    const names = [...new Set(pairs.flatMap(({ from, to }) => [from.layer.name, to.layer.name]))];
    return [
      {
        severity: isWhole ? 'warning' : 'info',
        confidence: isWhole ? (hidden.length === 0 ? 0.9 : 0.8) : 0.5,
        layer: pairs[0]!.from.layer.name,
        evidence: {
          quantity: isWhole
            ? 'hidden layers with an activation'
            : 'layers that follow another one without an activation',
          value: isWhole ? 0 : pairs.length,
          threshold: 1,
          basis: 'arithmetic: W₂ (W₁ x + b₁) + b₂ is a matrix times x, plus a bias',
        },
        problem: isWhole
          ? `none of the ${mixing.length - 1} hidden layers has an activation: ` +
            (hidden.length === 0 ? 'together they are one linear layer' : 'only the pooling is not linear')
          : `no activation between ${names.slice(0, -1).join(', ')} and ${last(names)}: together they are one linear layer`,
        meaning: isWhole
          ? 'However many layers there are, the network can express no more than a single layer: a straight line, a plane, a linear border.'
          : 'The layers before the last one of these add weights, and nothing that a single layer could not express.',
        remedy: {
          text: 'Give each hidden layer an activation.',
          code: "tf.layers.dense({ units, activation: 'relu', kernelInitializer: 'heNormal' })",
          fixes: ['activation'],
        },
      } satisfies Symptom,
    ];
  },
};

/** Whether a layer mixes its inputs; an embedding's lookup is left out, since a matrix after it is usual. */
const isMixing = ({ layer }: LayerCall): boolean =>
  mixesInputs(layer) && layer.getClassName() !== 'Embedding';

/** Whether a layer is an output's, or an activation on one. */
const isOutput = (outputs: readonly LayerCall[], layer: LayerCall['layer']): boolean =>
  outputs.some((output) => output.layer === layer || isOutputsLast(output, layer));

function isOutputsLast(output: LayerCall, layer: LayerCall['layer']): boolean {
  return (
    !mixesInputs(output.layer) &&
    output.inputs.some((one) => one.layer === layer || isOutputsLast(one, layer))
  );
}
