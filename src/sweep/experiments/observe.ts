// The built-in experiment `observe`: statistics by layer of one forward and one backward pass.
import { tf } from '../../backend';
import { observe as observePass, type ObserveOptions } from '../../hooks';
import { experiment } from '../experiment';
import { withNetwork, type NetworkPoint } from './network';

/** A point of `observe`. */
interface ObservePoint extends NetworkPoint {
  /** The number of examples. Default 128. */
  readonly batchSize?: number;
  /** The quantities to observe, as in `observe`. Default: all. */
  readonly quantities?: NonNullable<ObserveOptions['quantities']>;
  readonly loss?: string;
}

const BATCH_SIZE = 128;

/**
 * Rows of `observe(…).layers`. The place of a layer is called `layer` here, since `depth` is the depth of the network in grids, and its name
 * `layerName`.
 */
export const observe = experiment<ObservePoint>({
  name: 'observe',
  measure: (point) =>
    withNetwork(point, (network, { train }) => {
      const size = Math.min(point.batchSize ?? BATCH_SIZE, train.x.shape[0] ?? 0);
      const [x, y] = tf.tidy(() => [train.x.slice(0, size), train.y.slice(0, size)]);
      try {
        const { layers } = observePass(network, x, y, {
          ...(point.quantities === undefined ? {} : { quantities: point.quantities }),
          ...(point.loss === undefined ? {} : { loss: point.loss }),
        });
        return layers.objects().map(({ depth, layer, activation, ...row }) => ({
          layer: depth,
          layerName: layer,
          ...row,
          layerActivation: activation,
        }));
      } finally {
        tf.dispose([x, y]);
      }
    }),
});
