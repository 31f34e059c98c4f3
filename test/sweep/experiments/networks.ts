// Three experiments on networks in one: statistics of a pass, a training, and a learning-rate range.
import { datasets, experiment, learningRateRange, mlp, observe, tf, train } from 'vanishing-gradients';

const specOf = (seed: number) => ({
  inputs: 64,
  hidden: [24, 24, 24],
  outputs: 10,
  activation: 'tanh',
  seed,
});

export default experiment<{ what: string; seed: number }>({
  name: 'networks',
  async measure({ what, seed }, { graphs }) {
    const digits = datasets.digits();
    try {
      if (what === 'observe') {
        const model = mlp(specOf(seed));
        const { layers } = observe(model, digits.test.x, digits.test.y);
        model.dispose();
        return layers;
      }
      if (what === 'range')
        return await learningRateRange(specOf(seed), digits, { steps: 12, seed, optimizer: 'adam', graphs });
      const { model, history } = await train(specOf(seed), digits, { steps: 12, seed, graphs });
      model.dispose();
      return history;
    } finally {
      tf.dispose(digits);
    }
  },
});
