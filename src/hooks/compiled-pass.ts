// A pass forward and back with an observer, as a graph.
import { scope, tf } from '../backend';
import { compileWith, type Compiled } from '../graph';
import type { Inputs, Targets } from './loss';
import { valueAndGradients, type GradientContext } from './value-and-gradients';
import type { Observer } from './table-observer';
import { DeferredObserver } from './deferred-observer';
import { ForwardGraph, withEagerLoss, type EagerLoss } from './eager-loss';

// A type, not an interface: tf.dispose would not take one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Seen = { readonly loss: tf.Tensor; readonly seen: tf.Tensor[] };

/** It is traced when it is first run, for tensors of those shapes and the quantities that are then wanted. It writes no variable. */
export class CompiledPass {
  private rehearsal: DeferredObserver | null = null;
  private readonly graph: Compiled<[Inputs, Targets, EagerLoss | null], Seen>;
  /** Where the loss is its user's code; else it is a part of the graph. */
  private readonly forward: ForwardGraph | null;

  constructor(context: GradientContext, wants: (quantity: string) => boolean) {
    this.forward = context.loss.dependsOn ? null : new ForwardGraph(context.model, 'observe');
    const traced = (x: Inputs, y: Targets, given: EagerLoss | null): Seen => {
      const rehearsal = new DeferredObserver(wants);
      try {
        const { value: loss } = withEagerLoss(context, given, (own) =>
          valueAndGradients(own, x, y, rehearsal),
        );
        this.rehearsal = rehearsal;
        return { loss, seen: rehearsal.tensors.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(rehearsal.tensors);
      }
    };
    this.graph = compileWith(traced, 'observe', { writes: false });
  }

  /** @throws {TraceError} where the model does what a graph can't hold */
  run({ loss: lossOf }: GradientContext, x: Inputs, y: Targets, observer: Observer): number {
    return scope(() => {
      const { loss, seen } = this.graph(x, y, this.forward?.run(lossOf, x, y) ?? null);
      this.rehearsal!.replay(observer, seen);
      return loss.dataSync()[0];
    });
  }

  dispose(): void {
    this.graph.dispose();
    this.forward?.dispose();
  }
}
