// A small network with its loss and targets, diagnosed at the plan.
import { diagnose, tf, type Finding } from '../../../src';
import { randomStream } from '../../../src/random';

type Activation = 'softmax' | 'sigmoid' | 'relu' | 'tanh' | 'linear' | 'softplus' | 'elu';

export interface Network {
  readonly units?: number;
  readonly activation?: Activation;
  readonly loss?: string | ((y: tf.Tensor, p: tf.Tensor) => tf.Tensor);
  readonly y: tf.Tensor;
  /** The layers; default: a hidden layer of 8 and the output. */
  readonly layers?: tf.layers.Layer[];
  readonly x?: tf.Tensor;
}

export const ROWS = 48;

/** A column or rows of targets, by row and column. */
export const targets = (f: (row: number, column: number) => number, width = 1): tf.Tensor2D =>
  tf.tensor2d(
    Array.from({ length: ROWS }, (_, row) => Array.from({ length: width }, (_, column) => f(row, column))),
  );

export const oneHot = (classes: number): tf.Tensor2D =>
  targets((row, column) => Number(row % classes === column), classes);

export const numbers = (scale = 1, offset = 0): tf.Tensor2D => {
  const random = randomStream(3, 'numbers');
  return targets(() => offset + scale * random.normal());
};

/** A model of the network, compiled where it has a loss. */
export function modelOf({ units = 1, activation = 'linear', loss, layers }: Network): tf.Sequential {
  const model = tf.sequential({
    layers: layers ?? [
      tf.layers.dense({
        units: 8,
        activation: 'tanh',
        inputShape: [4],
        kernelInitializer: tf.initializers.glorotUniform({ seed: 1 }),
      }),
      tf.layers.dense({ units, activation, kernelInitializer: tf.initializers.glorotUniform({ seed: 2 }) }),
    ],
  });
  if (loss !== undefined) model.compile({ optimizer: 'adam', loss });
  return model;
}

export const inputs = (): tf.Tensor => tf.randomNormal([ROWS, 4], 0, 1, 'float32', 7);

/** The findings at the plan. */
export async function planFindings(network: Network): Promise<readonly Finding[]> {
  const model = modelOf(network);
  const { findings } = await diagnose(model, { x: network.x ?? inputs(), y: network.y }, { until: 'plan' });
  return findings;
}

/** The findings at the plan in short: `rule:severity`, notes left out. */
export const planRules = async (network: Network): Promise<string[]> =>
  (await planFindings(network))
    .filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity }) => `${rule}:${severity}`);

/** The message with which fit refuses a network; null where it does not. */
export async function fitRefusal(network: Network): Promise<string | null> {
  const model = modelOf(network);
  try {
    await model.fit(network.x ?? inputs(), network.y, { epochs: 1, verbose: 0 });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
