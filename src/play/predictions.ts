// Questions to answer before the measurement shows: a curve to draw, or an answer to pick.
import { DEFAULT_STATE, type PlayState } from './state';

interface Question {
  readonly id: string;
  readonly state: PlayState;
  readonly words: string;
  /** The explanation, once the measurement shows. */
  readonly after: string;
}

/** A curve to draw. */
export interface DrawQuestion extends Question {
  readonly kind: 'draw';
  /** The ends of the axis as powers of ten, which give nothing away. */
  readonly range: readonly [number, number];
}

/** An answer to pick. */
export interface PickQuestion extends Question {
  readonly kind: 'pick';
  readonly answers: readonly string[];
  /** The place of the right answer. */
  readonly right: number;
}

export type Prediction = DrawQuestion | PickQuestion;

const from = (change: Partial<PlayState>): PlayState => ({
  ...DEFAULT_STATE,
  width: 64,
  batch: 64,
  ...change,
});

export const PREDICTIONS: readonly Prediction[] = [
  {
    id: 'ten-sigmoids',
    kind: 'draw',
    state: from({ depth: 10 }),
    range: [-10, 2],
    words:
      'Ten layers of sigmoids with PyTorch’s first weights. The gradient at the logits is the point at the right. What do the layers before get?',
    after:
      'A straight line on a log axis: every layer multiplies by the same factor, about 0.14, and nine such steps leave about a fifty-millionth.',
  },
  {
    id: 'relu-he',
    kind: 'draw',
    state: from({ depth: 20, activation: 'relu', initializer: 'heNormal' }),
    range: [-6, 4],
    words: 'Twenty layers of ReLUs with He’s weights. Draw the gradient.',
    after:
      'Level, give or take: the weights make up for the half that a ReLU cuts off. How much it wanders is the luck of one draw.',
  },
  {
    id: 'doubled-weights',
    kind: 'pick',
    state: from({ depth: 30, width: 128, activation: 'relu', initializer: 'heNormal', scale: 2 }),
    words:
      'Thirty layers of ReLUs with He’s weights have a level gradient. Now all weights are doubled. How much larger is the gradient at the first layer than at the last hidden one?',
    answers: ['2 times', 'about 60 times', 'about 500 million times'],
    right: 2,
    after:
      'Between the last hidden layer and the first lie 29 steps, and each of them doubles: 2²⁹ is 537 million.',
  },
  {
    id: 'large-sigmoid',
    kind: 'pick',
    state: from({ depth: 20, initializer: 'xavierNormal', scale: 12.7 }),
    words:
      'Twenty layers of sigmoids, with Xavier’s weights made thirteen times as large. The gradient at the first layer is no smaller than at the logits now, and yet the network learns badly. Why does the sigmoid not get better?',
    answers: [
      'The gradient explodes at the first layer',
      'Most of its units are saturated',
      'The gradient at the logits is too small',
    ],
    right: 1,
    after:
      'Large weights make z large, out where the sigmoid is flat. Some units carry the gradient, and the others can’t move.',
  },
  {
    id: 'batch-norm',
    kind: 'draw',
    state: from({
      depth: 30,
      width: 128,
      activation: 'relu',
      initializer: 'heNormal',
      normalization: 'batch',
    }),
    range: [-6, 6],
    words:
      'Thirty layers of ReLUs, with batch norm before each. It keeps the size of z. What does it do to the gradient?',
    after:
      'It explodes, slowly: with batch norm a ReLU has a factor of about 1.21 a layer, whatever the weights are, some three hundred times over all layers.',
  },
];
