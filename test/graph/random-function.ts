// Random functions of tensors, the same for a seed: a chain of layers and elementwise ops, with its gradient.
import { tf } from '../../src/backend';

/** A function of an input and some weights, which gives its value and its gradients, and arguments for it. */
export function randomStream(seed: number): {
  fn: (...args: tf.Tensor[]) => tf.Tensor[];
  inputs: tf.Tensor[];
} {
  let state = seed;
  // Park and Miller's generator.
  const draw = (below: number): number => (state = (state * 48271) % 2147483647) % below;
  const [batch, length] = [1 + draw(40), 3 + draw(6)];
  const widths = Array.from({ length: length + 1 }, () => 1 + draw(24));
  const kinds = Array.from({ length }, () => draw(7));
  const normal = (shape: number[], i: number): tf.Tensor =>
    tf.randomNormal(shape, 0, 0.5, 'float32', 100 * seed + i);
  const weights = kinds.flatMap((_, i) => [
    normal([widths[i], widths[i + 1]], 2 * i),
    normal([widths[i + 1]], 2 * i + 1),
  ]);
  const layer = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, kind: number): tf.Tensor => {
    const z = tf.add(tf.matMul(x, w), b);
    switch (kind) {
      case 0:
        return tf.tanh(z);
      case 1:
        return tf.add(tf.sigmoid(z), tf.mul(z, 0.1));
      case 2:
        return tf.relu(z);
      case 3: {
        const mean = tf.mean(z, 1, true);
        const variance = tf.mean(tf.square(tf.sub(z, mean)), 1, true);
        return tf.div(tf.sub(z, mean), tf.sqrt(tf.add(variance, 0.1)));
      }
      case 4:
        return tf.softmax(z);
      case 5:
        return tf
          .concat([tf.slice(z, [0, 0], [z.shape[0]!, 1]), tf.slice(tf.exp(tf.neg(tf.abs(z))), [0, 0])], 1)
          .slice([0, 0], [z.shape[0]!, z.shape[1]!]);
      default:
        return tf.maximum(z, tf.mul(tf.tanh(tf.transpose(tf.transpose(z))), 0.3));
    }
  };
  const forward = (...args: tf.Tensor[]): tf.Tensor => {
    const [x, ...parameters] = args;
    return kinds.reduce((h, kind, i) => layer(h, parameters[2 * i], parameters[2 * i + 1], kind), x);
  };
  const fn = (...args: tf.Tensor[]): tf.Tensor[] => {
    const loss = (...given: tf.Tensor[]): tf.Tensor => tf.mean(tf.square(forward(...given)));
    const { value, grads } = tf.valueAndGrads(loss)(args);
    return [value, ...grads, ...grads.map((grad) => tf.norm(grad))];
  };
  return { fn, inputs: [normal([batch, widths[0]], 99), ...weights] };
}
