// The types of compiled functions.

/** Options of `compile`. */
export interface CompileOptions {
  /** Whether XLA compiles the graph. Default: no; for networks of this size the plain graph is faster. */
  readonly xla?: boolean;
  /**
   * The engine that runs the graph. The native one is built by `npm run setup` where there is a C++ compiler. A graph with an op that it
   * lacks runs in TensorFlow; `inspect` says which op. It excludes `xla`. Default: 'tensorflow'.
   */
  readonly engine?: 'tensorflow' | 'native';
  /** The name in errors and in text. Default: the function's name. */
  readonly name?: string;
}

/** A function that runs as a graph. */
export interface Compiled<A extends unknown[], R> {
  (...args: A): R;
  /** Traces the function for these arguments and loads the graph, and does not run it. It throws what a call throws. */
  trace(...args: A): void;
  /** An entry for each trace so far: one for each combination of shapes, types and plain values. */
  inspect(): Inspection[];
  /**
   * The graphs as text, one for each trace, as they run after all passes. A line has a value's number, its type and shape, and the
   * op with its inputs and attributes; variables are written after `<-`.
   *
   * @example
   * const step = compile((x: tf.Tensor) => tf.relu(tf.add(x, 1)), { name: 'step' });
   * step.trace(tf.ones([2, 3]));
   * console.log(String(step));
   * // step(float32[2,3]):
   * //   %0: float32[2,3] = Input x_0
   * //   %1: float32[] = Const 1
   * //   %2: float32[2,3] = Add(%0, %1)
   * //   %3: float32[2,3] = Relu(%2)
   * //   return %3
   */
  toString(): string;
  /**
   * Writes a SavedModel that TensorFlow loads, in Python too, with the variables as they are now. Its signature is
   * 'serving_default': inputs and outputs have the names of their places, such as `x_0` and `loss`.
   *
   * @param folder the path of the SavedModel's folder, which is made when it does not exist
   * @param args arguments of the shapes and types of the trace to save; not needed when there is only one trace
   * @throws {Error} when no arguments are given and there is no trace yet, or several
   */
  save(folder: string, ...args: A | []): void;
  /** Frees sessions and graphs; variables keep their values. A later call throws an Error. */
  dispose(): void;
  /** The name in errors and in text. */
  readonly name: string;
}

/** The parts of a compiled graph, as numbers. */
export interface Inspection {
  /** The shapes and types of the arguments. */
  readonly signature: string;
  /** The number of nodes of each op. */
  readonly nodes: Readonly<Record<string, number>>;
  /** The number of nodes that were recorded, before any graph pass. */
  readonly recorded: number;
  /** The variables that the graph reads or writes. */
  readonly variables: readonly {
    /** The variable's name in tfjs. */
    readonly name: string;
    /** The variable's shape. */
    readonly shape: readonly number[];
    /** Whether the graph writes it. */
    readonly written: boolean;
  }[];
  /** The engine that runs the graph. */
  readonly engine: 'tensorflow' | 'native';
  /** The reason why TensorFlow runs a graph that the native engine was asked for; null where that is not so. */
  readonly engineReason: string | null;
  /** The size of TensorFlow's graph with its constants, in bytes; 0 in the native engine. */
  readonly graphBytes: number;
  /** The size of its variables, in bytes. */
  readonly variableBytes: number;
  /** The time that tracing and loading took, in ms. */
  readonly milliseconds: number;
}

/** An engine that runs graphs: TensorFlow, or this library's own, whose products are OpenBLAS's. */
export type Engine = Inspection['engine'];
