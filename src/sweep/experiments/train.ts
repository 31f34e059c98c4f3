// The built-in experiment `train`: a training on the digits, and how it ended.
import { train as trainNetwork, type ClipOptions, type ScheduleOptions } from '../../training';
import { experiment } from '../experiment';
import { specOf, withDigits, type NetworkPoint } from './network';
import { optimizerOf, type OptimizerPoint } from './optimizer';

/** A point of `train`. */
interface TrainPoint extends NetworkPoint, OptimizerPoint {
  /** The number of steps. Default 100. */
  readonly steps?: number;
  /** The number of examples in a step. Default 32. */
  readonly batchSize?: number;
  readonly schedule?: ScheduleOptions;
  readonly clip?: ClipOptions;
}

const STEPS = 100;

/** One row: the last step, the loss and the accuracy there, of the last batch and of the test examples. */
export const train = experiment<TrainPoint>({
  name: 'train',
  measure: (point, { graphs, report, signal }) =>
    withDigits(async (digits) => {
      const { seed = 0, steps = STEPS, batchSize, schedule, clip } = point;
      const run = await trainNetwork(specOf(point), digits, {
        steps,
        seed,
        optimizer: optimizerOf(point),
        evaluateEvery: steps,
        graphs,
        onProgress: ({ step }) => {
          signal.throwIfAborted();
          report(step / steps);
        },
        ...(batchSize === undefined ? {} : { batchSize }),
        ...(schedule === undefined ? {} : { schedule }),
        ...(clip === undefined ? {} : { clip }),
      });
      run.model.dispose();
      const end = run.history.objects().at(-1)!;
      return {
        lastStep: end.step, // not `steps`, which a point may have: a loss that is NaN ends the training before
        loss: end.loss,
        trainAccuracy: end.accuracy,
        testLoss: end.testLoss,
        accuracy: end.testAccuracy,
        gradientNorm: end.gradientNorm,
        stopped: run.stopped === null ? null : JSON.stringify(run.stopped),
      };
    }),
});
