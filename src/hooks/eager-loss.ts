// A loss that its user wrote stays JavaScript: one graph ends before it, and another one begins at its gradient.
import { engine, tf } from '../backend';
import { collecting, compileWith, supplying, TraceError, type Compiled } from '../graph';
import type { Inputs, Loss, Targets } from './loss';
import type { GradientContext } from './value-and-gradients';
import { trainableVariables } from './trainable';

/** What a graph without a loss of its own is given of it, and of the way there. */
export interface EagerLoss {
  readonly value: tf.Tensor;
  /** Of the value with respect to each of the model's outputs. */
  readonly gradients: tf.Tensor[];
  /** What layers drew on the way, such as masks: both graphs are to have the same. */
  readonly drawn: tf.Tensor[];
}

/** The model's output as a graph, and the loss on the tape. */
export class ForwardGraph {
  private readonly graph: Compiled<[Inputs], { readonly output: Inputs; readonly drawn: tf.Tensor[] }>;

  constructor(
    private readonly model: tf.LayersModel,
    name: string,
  ) {
    const traced = (x: Inputs) => {
      const { result: output, drawn } = collecting(() => model.apply(x, { training: true }) as Inputs);
      try {
        return { output, drawn: drawn.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(drawn);
      }
    };
    this.graph = compileWith(traced, name, { writes: false });
  }

  /** Runs the loss once. Call it within tf.tidy. */
  run(loss: Loss, x: Inputs, y: Targets): EagerLoss {
    const { output, drawn } = this.graph(x);
    return { ...lossGradient(this.model, loss, y, output), drawn };
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** An output that the loss does not read has the gradient zero. */
function lossGradient(
  model: tf.LayersModel,
  loss: Loss,
  y: Targets,
  output: Inputs,
): Omit<EagerLoss, 'drawn'> {
  const outputs = [output].flat();
  const all = [...outputs, ...trainableVariables(model)];
  const { value, grads } = engine().gradients(() => loss(y, output).asScalar(), all, null, true);
  if (grads.slice(outputs.length).some((grad) => grad !== undefined)) {
    throw new TraceError(
      'the loss function reads weights of the model besides its output',
      'Leave compiled out, or write a penalty on weights as a kernelRegularizer',
    );
  }
  if (grads.every((grad) => grad === undefined)) {
    throw new TypeError(
      `${loss.where}: the loss does not depend on any weight that trains, by operations that have a gradient`,
    );
  }
  return { value, gradients: outputs.map((one, i) => grads[i] ?? tf.zerosLike(one)) };
}

/** Runs a part of a trace with a loss that is known already. */
export function withEagerLoss<C extends GradientContext, R>(
  context: C,
  given: EagerLoss | null,
  work: (context: C) => R,
): R {
  if (given === null) return work(context);
  const { value, gradients, drawn } = given;
  const known = (_: Targets, output: Inputs): tf.Tensor =>
    tf.customGrad(() => ({
      value: tf.clone(value),
      gradFunc: (dy: tf.Tensor) => gradients.map((gradient) => tf.mul(gradient, dy)),
    }))(...[output].flat());
  const { where } = context.loss;
  const loss: Loss = Object.assign(known, { where, outputs: null, dependsOn: [] });
  return supplying(drawn, () => work({ ...context, loss }));
}
