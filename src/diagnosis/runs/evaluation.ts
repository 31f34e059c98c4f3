// A model on some rows of its data, in both modes.
import { keepStates, scope, tf } from '../../backend';
import { flattenLayers, type Data, type Inputs, type Loss } from '../../hooks';
import { randomStream } from '../../random';
import { snapshotModel } from '../../training';
import { withSeededRandom } from './seeded-random';

/** The model on some rows of the data: with the loss, in training mode and as it is used afterwards. */
export interface Evaluation {
  readonly training: ModeOutputs;
  readonly inference: ModeOutputs;
}

/** The outputs, one per output of the model, and the loss without penalties. */
export interface ModeOutputs {
  readonly loss: number;
  readonly outputs: readonly Float32Array[];
}

/** Evaluates a model on a batch in both modes; everything stays as it was. */
export function evaluate(model: tf.LayersModel, loss: Loss, batch: Data): Evaluation {
  const restoreStates = keepStates(flattenLayers(model));
  const restoreModel = snapshotModel(model); // training mode moves the averages of batch normalisation
  const inMode = (training: boolean): ModeOutputs =>
    scope(() => {
      const output = model.apply(batch.x, { training }) as Inputs;
      const value = loss(batch.y, output).dataSync<'float32'>()[0]!;
      return { loss: value, outputs: [output].flat().map((one) => one.dataSync<'float32'>().slice()) };
    });
  try {
    const inference = inMode(false);
    return { inference, training: withSeededRandom(randomStream(0, 'evaluation'), () => inMode(true)) };
  } finally {
    restoreModel();
    restoreStates();
  }
}

/** The lower loss of the two modes: the averages of batch normalisation lag in a short run, and dropout weakens its training. */
export const lossOf = ({ training, inference }: Evaluation): number =>
  Number.isNaN(training.loss)
    ? inference.loss
    : Math.min(training.loss, Number.isNaN(inference.loss) ? Infinity : inference.loss);
