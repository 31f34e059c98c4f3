// A short training on the digits.
import { datasets, experiment, tf, train } from 'vanishing-gradients';

export default experiment<{ seed: number; steps: number }>({
  name: 'training',
  async measure({ seed, steps }, { graphs }) {
    const digits = datasets.digits();
    const spec = { inputs: 64, hidden: [64, 64, 64, 64], outputs: 10, activation: 'relu', seed };
    const { model, history } = await train(spec, digits, { steps, seed, graphs });
    model.dispose();
    tf.dispose(digits);
    return { loss: history.get('loss', steps - 1) as number };
  },
});
