// A forward and backward pass with an observer, as a graph.
import { scope, tf } from '../backend';
import { compileWith, type Compiled } from '../graph';
import { DeferredObserver } from './deferred-observer';
import { ForwardGraph, withEagerLoss, type EagerLoss } from './eager-loss';
import type { Inputs, Targets } from './loss';
import type { Observer } from './observer';
import { valueAndGradients, type GradientContext } from './value-and-gradients';

// A type, not an interface: tf.dispose would not take one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Results = { readonly loss: tf.Tensor; readonly observed: tf.Tensor[] };

/**
 * A pass as a graph that writes no variable. The first run traces it, for tensors of those shapes. A loss function of the
 * caller's own runs eagerly, between a graph of the forward pass and this one.
 */
export class CompiledPass {
  readonly #graph: Compiled<[Inputs, Targets, EagerLoss | null], Results>;
  /** The forward pass up to a loss that runs eagerly; null where the loss is a part of the graph. */
  readonly #forward: ForwardGraph | null;
  #deferred: DeferredObserver | null = null;

  constructor(context: GradientContext, wants: (quantity: string) => boolean) {
    this.#forward = context.loss.dependsOn ? null : new ForwardGraph(context.model, 'observe');
    const traced = (x: Inputs, y: Targets, eagerLoss: EagerLoss | null): Results => {
      const deferred = new DeferredObserver(wants);
      try {
        const { value: loss } = withEagerLoss(context, eagerLoss, (own) =>
          valueAndGradients(own, x, y, deferred),
        );
        this.#deferred = deferred;
        return { loss, observed: deferred.tensors.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(deferred.tensors);
      }
    };
    this.#graph = compileWith(traced, 'observe', { writes: false });
  }

  /**
   * Runs the graph, and replays to the observer what it computed.
   *
   * @returns the loss
   * @throws {TraceError} where the model does what a graph can't hold
   */
  run({ loss: lossOf }: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
    return scope(() => {
      const { loss, observed } = this.#graph(x, y, this.#forward?.run(lossOf, x, y) ?? null);
      this.#deferred!.replay(observer, observed);
      return loss.dataSync<'float32'>()[0]!;
    });
  }

  dispose(): void {
    this.#graph.dispose();
    this.#forward?.dispose();
  }
}
