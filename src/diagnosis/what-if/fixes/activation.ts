import { fromKerasName, traitsOf } from '../../../activations';
import type { MlpSpec } from '../../../networks';
import { changeLayers, type LayerConfig, type NewLayer } from '../model-config';
import type { Fix } from '../subject';

/** PyTorch's slope of a leaky ReLU below zero. */
const ALPHA = 0.01;

/** Layers with a matrix whose activation can be another one. */
export const DENSE_OR_CONV = /^(Dense|Conv1D|Conv2D|Conv3D|Conv2DTranspose|SeparableConv2D|DepthwiseConv2D)$/;

/**
 * ReLU in the place of an activation that saturates, or of none at all; a slope below zero in the place of the ReLU, whose units
 * can die.
 */
export const activation: Fix = {
  name: 'activation',
  notebook: '05-relu-and-its-relatives',
  apply(subject, { activation, hasActivation, outputLayers }) {
    const { spec, config } = subject;
    if (spec !== null) {
      const next = 'units' in spec ? null : nextOf(activation ?? 'relu');
      if (next === null) return null;
      return {
        subject: { ...subject, spec: { ...(spec as MlpSpec), activation: next } },
        change: `activation: '${next}'`,
        activation: next,
      };
    }
    if (config === null) return null;
    const used = new Set<string>();
    const saturates = activation === null || nextOf(activation) === 'relu';
    const changed = changeLayers(config, (layer) => {
      const now = activationOf(layer);
      if (now === null || outputLayers.has(layer.name)) return null;
      // With several activations, those that saturate are changed.
      const next = now === 'linear' ? (hasActivation ? null : 'relu') : nextOf(now);
      if (next === null || (next === 'leakyRelu' && saturates)) return null;
      used.add(next);
      return withActivation(layer, next);
    });
    const [next] = used;
    if (next === undefined) return null;
    return { subject: { ...subject, config: changed }, change: `activation: '${next}'`, activation: next };
  },
};

function nextOf(now: string): 'relu' | 'leakyRelu' | null {
  if (now === 'relu') return 'leakyRelu';
  const traits = traitsOf(now);
  return traits !== null && (traits.range[1] < Infinity || !traits.isZeroAtZero) ? 'relu' : null;
}

/** The activation of a dense, convolutional or activation layer, 'linear' for none; null for other layers. */
function activationOf({ className, config }: LayerConfig): string | null {
  if (className === 'ReLU') return config.max_value === 6 ? 'relu6' : 'relu';
  if (className !== 'Activation' && className !== 'Clipped' && !DENSE_OR_CONV.test(className)) return null;
  const name = (config.activation as string | undefined) ?? 'linear';
  return className === 'Clipped' ? name : fromKerasName(name);
}

function withActivation({ className, config }: LayerConfig, next: 'relu' | 'leakyRelu'): readonly NewLayer[] {
  const leaky = { className: 'LeakyReLU', config: { alpha: ALPHA } };
  if (DENSE_OR_CONV.test(className))
    return next === 'relu'
      ? [{ className, config: { ...config, activation: 'relu' } }]
      : [{ className, config: { ...config, activation: 'linear' } }, leaky];
  return [next === 'relu' ? { className: 'Activation', config: { activation: 'relu' } } : leaky];
}
