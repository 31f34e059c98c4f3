import { fieldsOf, tf, variableOf } from '../../../backend';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { countEvidence } from './count-evidence';

/** A variable that a layer holds, but does not list among its weights, is not trained. */
export const untrackedVariables: Rule<Plan> = {
  name: 'untracked-variables',
  cause: 'frozen-or-disconnected',
  summary: 'a layer holds a variable that is not among its weights',
  source: 'TensorFlow.js: fit trains the trainableWeights of layers',
  notebook: null,
  inspect: ({ model, layers }) => {
    const own = new Set<unknown>(model.weights.map(variableOf));
    const lost = layers.flatMap((layer) =>
      Object.values(fieldsOf(layer))
        .flat()
        .filter((value): value is tf.Variable => value instanceof tf.Variable)
        .filter((variable) => variable.trainable && !variable.isDisposed && !own.has(variable))
        .map((variable) => ({ layer: layer.name, name: variable.name })),
    );
    if (lost.length === 0) return [];
    return [
      {
        severity: 'warning',
        confidence: 0.9,
        layer: lost[0]!.layer,
        evidence: countEvidence(
          'variables of layers that are not among the weights',
          lost.length,
          'fit trains the trainableWeights of layers',
        ),
        problem: `${lost.map(({ layer, name }) => `${layer} holds the variable '${name}'`).join(', ')}, which is not among the layer's weights`,
        meaning: 'fit does not train it, save does not save it, and dispose does not free it.',
        remedy: {
          text: 'Make it with addWeight in the build of the layer.',
          code: "this.scale = this.addWeight('scale', [units], 'float32', tf.initializers.ones());",
        },
      },
    ];
  },
};
