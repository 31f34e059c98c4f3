// A finding: one thing that keeps a network from training, with its place, its evidence and what to do.
import type { FixName } from './fix-names';

/**
 * The causes that findings name. The names are those of the public set of labelled programs in bench/diagnosis, so that verdicts
 * and labels can be compared.
 */
export const CAUSES = [
  'softmax-on-one-unit',
  'softmax-twice',
  'logits-into-probability-loss',
  'output-activation-mismatch-loss',
  'wrong-loss-for-task',
  'labels-do-not-fit-output',
  'shape-broadcast',
  'data-mistake',
  'inputs-not-scaled',
  'targets-not-scaled',
  'missing-nonlinearity',
  'frozen-or-disconnected',
  'zero-derivative-op',
  'normalization-misuse',
  'recurrent-sequence-misuse',
  'dropout-too-strong',
  'capacity-too-small',
  'bad-initialization',
  'vanishing-gradient',
  'exploding-gradient',
  'saturating-hidden-activation',
  'dying-relu',
  'dead-output',
  'learning-rate-too-high',
  'learning-rate-too-low',
  'wrong-optimizer',
  'batch-size',
  'too-few-steps',
  'wrong-metric-only',
  'not-a-training-fault',
] as const;

/** The kind of cause that a finding names. */
export type Cause = (typeof CAUSES)[number];

/**
 * How bad it is. 'error': training fails, or stays at what a constant would reach. 'warning': training is slower or ends worse than
 * it needs to. 'info': worth knowing, such as that something is ruled out.
 */
export type Severity = 'error' | 'warning' | 'info';

/** The look that found it: the plan (no pass is run), the start (a few observed passes), or the training (short runs). */
export type Look = 'plan' | 'start' | 'training';

/** A look that was not taken, and why. */
export interface SkippedLook {
  /** The look. */
  readonly look: Look;
  /** The reason, a clause. */
  readonly reason: string;
}

/** The beginning of the reason why looks are not taken at what `train` refuses. */
export const REFUSES = 'training refuses the data';

/** The number that a finding rests on. */
export interface Evidence {
  /** The quantity that was measured, in words: 'units of the output'. */
  readonly quantity: string;
  /** The measured value, in the quantity's unit. */
  readonly value: number;
  /** The value from which it counts, in the same unit; null where any value does. */
  readonly threshold: number | null;
  /** The origin of the threshold: arithmetic, a theory with its paper, or a measurement beside it. */
  readonly basis: string;
}

/** The change that a finding suggests. */
export interface Remedy {
  /** The change, in a sentence. */
  readonly text: string;
  /** The change as code, for the reader's program; null where none can be written. */
  readonly code: string | null;
  /** The fixes of `whatIf` that make this change together, such as ['activation', 'initializer']. Default: none does. */
  readonly fixes?: readonly FixName[];
}

/** An observation of a rule: a finding without the fields that its rule fills in. */
export interface Symptom {
  /** The severity, which decides on the order of a report. */
  readonly severity: Severity;
  /** The certainty that this is what is wrong, from 0 to 1; where chance decides, the share of starts in which it was seen. */
  readonly confidence: number;
  /** The name of the layer, input or output; null for the whole. */
  readonly layer: string | null;
  /** The rows of the data that it is about; at most ten. Default: none. */
  readonly rows?: readonly number[];
  /** The columns of the data that it is about; at most ten. Default: none. */
  readonly columns?: readonly number[];
  /** The number that it rests on. */
  readonly evidence: Evidence;
  /** The fault, in a sentence with its numbers. */
  readonly problem: string;
  /** The reason why that keeps the network from training, in a sentence or two. */
  readonly meaning: string;
  /** The change that is suggested. */
  readonly remedy: Remedy;
  /** The cause, where it is not the rule's. */
  readonly cause?: Cause;
}

/** One thing that was found. */
export interface Finding extends Omit<Symptom, 'rows' | 'columns' | 'cause' | 'remedy'> {
  /** The name of the rule. */
  readonly rule: string;
  /** The kind of cause. */
  readonly cause: Cause;
  /** The look that found it. */
  readonly look: Look;
  /** The change that is suggested; its `fixes` are none where `whatIf` has no such fix. */
  readonly remedy: Required<Remedy>;
  /** The rows of the data that it is about; at most ten. */
  readonly rows: readonly number[];
  /** The columns of the data that it is about; at most ten. */
  readonly columns: readonly number[];
  /** The page of the course that explains it, without the extension; null where none does. */
  readonly notebook: string | null;
  /** The rule of the finding that explains this one; null for a root. */
  readonly explainedBy: string | null;
}
