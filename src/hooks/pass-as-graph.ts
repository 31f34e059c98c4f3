// A pass forward and back with an observer, as a graph.
import { scope, tf } from '../backend';
import { compileWith, type Compiled } from '../graph';
import type { Inputs, Targets } from './loss';
import { gradientsOf, type PassContext } from './pass';
import type { Observer } from './recording';
import { Rehearsal } from './rehearsal';
import { Forward, withGiven, type Given } from './split';

// A type, not an interface: tf.dispose would not take one.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
type Seen = { readonly loss: tf.Tensor; readonly seen: tf.Tensor[] };

/** It is traced when it is first run, for tensors of those shapes and the quantities that are then wanted. It writes no variable. */
export class PassAsGraph {
  private rehearsal: Rehearsal | null = null;
  private readonly graph: Compiled<[Inputs, Targets, Given | null], Seen>;
  /** Where the loss is its user's code; else it is a part of the graph. */
  private readonly forward: Forward | null;

  constructor(context: PassContext, wants: (quantity: string) => boolean) {
    this.forward = context.loss.dependsOn ? null : new Forward(context.model, 'observe');
    const traced = (x: Inputs, y: Targets, given: Given | null): Seen => {
      const rehearsal = new Rehearsal(wants);
      try {
        const { value: loss } = withGiven(context, given, (own) => gradientsOf(own, x, y, rehearsal));
        this.rehearsal = rehearsal;
        return { loss, seen: rehearsal.tensors.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(rehearsal.tensors);
      }
    };
    this.graph = compileWith(traced, 'observe', { writes: false });
  }

  /** @throws {TraceError} where the model does what a graph can't hold */
  run({ loss: lossOf }: PassContext, x: Inputs, y: Targets, observer: Observer): number {
    return scope(() => {
      const { loss, seen } = this.graph(x, y, this.forward?.run(lossOf, x, y) ?? null);
      this.rehearsal!.tell(observer, seen);
      return loss.dataSync()[0];
    });
  }

  dispose(): void {
    this.graph.dispose();
    this.forward?.dispose();
  }
}
