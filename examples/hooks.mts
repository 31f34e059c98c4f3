// Registers PyTorch's hooks on a layer of any model: one looks at activations, one limits the gradient that flows back.
import { datasets, mlp, registerBackwardHook, registerForwardHook, tf } from 'vanishing-gradients';

const model = mlp({
  inputs: 64,
  hidden: [32, 32],
  outputs: 10,
  activation: 'relu',
  initializer: 'heNormal',
  seed: 1,
});
const { x, y } = datasets.digits().test;
const labels = tf.oneHot(y.toInt(), 10);
const relu = model.layers[2];

/** The norm of the gradient of the first layer's weights. */
function firstGradientNorm(): number {
  return tf.tidy(() => {
    const loss = () => tf.losses.softmaxCrossEntropy(labels, model.apply(x) as tf.Tensor) as tf.Scalar;
    return Object.values(tf.variableGrads(loss).grads)[0].norm().dataSync()[0];
  });
}

// A forward hook gets the inputs and the output of the layer at each call.
const zeros: number[] = [];
const forward = registerForwardHook(relu, (_inputs, output) => {
  zeros.push(tf.tidy(() => output.equal(0).mean().dataSync()[0]));
});
const free = firstGradientNorm();
console.log(`${(100 * zeros[0]).toFixed(0)} % of the activations of '${relu.name}' are exactly 0`);

// A backward hook gets the gradient of the loss at the layer's output; what it returns takes the gradient's place.
const backward = registerBackwardHook(relu, (gradOutput) => gradOutput.clipByValue(-1e-4, 1e-4));
console.log(
  `the first gradient's norm: ${free.toPrecision(2)}, limited behind it: ${firstGradientNorm().toPrecision(2)}`,
);

backward.remove();
console.log(`once the hook is removed: ${firstGradientNorm().toPrecision(2)}`);
forward.remove();
firstGradientNorm();
console.log(`forward passes that the first hook saw: ${zeros.length}`);

// Prints:
//   54 % of the activations of 'relu_1' are exactly 0
//   the first gradient's norm: 0.96, limited behind it: 0.15
//   once the hook is removed: 0.96
//   forward passes that the first hook saw: 3
