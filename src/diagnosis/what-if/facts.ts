// The facts of a network and its data that decide which fixes apply.
import { activationNameOf } from '../../activations';
import { variableOf, type tf } from '../../backend';
import { mixesInputs } from '../../hooks';
import type { NetworkSpec } from '../../networks';
import type { LayerCall } from '../plan/layer-calls';
import type { Plan } from '../plan/plan';
import type { Facts } from './subject';

/** Reads the facts off the plan of a training, and off the network's spec where there is one. */
export function factsOf(plan: Plan, spec: NetworkSpec | null, x: tf.Tensor): Facts {
  const { layers, calls, outputs, optimizer } = plan;
  const outputLayers = new Set(calls.outputs.flatMap(outputLayersOf));
  const hidden = layers.filter(({ name }) => !outputLayers.has(name));
  const found = new Set(hidden.map(activationNameOf).filter((name) => name !== null));
  const own = spec as { activation?: string } | null;
  return {
    activation: own === null ? (found.size === 1 ? [...found][0]! : null) : (own.activation ?? 'relu'),
    hasActivation: found.size > 0,
    kinds: new Set(layers.map((layer) => layer.getClassName())),
    outputLayers,
    evenLayers: new Set(
      calls.all
        .filter((call) => mixesInputs(call.layer) && !outputLayers.has(call.layer.name) && isEven(call))
        .map(({ layer }) => layer.name),
    ),
    output: outputs.length === 1 ? outputs[0]! : null,
    forgetBias: forgetBiasOf(layers),
    sequenceLength: layers.some((layer) => 'cell' in layer) ? (x.shape[1] ?? null) : null,
    optimizer: optimizer.name,
    learningRate: optimizer.learningRate,
  };
}

const isEven = ({ inputShapes, outputShape }: LayerCall): boolean =>
  inputShapes.length === 1 && String(inputShapes[0]) === String(outputShape);

/** The names of a call and those before it, back to the nearest matrix. */
function outputLayersOf({ layer, inputs }: LayerCall): string[] {
  if (mixesInputs(layer) || inputs.length !== 1) return [layer.name];
  return [layer.name, ...outputLayersOf(inputs[0]!)];
}

/** The least mean of the forget gates' biases, the second of four; null without an LSTM that has some. */
function forgetBiasOf(layers: readonly tf.layers.Layer[]): number | null {
  const means = layers
    .map(lstmBias)
    .filter((bias) => bias !== null)
    .map((bias) => {
      const values = variableOf(bias).dataSync<'float32'>();
      const units = values.length / 4;
      return values.slice(units, 2 * units).reduce((sum, one) => sum + one / units, 0);
    });
  return means.length === 0 ? null : Math.min(...means);
}

/** The biases of an LSTM's gates; null for other layers. */
export function lstmBias(layer: tf.layers.Layer): tf.layers.Layer['weights'][number] | null {
  if (!layer.getClassName().startsWith('LSTM')) return null;
  return layer.weights.find(({ originalName }) => originalName.includes('bias')) ?? null;
}
