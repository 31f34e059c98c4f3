// The types of compiled functions.

export interface CompileOptions {
  /** Whether XLA compiles the graph. Default: no; for networks of this size the plain graph is faster. */
  readonly xla?: boolean;
  /** What errors and `inspect` call it. Default: the function's name. */
  readonly name?: string;
}

/** A function that runs as a graph. */
export interface Compiled<A extends unknown[], R> {
  (...args: A): R;
  /** Traces and loads what these arguments need, and runs nothing. */
  trace(...args: A): void;
  /** What was traced so far, one entry for each combination of shapes and types. */
  inspect(): Inspection[];
  /**
   * Writes a SavedModel that TensorFlow loads, in Python too, with the variables as they are now. Its signature is
   * 'serving_default': inputs and outputs have the names of their places, such as `x_0` and `loss`.
   *
   * @param folder is made where it is not there
   * @param args which of several traces is meant: arguments of its shapes and types; not needed where there is one
   * @throws {Error} where nothing was traced yet, or several times and no arguments say which
   */
  save(folder: string, ...args: A | []): void;
  /** Frees sessions and graphs; variables keep their values. A later call throws. */
  dispose(): void;
  readonly name: string;
}

/** What a graph consists of. */
export interface Inspection {
  /** Shapes and types of the arguments. */
  readonly signature: string;
  /** How many nodes there are of each op. */
  readonly nodes: Readonly<Record<string, number>>;
  /** How many nodes were recorded before the passes. */
  readonly recorded: number;
  /** The variables it reads or writes. */
  readonly variables: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly written: boolean;
  }[];
  /** Bytes of the graph with its constants, and of its variables. */
  readonly graphBytes: number;
  readonly variableBytes: number;
  /** How long tracing and loading took, in ms. */
  readonly milliseconds: number;
}
