// The losses that rules know, and what each takes.

/** The output that a loss takes. */
export type TakesOutput =
  /** Probabilities from 0 to 1, each on its own. */
  | 'probabilities'
  /** Probabilities of exclusive classes, which sum to 1. */
  | 'distribution'
  /** Logits of a softmax. */
  | 'logits'
  /** Logits of sigmoids, each on its own. */
  | 'binaryLogits'
  /** Numbers above 0. */
  | 'positive'
  /** Any numbers. */
  | 'numbers';

/** The targets that a loss takes. */
export type TakesTargets =
  /** Numbers from 0 to 1. */
  | 'probabilities'
  /** Rows that sum to 1. */
  | 'distribution'
  /** Class indices. */
  | 'indices'
  /** Class indices, or rows that sum to 1. */
  | 'classes'
  /** -1 and 1. */
  | 'signs'
  /** Numbers of at least 0. */
  | 'nonNegative'
  /** Numbers other than 0. */
  | 'nonZero'
  /** Any numbers. */
  | 'numbers';

/** A loss with what it takes. */
export interface LossKind {
  readonly output: TakesOutput;
  readonly targets: TakesTargets;
  /** Whether it is a distance between numbers. */
  readonly isRegression: boolean;
}

const loss = (output: TakesOutput, targets: TakesTargets): LossKind => ({
  output,
  targets,
  isRegression: false,
});
const distance = (targets: TakesTargets, output: TakesOutput = 'numbers'): LossKind => ({
  output,
  targets,
  isRegression: true,
});

const KINDS = {
  binaryCrossentropy: loss('probabilities', 'probabilities'),
  categoricalCrossentropy: loss('distribution', 'distribution'),
  sparseCategoricalCrossentropy: loss('distribution', 'indices'),
  kullbackLeiblerDivergence: loss('distribution', 'distribution'),
  /** Softmax and cross-entropy in one: 'crossEntropy' here, tf.losses.softmaxCrossEntropy. */
  crossEntropy: loss('logits', 'classes'),
  /** Sigmoid and cross-entropy in one: tf.losses.sigmoidCrossEntropy. */
  sigmoidCrossEntropy: loss('binaryLogits', 'probabilities'),
  hinge: loss('numbers', 'signs'),
  squaredHinge: loss('numbers', 'signs'),
  /** The hinge that takes 0 and 1: tf.losses.hingeLoss. */
  binaryHinge: loss('numbers', 'probabilities'),
  categoricalHinge: loss('numbers', 'distribution'),
  cosineProximity: loss('numbers', 'numbers'),
  poisson: loss('positive', 'nonNegative'),
  meanSquaredError: distance('numbers'),
  meanAbsoluteError: distance('numbers'),
  meanAbsolutePercentageError: distance('nonZero'),
  meanSquaredLogarithmicError: distance('nonNegative', 'positive'),
  logcosh: distance('numbers'),
} as const satisfies Record<string, LossKind>;

/** The name of a loss that rules know: fit's names, and those of losses on logits. */
export type KnownLoss = keyof typeof KINDS;

/** The known losses, each with what it takes. */
export const LOSS_KINDS: Readonly<Record<KnownLoss, LossKind>> = KINDS;

const SHORT_NAMES: Readonly<Record<string, KnownLoss>> = {
  mse: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  msle: 'meanSquaredLogarithmicError',
  kld: 'kullbackLeiblerDivergence',
  cosine: 'cosineProximity',
};

/** The loss of a name; null for an unknown one. */
export function knownLoss(name: string | null): KnownLoss | null {
  if (name === null) return null;
  if (name in KINDS) return name as KnownLoss;
  return SHORT_NAMES[name.toLowerCase()] ?? null;
}
