// A pass forward and back with an observer: op by op, or as a graph.
import { releaseTape, scope, tf } from '../backend';
import { compileWith, type Compiled } from '../graph';
import { instrument, recordWeights, variablesFor } from './instrument';
import type { LossFunction } from './loss';
import { quantitiesThroughTime, type Observer } from './recording';
import { Rehearsal } from './rehearsal';
import type { Site } from './sites';

export interface PassContext {
  readonly model: tf.LayersModel;
  readonly loss: LossFunction;
  readonly sites: readonly Site[];
}

export type Inputs = tf.Tensor | tf.Tensor[];

const goesBack = quantitiesThroughTime.filter((quantity) => quantity.startsWith('dL/'));

/**
 * Forward and backward on a batch: the loss, and the gradients under tfjs's names. Call it within tf.tidy.
 *
 * @param observer is told of what passes, and nothing is worked out that it does not want; null to look at nothing, and get all
 * gradients
 * @param look sees the model's output, in the scope of the gradient
 */
export function gradientsOf(
  { model, loss, sites }: PassContext,
  x: Inputs,
  y: tf.Tensor,
  observer: Observer | null,
  look?: (output: Inputs) => void,
): { value: tf.Scalar; grads: Record<string, tf.Tensor> } {
  const probes = observer && instrument(sites, observer);
  try {
    const forward = (): tf.Scalar => {
      const output = model.apply(x, { training: true }) as Inputs;
      look?.(output);
      return loss(y, output).asScalar();
    };
    const { value, grads } =
      observer && !goesBack.some((quantity) => observer.wants(quantity))
        ? { value: forward(), grads: {} }
        : tf.variableGrads(forward, observer ? variablesFor(model, sites, observer) : undefined);
    if (observer) recordWeights(sites, grads, observer);
    return { value, grads };
  } finally {
    probes?.remove();
  }
}

/** On the tape. The model is as it was afterwards. */
export function passOnTape(context: PassContext, x: Inputs, y: tf.Tensor, observer: Observer): number {
  const state = context.model.nonTrainableWeights.map((weight) => ({ weight, was: weight.read().clone() }));
  try {
    return scope(() => gradientsOf(context, x, y, observer).value.dataSync()[0]);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    // The pass moved batch norm's averages, as training would.
    for (const { weight, was } of state) {
      weight.write(was);
      was.dispose();
    }
  }
}

// A type, not an interface: tf.dispose would not take one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Seen = { readonly loss: tf.Tensor; readonly seen: tf.Tensor[] };

/** As a graph, for tensors of the shapes that it is traced with. It writes no variable. */
export class PassAsGraph {
  private rehearsal: Rehearsal;
  private readonly graph: Compiled<[Inputs, tf.Tensor], Seen>;

  /**
   * @param observer wants what the later ones will
   * @throws {TraceError} where the model does what a graph can't hold
   */
  constructor(context: PassContext, x: Inputs, y: tf.Tensor, observer: Observer) {
    this.rehearsal = new Rehearsal((quantity) => observer.wants(quantity));
    const traced = (input: Inputs, targets: tf.Tensor): Seen => {
      const { rehearsal } = this;
      try {
        const { value: loss } = gradientsOf(context, input, targets, rehearsal);
        return { loss, seen: rehearsal.tensors.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(rehearsal.tensors);
      }
    };
    this.graph = compileWith(traced, 'observe', { writes: false });
    this.graph.trace(x, y);
  }

  run(x: Inputs, y: tf.Tensor, observer: Observer): number {
    return scope(() => {
      const { loss, seen } = this.graph(x, y);
      this.rehearsal.tell(observer, seen);
      return loss.dataSync()[0];
    });
  }

  dispose(): void {
    this.graph.dispose();
  }
}
