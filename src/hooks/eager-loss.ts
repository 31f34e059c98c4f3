// A loss function of the caller's own runs eagerly (a graph break): one graph ends before it, another one begins at its gradient.
import { engine, tf } from '../backend';
import { collectFresh, compileWith, supplyFresh, TraceError, type Compiled } from '../graph';
import type { Inputs, Loss, Targets } from './loss';
import { trainableVariables } from './trainable';
import type { GradientContext } from './value-and-gradients';

/** The result of a loss that ran eagerly, as inputs of the graph behind it. */
export interface EagerLoss {
  readonly value: tf.Tensor;
  /** The gradients of the value with respect to the model's outputs. */
  readonly gradients: tf.Tensor[];
  /** The random tensors that the forward pass drew, such as dropout masks: the graph behind the loss uses the same ones. */
  readonly drawn: tf.Tensor[];
}

/** A model's forward pass as a graph, followed by the loss, which runs eagerly. */
export class ForwardGraph {
  readonly #model: tf.LayersModel;
  readonly #graph: Compiled<[Inputs], { readonly output: Inputs; readonly drawn: tf.Tensor[] }>;

  /** @param name the name of the caller, in errors */
  constructor(model: tf.LayersModel, name: string) {
    this.#model = model;
    const traced = (x: Inputs) => {
      const { result: output, drawn } = collectFresh(() => model.apply(x, { training: true }) as Inputs);
      try {
        return { output, drawn: drawn.map((tensor) => tf.clone(tensor)) };
      } finally {
        tf.dispose(drawn);
      }
    };
    this.#graph = compileWith(traced, name, { writes: false });
  }

  /** Runs the forward pass and the loss. Call it within tf.tidy. */
  run(loss: Loss, x: Inputs, y: Targets): EagerLoss {
    const { output, drawn } = this.#graph(x);
    return { ...lossAndGradients(this.#model, loss, y, output), drawn };
  }

  dispose(): void {
    this.#graph.dispose();
  }
}

/** The loss and its gradients with respect to the outputs; zeros for an output that the loss does not read. */
function lossAndGradients(
  model: tf.LayersModel,
  loss: Loss,
  y: Targets,
  output: Inputs,
): Omit<EagerLoss, 'drawn'> {
  const outputs = [output].flat();
  const xs = [...outputs, ...trainableVariables(model)];
  const { value, grads } = engine().gradients(() => loss(y, output).asScalar(), xs, null, true);
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

/** Runs a part of a trace with an eager loss in the place of the context's; null leaves the context's own. */
export function withEagerLoss<C extends GradientContext, R>(
  context: C,
  eagerLoss: EagerLoss | null,
  work: (context: C) => R,
): R {
  if (eagerLoss === null) return work(context);
  const { value, gradients, drawn } = eagerLoss;
  const replacement = (_: Targets, output: Inputs): tf.Tensor =>
    tf.customGrad(() => ({
      value: tf.clone(value),
      gradFunc: (dy: tf.Tensor) => gradients.map((gradient) => tf.mul(gradient, dy)),
    }))(...[output].flat());
  const { where } = context.loss;
  const loss: Loss = Object.assign(replacement, { where, outputs: null, dependsOn: [] });
  return supplyFresh(drawn, () => work({ ...context, loss }));
}
