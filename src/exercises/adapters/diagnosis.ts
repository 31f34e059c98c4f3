// Exercises on finding out why a network does not train: what they give.
import { itemAt } from '../../arrays';
import type { Call, Adapter, Tf } from '../exercise';
import type { Matrix } from '../plain';
import { callWithSpec } from './repair';
import { passesOf, type Selection } from './hand-written-gradients';

/** A network of dense layers and a batch. Nothing in it says which layer is at fault. */
export interface Network {
  readonly activation: 'sigmoid' | 'tanh' | 'relu';
  /** One a layer, [inputs, units], the logits' last; the logits have no activation. */
  readonly weights: Matrix[];
  /** Left out: zeros. */
  readonly biases?: number[][];
  readonly x: Matrix;
  readonly y: number[];
}

/** The network as a tfjs model, handed to an answer with its batch. */
function withModel({ activation, weights, biases, x, y }: Network, tf: Tf, work: Call): unknown {
  const layers = weights.map((w, l) =>
    tf.layers.dense({
      units: itemAt(w, 0).length,
      inputShape: [w.length],
      activation: l < weights.length - 1 ? activation : 'linear',
      kernelInitializer: 'zeros',
    }),
  );
  const model = tf.sequential({ layers });
  const zeros = (w: Matrix): number[] => itemAt(w, 0).map(() => 0);
  model.setWeights(weights.flatMap((w, l) => [tf.tensor2d(w), tf.tensor1d(biases?.[l] ?? zeros(w))]));
  try {
    return work(model, tf.tensor2d(x), tf.tensor1d(y, 'int32'));
  } finally {
    model.dispose();
  }
}

const diagnose: Adapter<number[]> = (answer, norms) => answer([...norms]);
const saturation: Adapter<Matrix[]> = (answer, layers, tf) => answer(layers.map((a) => tf.tensor2d(a)));
const ofModel: Adapter<Network> = (answer, network, tf) => withModel(network, tf, answer);
const wrongBackward: Adapter<Selection> = (answer, selection) => answer(passesOf(selection));

export const diagnosis = {
  'diagnosis/diagnose': diagnose,
  'diagnosis/saturation': saturation,
  'diagnosis/faulty-layer': ofModel,
  'diagnosis/rate-for': ofModel,
  'diagnosis/wrong-backward': wrongBackward,
  'diagnosis/mend': callWithSpec,
};
