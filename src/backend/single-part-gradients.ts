// The gradients of `tf.unstack` and `tf.split` into a single part, such as a sequence of one time step: tfjs gives an operation with one
// output a tensor where these two take a list.
import { tf } from './tensorflow';

for (const kernel of ['Unpack', 'SplitV']) {
  const config = tf.getGradient(kernel);
  tf.unregisterGradient(kernel);
  tf.registerGradient({ ...config, gradFunc: (dy, ...others) => config.gradFunc([dy].flat(), ...others) });
}
