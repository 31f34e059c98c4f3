// Named states to begin with: the opening example, causes, cures, and places to look for.
import { DEFAULT_STATE, type PlayState } from './state';

/** A named state. */
export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly group: 'Begin' | 'Causes' | 'Cures' | 'Further';
  readonly state: PlayState;
}

const from = (change: Partial<PlayState>): PlayState => ({ ...DEFAULT_STATE, ...change });
const deep = { depth: 20, width: 64, batch: 64 } as const;

export const PRESETS: readonly Preset[] = [
  { id: 'opening', label: 'The opening example', group: 'Begin', state: DEFAULT_STATE },
  { id: 'depth', label: 'Too deep', group: 'Causes', state: from({ depth: 40, width: 64 }) },
  {
    id: 'small-weights',
    label: 'Small weights',
    group: 'Causes',
    state: from({ ...deep, activation: 'tanh', initializer: 'pytorch' }),
  },
  {
    id: 'large-weights',
    label: 'Large weights',
    group: 'Causes',
    state: from({ ...deep, activation: 'relu', initializer: 'heNormal', scale: 2 }),
  },
  {
    id: 'saturation',
    label: 'Saturation',
    group: 'Causes',
    state: from({ ...deep, activation: 'sigmoid', initializer: 'xavierNormal', scale: 12.7 }),
  },
  {
    id: 'relu',
    label: 'ReLU with He’s weights',
    group: 'Cures',
    state: from({ ...deep, activation: 'relu', initializer: 'heNormal' }),
  },
  {
    id: 'initialisation',
    label: 'Weights that fit',
    group: 'Cures',
    state: from({ ...deep, activation: 'tanh', initializer: 'xavierNormal' }),
  },
  {
    id: 'orthogonal',
    label: 'Orthogonal weights',
    group: 'Cures',
    state: from({ ...deep, depth: 60, activation: 'tanh', initializer: 'orthogonal' }),
  },
  {
    id: 'normalisation',
    label: 'Normalisation',
    group: 'Cures',
    state: from({ ...deep, activation: 'sigmoid', normalization: 'batch' }),
  },
  {
    id: 'skips',
    label: 'Skip connections',
    group: 'Cures',
    state: from({ ...deep, activation: 'tanh', skip: true }),
  },
  {
    id: 'edge-of-chaos',
    label: 'Find the edge of chaos',
    group: 'Further',
    state: from({
      depth: 40,
      width: 128,
      batch: 64,
      activation: 'tanh',
      initializer: 'lecunNormal',
      scale: 1.5,
    }),
  },
];
