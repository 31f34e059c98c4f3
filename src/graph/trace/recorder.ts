// Records a function as a graph: the function runs op by op once, and every op that it runs becomes a node.
import { aliasOf, backend, engine, releaseTape, tf, type StatefulLayer } from '../../backend';
import { drawingLayer, TraceError } from '../errors';
import { constant, type Data, type Graph, type Value } from '../ir';
import { resetTracing, withContext, type TraceContext } from '../tracing';
import { rewrite } from '../traverse';
import { graphType } from './attrs';
import { intercept, untraced, type Handlers } from './interception';
import { TracedInputs, type GeneratedInput } from './traced-inputs';
import { TracedOptimizers } from './traced-optimizers';
import { TracedStates } from './traced-states';
import { TracedTensors } from './traced-tensors';
import { TracedVariables } from './traced-variables';
import { tracingBinding } from './tracing-binding';

/** A recorded function. */
export interface Recording {
  readonly graph: Graph;
  /** The inputs that are made at each call; in the graph they come after those of the caller. */
  readonly generated: readonly GeneratedInput[];
  /** The variables that the graph reads or writes, by their slots. */
  readonly variables: readonly tf.Variable[];
  /** How many steps each optimiser took. */
  readonly steps: ReadonlyMap<tf.Optimizer, number>;
  /** The variables that the function created. */
  readonly created: readonly tf.Variable[];
  /** The stateful layers that ran, with the number of their states: the graph's last outputs are their next states. */
  readonly states: readonly { readonly layer: StatefulLayer; readonly count: number }[];
}

/**
 * Records a function. It really runs, since its results give every shape, and the first values of variables that it creates, such
 * as an optimiser's; afterwards every variable is restored.
 *
 * @param fn gets stand-ins for the inputs, and gives the tensors that the graph is to give
 * @param mayCreateVariables whether the function may create variables
 * @throws {TraceError} where the function does what a graph can't hold
 */
export function record(
  fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[],
  inputs: readonly tf.Tensor[],
  mayCreateVariables = true,
): Recording {
  const recorder = new Recorder(mayCreateVariables);
  try {
    return recorder.run(fn, inputs);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    recorder.restore();
  }
}

class Recorder implements TraceContext, Handlers {
  readonly #native = backend().binding;
  readonly #untraced = <R>(work: () => R): R => untraced(this.#native, work);
  readonly #mayCreateVariables: boolean;
  readonly #tensors = new TracedTensors(this.#native);
  readonly #inputs = new TracedInputs();
  readonly #variables = new TracedVariables(this.#tensors, this.#untraced);
  readonly #optimizers = new TracedOptimizers(this.#inputs);
  readonly #states = new TracedStates(this.#tensors, this.#inputs);
  readonly binding = tracingBinding(this.#native, this.#tensors, this.#optimizers);
  #gate: Value | null = null;
  #isFinished = false;

  constructor(mayCreateVariables: boolean) {
    this.#mayCreateVariables = mayCreateVariables;
  }

  run(fn: (inputs: tf.Tensor[]) => readonly tf.Tensor[], given: readonly tf.Tensor[]): Recording {
    let recording!: Recording;
    tf.tidy(() => {
      // A stand-in for each: the same tensor may be given twice, or be a variable.
      const standIns = given.map((tensor) => this.#tensors.standIn(tensor, this.#inputs.add(tensor)));
      for (const variable of Object.values(engine().registeredVariables)) this.#variables.adopt(variable);
      recording = withContext(this, () => {
        const restore = intercept(this);
        try {
          return this.#recordingOf(fn(standIns));
        } finally {
          restore();
        }
      });
    });
    this.#isFinished = true;
    return recording;
  }

  /** Restores variables and states, and disposes of what an unfinished recording has made. */
  restore(): void {
    this.#variables.restore();
    this.#states.restore();
    if (!this.#isFinished) disposeFirstTensors(this.#inputs.generated);
  }

  fresh(make: () => tf.Tensor): tf.Tensor {
    return this.#untraced(() => {
      const tensor = make();
      const value = this.#inputs.generate(tensor, make, { first: aliasOf(tensor) });
      return this.#tensors.standIn(tensor, value);
    });
  }

  writeOnlyIf(condition: tf.Tensor): void {
    this.#gate = this.#tensors.of(condition);
  }

  /** A tensor from outside of the function is a constant: tensors do not change. */
  onIds(tensors: readonly tf.Tensor[], ids: readonly number[]): void {
    tensors.forEach(({ shape, dtype }, i) => {
      const id = ids[i]!;
      if (this.#tensors.get(id)) return;
      const data = this.#native.tensorDataSync(id) as Data;
      this.#tensors.set(id, constant(data, [...shape], graphType(dtype)));
    });
  }

  onVariable(make: () => tf.Variable): tf.Variable {
    if (!this.#mayCreateVariables) {
      throw new TraceError(
        'the function makes a variable at each call, and a graph would have one for all calls',
        'Make it outside of the function, once; for a value of this call use a tensor',
      );
    }
    const variable = make();
    this.#variables.adopt(variable);
    this.#variables.created.push(variable);
    return variable;
  }

  onRead(dataId: object): void {
    const { tensorMap } = backend();
    if (!tensorMap.has(dataId)) return;
    const { values, id } = tensorMap.get(dataId);
    const value = values === null ? this.#tensors.get(id) : undefined;
    if (value === undefined || value.node.op === 'Const') return;
    throw new TraceError(
      "a tensor's value is read while the function is traced, and a graph has none yet",
      'Return the tensor and read it outside; for a choice between values use tf.where',
    );
  }

  onRandom(): void {
    const layer = drawingLayer();
    if (layer !== null) {
      throw new TraceError(
        `a layer of class ${layer} draws random numbers, which a graph would have the same at each call`,
        'Run the model op by op, or drop units by a mask that is made anew: fresh(() => …)',
      );
    }
    throw new TraceError(
      'random numbers are drawn while the function is traced, and would be the same at each call',
      'Wrap the draw, fresh(() => tf.randomNormal([32])), or pass the numbers as an argument',
    );
  }

  onStep(optimizer: tf.Optimizer): number {
    return this.#optimizers.placeholderFor(optimizer);
  }

  onStates(layer: StatefulLayer): void {
    this.#states.beforeChange(layer);
  }

  onInterrupt(): void {
    resetTracing();
    this.restore();
  }

  #recordingOf(outputs: readonly tf.Tensor[]): Recording {
    const results = outputs.map((output) => {
      graphType(output.dtype);
      return this.#tensors.of(output);
    });
    const updates = this.#variables.updates();
    const states = this.#states.next();
    const all = [...results, ...states.flatMap(({ values }) => values)];
    return {
      graph: rewrite({ outputs: all, updates, gate: this.#gate }, this.#states.replaceConstants),
      generated: this.#inputs.generated,
      variables: this.#variables.used,
      steps: this.#optimizers.steps,
      created: this.#variables.created,
      states: states.map(({ layer, values }) => ({ layer, count: values.length })),
    };
  }
}

/** Disposes of the tensors that were made while tracing, for the first call. */
export function disposeFirstTensors(generated: readonly GeneratedInput[]): void {
  tf.dispose(generated.map(({ first }) => first).filter((first) => first !== null));
}
