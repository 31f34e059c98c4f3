// The network of a state: a spec of the library, which builders and theory take.
import { mlp, residual, type MlpSpec, type ResidualSpec } from '../networks';
import type { tf } from '../backend';
import type { InitializerSpec } from '../initializers';
import { INPUTS, OUTPUTS, type PlayState } from './state';

/** √(fan_in · Var(w)) of each initialiser, between layers of one width. */
const WEIGHT_DEVIATIONS: Readonly<Record<PlayState['initializer'], number>> = {
  pytorch: 1 / Math.sqrt(3),
  xavierNormal: 1,
  heNormal: Math.SQRT2,
  lecunNormal: 1,
  orthogonal: 1,
};

/** σ_w of the hidden layers: the standard deviation of a weight, times the root of the width. */
export const weightDeviation = ({ initializer, scale }: PlayState): number =>
  scale * WEIGHT_DEVIATIONS[initializer];

/** The initialiser with its gain. PyTorch's has none: with another scale it is LeCun's uniform of the same variance. */
function initializerOf(state: PlayState): InitializerSpec {
  const { initializer, scale, width } = state;
  if (scale === 1) return initializer;
  const gain = weightDeviation(state);
  if (initializer !== 'pytorch') return { name: initializer, gain };
  return { name: 'lecunUniform', gain, biasStd: 1 / Math.sqrt(3 * width) };
}

/** The sizes of inputs and outputs. */
export interface Ends {
  readonly inputs: number;
  readonly outputs: number;
}

/** The spec of a state. Skip connections lead past every layer but the first, which may have another width than the input. */
export function specOf(
  state: PlayState,
  { inputs, outputs }: Ends = { inputs: INPUTS, outputs: OUTPUTS },
): MlpSpec | ResidualSpec {
  const { depth, width, activation, normalization, seed } = state;
  const common = { inputs, outputs, activation, normalization, initializer: initializerOf(state), seed };
  return state.skip && depth > 1
    ? { ...common, width, blocks: depth - 1, layersPerBlock: 1 }
    : { ...common, hidden: Array<number>(depth).fill(width) };
}

/** Builds the model of a spec. */
export const buildNetwork = (spec: MlpSpec | ResidualSpec): tf.LayersModel =>
  'blocks' in spec ? residual(spec) : mlp(spec);

/** The line of code that makes the network in a notebook. */
export function codeOf(state: PlayState): string {
  const spec = specOf(state);
  const entries = Object.entries(spec).filter(
    ([key, value]) => !(key === 'normalization' && value === 'none') && value !== undefined,
  );
  const text = (key: string, value: unknown): string =>
    key === 'hidden'
      ? `Array(${state.depth}).fill(${state.width})`
      : JSON.stringify(value)
          .replace(/"(\w+)":/g, '$1: ')
          .replaceAll('"', "'")
          .replaceAll(',', ', ');
  return `${'blocks' in spec ? 'residual' : 'mlp'}({ ${entries.map(([key, value]) => `${key}: ${text(key, value)}`).join(', ')} })`;
}
