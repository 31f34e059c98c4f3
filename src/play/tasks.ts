// Tasks: a state to start from, and what has to be reached. A task is done when the measurement says so.
import { meanFactor, saturatedShare, type Measurement } from './measurement';
import { DEFAULT_STATE, type PlayState } from './state';

/** A task. */
export interface Task {
  readonly id: string;
  readonly words: string;
  readonly hint: string;
  readonly start: PlayState;
  readonly isDone: (measurement: Measurement) => boolean;
}

const from = (change: Partial<PlayState>): PlayState => ({
  ...DEFAULT_STATE,
  width: 64,
  batch: 64,
  ...change,
});

/** The gradient at the first layer over that at the last hidden one. */
const overAll = (measurement: Measurement): number =>
  (meanFactor(measurement) ?? NaN) ** (measurement.layers.length - 2);

const isLevel = (measurement: Measurement): boolean => {
  const ratio = overAll(measurement);
  return ratio > 0.2 && ratio < 5;
};

export const TASKS: readonly Task[] = [
  {
    id: 'level-tanh',
    words:
      'Make the gradient of thirty layers of tanh level, within a factor of five, with the weight scale alone.',
    hint: 'The factor of a layer should come to one. Which σ_w does that?',
    start: from({ depth: 30, activation: 'tanh' }),
    isDone: (seen) =>
      seen.state.depth >= 30 &&
      seen.state.activation === 'tanh' &&
      seen.state.normalization === 'none' &&
      !seen.state.skip &&
      isLevel(seen),
  },
  {
    id: 'explode',
    words: 'Make a gradient explode: a thousand times as large at the first layer as at the last hidden one.',
    hint: 'Many layers, each with a factor above one.',
    start: from({ depth: 20, activation: 'relu', initializer: 'heNormal' }),
    isDone: (seen) => overAll(seen) > 1000 || seen.layers.some(({ gradient }) => gradient === Infinity),
  },
  {
    id: 'save-sigmoid',
    words:
      'Twenty layers of sigmoid: bring a tenth of the gradient to the first layer, with no more than a tenth of the units of any layer saturated.',
    hint: 'Large weights alone have a price: look at z. What divides by the size of what comes in? What leads past the layers?',
    start: from({ depth: 20 }),
    isDone: (seen) =>
      seen.state.depth >= 20 &&
      seen.state.activation === 'sigmoid' &&
      overAll(seen) > 0.1 &&
      saturatedShare(seen) <= 0.1,
  },
];

export const taskOf = (id: string | null): Task | undefined => TASKS.find((task) => task.id === id);
