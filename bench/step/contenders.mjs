// The contenders, with the programs that time them.

/**
 * @typedef {object} Contender
 * @property {string} title
 * @property {string} program in bench/step, or in bench/step/peers
 * @property {string} how handed to the program
 * @property {boolean} [norms] whether it records gradient norms; default true
 * @property {boolean} [matrices] whether it only knows networks of plain dense layers
 */

/** @type {Record<string, Contender>} */
export const CONTENDERS = {
  this: { title: 'this: `compile`', program: 'this.mjs', how: 'graph' },
  'this-native': { title: 'this: `compile`, native engine', program: 'this.mjs', how: 'native' },
  'this-xla': { title: 'this: `compile`, XLA', program: 'this.mjs', how: 'xla' },
  'this-without-norms': {
    title: 'this: `compile`, no norms',
    program: 'this.mjs',
    how: 'without norms',
    norms: false,
  },
  tape: { title: 'tfjs, op by op', program: 'this.mjs', how: 'tape' },
  pytorch: { title: 'PyTorch', program: 'peers/pytorch.py', how: 'eager' },
  'pytorch-single': { title: 'PyTorch, one thread', program: 'peers/pytorch.py', how: 'single' },
  'pytorch-hooks': { title: 'PyTorch, hooks', program: 'peers/pytorch.py', how: 'hooks' },
  'pytorch-compile': { title: 'PyTorch, `torch.compile`', program: 'peers/pytorch.py', how: 'compile' },
  jax: { title: 'JAX, `jit`', program: 'peers/jax_step.py', how: 'jit' },
  tensorflow: { title: 'TensorFlow, `tf.function`', program: 'peers/tensorflow_step.py', how: 'graph' },
  'tensorflow-xla': {
    title: 'TensorFlow, `tf.function`, XLA',
    program: 'peers/tensorflow_step.py',
    how: 'xla',
  },
  products: {
    title: 'the matrix products alone, TensorFlow',
    program: 'peers/tensorflow_step.py',
    how: 'products',
    norms: false,
    matrices: true,
  },
  'openblas-products': {
    title: 'the matrix products alone, OpenBLAS (NumPy)',
    program: 'peers/numpy_products.py',
    how: 'products',
    norms: false,
    matrices: true,
  },
  'native-products': {
    title: 'the matrix products alone, native engine',
    program: 'this.mjs',
    how: 'products',
    norms: false,
    matrices: true,
  },
};

/**
 * Whether a contender is timed on a model.
 *
 * @param {string} name of the contender
 * @param {Contender} contender
 * @param {import('./models.mjs').Model} model
 */
export const takesPart = (name, contender, model) =>
  (!model.alone || name === 'this') && (!contender.matrices || isPlain(model));

/** @param {import('./models.mjs').Model} model */
const isPlain = ({ builder, spec }) => builder === 'mlp' && spec.normalization === undefined;
