// The built-in experiment `learningRateRange`: the loss at growing learning rates.
import { learningRateRange as testRates, type ClipOptions } from '../../training';
import { experiment } from '../experiment';
import { specOf, withDigits, type NetworkPoint } from './network';
import { optimizerOf, type OptimizerPoint } from './optimizer';

/** A point of `learningRateRange`. */
interface RangePoint extends NetworkPoint, OptimizerPoint {
  /** The least rate. Default 1e-5. */
  readonly from?: number;
  /** The greatest rate. Default 10. */
  readonly to?: number;
  /** The number of rates. Default 100. */
  readonly steps?: number;
  readonly batchSize?: number;
  readonly clip?: ClipOptions;
}

/** Rows of `learningRateRange`; the number of a row's rate is called `rate`, since `steps` of a point is how many there are. */
export const learningRateRange = experiment<RangePoint>({
  name: 'learningRateRange',
  measure: (point, { graphs }) =>
    withDigits(async (digits) => {
      const { seed = 0, from, to, steps, batchSize, clip } = point;
      const rates = await testRates(specOf(point), digits, {
        seed,
        optimizer: optimizerOf(point),
        graphs,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(steps === undefined ? {} : { steps }),
        ...(batchSize === undefined ? {} : { batchSize }),
        ...(clip === undefined ? {} : { clip }),
      });
      return rates.objects();
    }),
});
