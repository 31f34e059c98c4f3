// The options of `playground`.

/** The network that `playground` begins with; what is left out is as in the opening example of the course. */
export interface PlaygroundState {
  /** The number of hidden layers, 1 to 60. Default 3. */
  readonly depth?: number;
  /** The units of each hidden layer, 2 to 128. Default 128. */
  readonly width?: number;
  /** The activation: sigmoid, tanh, relu, leakyRelu, elu, selu, gelu, silu or linear. Default 'sigmoid'. */
  readonly activation?: string;
  /** The initialiser: pytorch, xavierNormal, heNormal, lecunNormal or orthogonal. Default 'pytorch'. */
  readonly initializer?: string;
  /** The factor on all first weights, 0.1 to 16. Default 1. */
  readonly scale?: number;
  /** The normalisation before each activation: none, batch, layer or rms. Default 'none'. */
  readonly normalization?: string;
  /** Whether a skip connection leads past every layer. Default false. */
  readonly skip?: boolean;
  /** The number of examples that pass together, 2 to 256. Default 32. */
  readonly batch?: number;
  /** The seed of the weights and of the examples, 0 to 999. Default 1. */
  readonly seed?: number;
}
