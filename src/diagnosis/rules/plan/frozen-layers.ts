import { fieldsOf, variableOf, type tf } from '../../../backend';
import { changedSinceCompile, mixesInputs, trainableVariables, unfrozenInnerModels } from '../../../hooks';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import type { Symptom } from '../../finding';
import { countEvidence } from './count-evidence';

/** Frozen layers keep the weights that they have: trained ones, or those of their initialisation. */
export const frozenLayers: Rule<Plan> = {
  name: 'frozen-layers',
  cause: 'frozen-or-disconnected',
  summary:
    'all layers are frozen, some at random weights, or set free after the model was compiled; or layers of a frozen model are trained',
  source: 'TensorFlow.js: fit trains the weights that are trainable when the model is compiled',
  notebook: null,
  inspect: ({ model, layers }) => {
    if (!layers.some(({ weights }) => weights.length > 0)) return [];
    if (trainableVariables(model).length === 0) return [allFrozen(layers.length)];
    const trained = new Set(trainableVariables(model));
    const isFrozen = ({ weights }: tf.layers.Layer): boolean =>
      weights.every((weight) => !trained.has(variableOf(weight)));
    const mixing = layers.filter(mixesInputs);
    const isBase = (layer: tf.layers.Layer): boolean =>
      mixing.slice(0, mixing.indexOf(layer) + 1).every(isFrozen);
    const frozen = mixing
      // A model that is frozen as a whole behind layers that learn judges them, as the discriminator behind a generator does.
      .filter((layer) => !layer.trainable || isBase(layer))
      .filter(isAtRandom);
    return [
      ...unfrozenInnerModels(model).map(unfrozen),
      ...(changedSinceCompile(model) ? [changed()] : []),
      ...atRandom(frozen),
    ];
  },
};

const allFrozen = (layers: number): Symptom => ({
  severity: 'error',
  confidence: 1,
  layer: null,
  evidence: countEvidence('variables to train', 0, 'arithmetic: no variable, no update'),
  problem: `All weights of the ${layers} layers are frozen`,
  meaning: 'There is no weight to change: fit refuses to train.',
  remedy: {
    text: 'Set trainable on the layers that are to learn, then compile the model again.',
    code: 'model.layers.at(-1).trainable = true;\nmodel.compile({ optimizer, loss });',
  },
});

const changed = (): Symptom => ({
  severity: 'warning',
  confidence: 0.9,
  layer: null,
  evidence: countEvidence(
    'changes of trainable since compile',
    1,
    'TensorFlow.js collects the variables when the model is compiled',
  ),
  problem: 'Layers were set free after the model was compiled',
  meaning:
    'fit trains the variables that were trainable when the model was compiled: these layers stay as they are.',
  remedy: { text: 'Compile the model again.', code: 'model.compile({ optimizer, loss });' },
});

const unfrozen = (name: string): Symptom => ({
  severity: 'warning',
  confidence: 0.9,
  layer: name,
  evidence: countEvidence(
    'frozen models whose layers are trained',
    1,
    "tfjs: a Sequential runs its first model's layers as its own, each with a trainable of its own",
  ),
  problem: `${name} is frozen as a whole, and its layers are trained all the same`,
  meaning:
    'TensorFlow.js runs the layers of a model that a Sequential begins with as its own, and looks at the trainable of each of them: ' +
    'the first steps change weights that were to stay.',
  remedy: {
    text: 'Freeze its layers one by one, and compile the model again.',
    code: 'for (const layer of base.layers) layer.trainable = false; // base: the frozen model\nmodel.compile({ optimizer, loss });',
  },
});

const atRandom = (layers: readonly tf.layers.Layer[]): Symptom[] =>
  layers.length === 0
    ? []
    : [
        {
          severity: 'warning',
          confidence: 0.5,
          layer: layers[0]!.name,
          evidence: countEvidence(
            'frozen layers whose biases are all zero',
            layers.length,
            'initialisations set biases to zero, and a training moves them',
          ),
          problem: `${layers.map(({ name }) => name).join(', ')}: frozen with biases that are all zero, as an initialisation leaves them`,
          meaning:
            'A frozen layer is of use where it was trained before; at random weights it gives random features.',
          remedy: {
            text: 'Load the trained weights before freezing, or let the layer learn.',
            code: `model.getLayer('${layers[0]!.name}').trainable = true;\nmodel.compile({ optimizer, loss });`,
          },
        },
      ];

/** Whether a layer has biases that no training has moved. */
function isAtRandom(layer: tf.layers.Layer): boolean {
  const { bias } = fieldsOf(layer) as { bias?: tf.layers.Layer['weights'][number] | null };
  if (!bias || typeof bias.read !== 'function') return false;
  return variableOf(bias)
    .dataSync<'float32'>()
    .every((value) => value === 0);
}
