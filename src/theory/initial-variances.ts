// σ_w² and σ_b² of an initialiser.
import {
  fansOf,
  resolveInitializer,
  variance,
  type InitializerSpec,
  type ResolvedInitializer,
} from '../initializers';

/** σ_w² and σ_b² of one layer. */
export interface LayerVariances {
  readonly weightVariance: number;
  readonly biasVariance: number;
}

/** The variances of the weights and biases that an initialiser draws for a dense layer. */
export function initialVariances(
  where: string,
  { initializer, bias }: { readonly initializer: InitializerSpec; readonly bias: boolean },
  inputs: number,
  outputs: number,
): LayerVariances {
  const resolved = resolveInitializer(where, initializer);
  return {
    weightVariance: weightVariance(where, resolved, inputs, outputs),
    biasVariance: bias ? biasVariance(where, resolved, inputs, outputs) : 0,
  };
}

function weightVariance(
  where: string,
  { name, initializer, options }: ResolvedInitializer,
  inputs: number,
  outputs: number,
): number {
  if ('weight' in initializer)
    return inputs * variance(initializer.weight(fansOf([inputs, outputs]), options));
  const { gain = 1 } = options;
  if (name === 'zeros') return 0;
  // The rows or the columns, whichever are fewer, are orthonormal: the squares of each sum to gain².
  if (name === 'orthogonal' || name === 'deltaOrthogonal')
    return (gain ** 2 * Math.min(inputs, outputs)) / outputs;
  throw new RangeError(`${where}: there is no theory of weights drawn by '${name}', which are not random`);
}

function biasVariance(
  where: string,
  { initializer, options }: ResolvedInitializer,
  inputs: number,
  outputs: number,
): number {
  if (options.biasMean)
    throw new RangeError(
      `${where}: there is no theory of biases with a mean of ${options.biasMean}, only of 0`,
    );
  if (options.biasStd !== undefined) return options.biasStd ** 2;
  return initializer.bias ? variance(initializer.bias(fansOf([inputs, outputs]))) : 0;
}
