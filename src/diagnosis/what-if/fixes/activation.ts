import type { MlpSpec } from '../../../networks';
import type { Fix } from '../subject';

const SATURATING = ['sigmoid', 'tanh', 'hardSigmoid', 'hardTanh', 'softplus', 'relu6'];

/** ReLU in the place of an activation that saturates; a slope below zero in the place of the ReLU, whose units can die. */
export const activation: Fix = {
  name: 'activation',
  notebook: '05-relu-and-its-relatives',
  apply(subject, facts) {
    const { spec } = subject;
    if (spec === null || 'units' in spec) return null;
    const now = facts.activation ?? 'relu';
    const next = SATURATING.includes(now) ? 'relu' : now === 'relu' ? 'leakyRelu' : null;
    if (next === null) return null;
    return {
      subject: { ...subject, spec: { ...(spec as MlpSpec), activation: next } },
      change: `activation: '${next}'`,
    };
  },
};
