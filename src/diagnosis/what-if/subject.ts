// The subject of an experiment: a network with its data and its training, and a fix that changes one of them.
import type { tf } from '../../backend';
import type { LossFunction, LossName } from '../../hooks';
import type { NetworkSpec } from '../../networks';
import type { Clipping, OptimizerSpec } from '../../training';
import type { FixName } from '../fix-names';
import type { OutputPlan } from '../plan/plan';
import type { ModelConfig } from './model-config';

/** A preparation of a model's weights before its training. */
export type Preparation = (model: tf.LayersModel, x: tf.Tensor, seed: number) => void;

/** A network with its data and its training, as plain data. A fix makes another one of it. */
export interface Subject {
  /** The spec of the network; null for a model without one. */
  readonly spec: NetworkSpec | null;
  /** The config of a model without a spec; null for a spec, and for a model that tfjs can't build anew. */
  readonly config: ModelConfig | null;
  /** The loss: a name, or a function; undefined for that which the model was compiled with. */
  readonly loss: LossName | LossFunction | undefined;
  /** The change of each column of x and y before the training. */
  readonly scaling: { readonly x: boolean; readonly y: boolean };
  /** The change of class labels: -1 and 1 become 0 and 1, or indices from 1 become indices from 0; null for none. */
  readonly relabel: 'y.add(1).div(2)' | 'y.sub(1)' | null;
  /** The preparations of the weights, one after the other. */
  readonly weights: readonly Preparation[];
  /** The spec that theory takes in the place of `spec`, where the weights are drawn otherwise; null for the same. */
  readonly theory: NetworkSpec | null;
  readonly optimizer: OptimizerSpec;
  /** The factor on the optimiser's learning rate. */
  readonly rateFactor: number;
  readonly clip: Partial<Clipping>;
}

/** The facts that decide whether a fix applies. */
export interface Facts {
  /** The activation of the hidden layers; null where there are several, or none that is known. */
  readonly activation: string | null;
  /** Whether a hidden layer has an activation. */
  readonly hasActivation: boolean;
  /** The class names of the layers. */
  readonly kinds: ReadonlySet<string>;
  /** The names of the layers that make up the output: its matrix, and what stands behind. */
  readonly outputLayers: ReadonlySet<string>;
  /** The names of the hidden layers with a matrix whose output has the shape of their input. */
  readonly evenLayers: ReadonlySet<string>;
  /** The output and the targets, of a network with one output. */
  readonly output: OutputPlan | null;
  /** The least forget bias of the LSTMs; null where there is none. */
  readonly forgetBias: number | null;
  /** The number of steps of a sequence, of a recurrent network. */
  readonly sequenceLength: number | null;
  /** The name of the optimiser. */
  readonly optimizer: string;
  readonly learningRate: number;
}

/** A fix as it is applied to a subject. */
export interface AppliedFix {
  readonly subject: Subject;
  /** The change, as code. */
  readonly change: string;
  /** The activation of the hidden layers afterwards, where it is another one. */
  readonly activation?: string;
  /** The optimiser's learning rate afterwards, without the subject's factor, where it is another one. */
  readonly learningRate?: number;
  /** The hidden layers whose output has the shape of their input afterwards, where these are others. */
  readonly evenLayers?: ReadonlySet<string>;
}

/** A fix: one change that is known to help against a cause. */
export interface Fix {
  readonly name: FixName;
  /** The page of the course that explains it, without the extension; null where none does. */
  readonly notebook: string | null;
  /** The subject with the fix; null where the fix does not apply. */
  readonly apply: (subject: Subject, facts: Facts) => AppliedFix | null;
}

/** The subject with one more preparation of its weights. */
export const withWeights = (subject: Subject, preparation: Preparation): Subject => ({
  ...subject,
  weights: [...subject.weights, preparation],
});
