// Runs a training step as one TensorFlow graph, changes its learning rate between calls, and counts what was traced.
import { compile, datasets, mlp, tf } from 'vanishing-gradients';

const model = mlp({
  inputs: 64,
  hidden: [64, 64, 64],
  outputs: 10,
  activation: 'relu',
  initializer: 'heNormal',
  seed: 1,
});
const { x, y } = datasets.digits().train;
const labels = tf.tidy(() => tf.oneHot(y.toInt(), 10));
const optimizer = tf.train.sgd(0.1);

const step = compile(
  (images: tf.Tensor, targets: tf.Tensor) =>
    optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(targets, model.apply(images) as tf.Tensor) as tf.Scalar,
      true,
    ) as tf.Scalar,
);

for (const rate of [0.1, 0.3]) {
  optimizer.setLearningRate(rate); // a graph reads it at each call
  for (let i = 0; i < 50; i++) step(x, labels).dispose();
  const loss = step(x, labels);
  console.log(`loss after 51 steps at rate ${rate}: ${loss.dataSync()[0].toFixed(2)}`);
  loss.dispose();
}
console.log(`graphs that were traced: ${step.inspect().length}`);
step.dispose();

// Prints:
//   loss after 51 steps at rate 0.1: 0.17
//   loss after 51 steps at rate 0.3: 0.09
//   graphs that were traced: 1
