// Exercises on the chain rule and on hooks: what they give.
import { itemAt } from '../../arrays';
import type { Adapter } from '../exercise';
import type { Matrix } from '../plain';

/** Functions of three numbers. */
export const fields: readonly { readonly name: string; readonly f: (x: number[]) => number }[] = [
  { name: 'x₀² + 3 x₀x₁ − x₂', f: ([a = NaN, b = NaN, c = NaN]) => a * a + 3 * a * b - c },
  { name: 'e^(x₀) sin x₁ + x₂³', f: ([a = NaN, b = NaN, c = NaN]) => Math.exp(a) * Math.sin(b) + c ** 3 },
  { name: 'tanh(x₀x₁x₂)', f: ([a = NaN, b = NaN, c = NaN]) => Math.tanh(a * b * c) },
];

export interface Chain {
  readonly weights: number[];
  readonly x: number;
}
export interface Dense {
  readonly x: Matrix;
  readonly w: Matrix;
  readonly dz: Matrix;
}
export interface Point {
  readonly field: number;
  readonly x: number[];
}
export interface Vanishing {
  readonly factor: number;
  readonly share: number;
}
export interface Network {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly weights: Matrix[];
}

const sigmoidDerivative: Adapter<number> = (answer, z) => answer(z);
const chain: Adapter<Chain> = (answer, { weights, x }) => answer([...weights], x);
const layersUntil: Adapter<Vanishing> = (answer, { factor, share }) => answer(factor, share);
const numericGradient: Adapter<Point> = (answer, { field, x }) =>
  answer((at: number[]) => itemAt(fields, field).f([...at]), [...x]);
const denseBackward: Adapter<Dense> = (answer, { x, w, dz }, tf) =>
  answer(tf.tensor2d(x), tf.tensor2d(w), tf.tensor2d(dz));

const gradientNorms: Adapter<Network> = (answer, { x, y, weights }, tf) => {
  const layers = weights.map((w) =>
    tf.layers.dense({
      units: itemAt(w, 0).length,
      inputShape: [w.length],
      activation: 'tanh',
      useBias: false,
      kernelInitializer: 'zeros',
    }),
  );
  const model = tf.sequential({ layers });
  model.setWeights(weights.map((w) => tf.tensor2d(w)));
  try {
    return answer(model, tf.tensor2d(x), tf.tensor2d(y));
  } finally {
    model.dispose();
  }
};

export const chainRule = {
  'chain-rule/sigmoid-derivative': sigmoidDerivative,
  'chain-rule/chain': chain,
  'chain-rule/layers-until': layersUntil,
  'chain-rule/numeric-gradient': numericGradient,
  'chain-rule/dense-backward': denseBackward,
  'hooks/gradient-norms': gradientNorms,
};
