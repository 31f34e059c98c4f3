"""Times TensorFlow: python tensorflow_step.py CASE.json graph|xla|products"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import tensorflow as tf  # noqa: E402
from case import Case, forward  # noqa: E402
from timing import report  # noqa: E402

case, how = Case(sys.argv[1]), sys.argv[2]
EPSILON, KEEP = 1e-5, 0.9


class Walk:
    """The layers in order; `zs` collects each z."""

    def __init__(self, layers, statistics):
        self.layers, self.statistics, self.zs = iter(layers), iter(statistics), []
        self.activate = tf.tanh if case.activation == "tanh" else tf.nn.relu

    def see(self, z):
        self.zs.append(z)
        return z

    def dense(self, x):
        kernel, bias = next(self.layers)
        return self.see(tf.nn.bias_add(x @ kernel, bias))

    def convolution(self, x):
        kernel, bias = next(self.layers)
        return self.see(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))

    def norm(self, x):
        gamma, beta = next(self.layers)
        mean, variance = next(self.statistics)
        m, v = tf.nn.moments(x, list(range(len(x.shape) - 1)))
        mean.assign(KEEP * mean + (1 - KEEP) * m)
        variance.assign(KEEP * variance + (1 - KEEP) * v)
        return tf.nn.batch_normalization(x, m, v, beta, gamma, EPSILON)

    def mean(self, x):
        return tf.reduce_mean(x, [1, 2])

    def lstm(self, x):
        kernel, recurrent, bias = next(self.layers)
        h = c = tf.zeros([x.shape[0], recurrent.shape[0]])
        for now in tf.unstack(x @ kernel + bias, axis=1):
            i, f, g, o = tf.split(now + h @ recurrent, 4, axis=-1)
            c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(g)
            h = tf.sigmoid(o) * tf.tanh(c)
        return self.see(h)


layers = case.layers_of(lambda _, weights: [tf.Variable(w) for w in weights])
variables = [variable for layer in layers for variable in layer]
statistics = [
    [tf.Variable(tf.zeros_like(weights[0])), tf.Variable(tf.ones_like(weights[0]))]
    for layer, weights in zip(case.layers, layers)
    if layer["kind"] == "norm"
]
x, y = tf.constant(case.x), tf.constant(case.y)


@tf.function(jit_compile=how == "xla" or None)
def step(x, y):
    with tf.GradientTape() as tape:
        walk = Walk(layers, statistics)
        outputs = forward(case, walk, x)
        if case.is_regression:
            loss = tf.reduce_mean((outputs - y) ** 2)
        else:
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, outputs))
    grads = tape.gradient(loss, variables + walk.zs)
    norms = [tf.norm(grad) for grad in grads]
    for variable, grad in zip(variables, grads):
        variable.assign_sub(case.rate * grad)
    return tf.stack([loss, *norms])


@tf.function
def products(x):
    """The step's matrix products and nothing else: three a layer, but for the first, whose input needs no gradient."""
    inputs, made = [x], []
    for kernel, _ in layers:
        inputs.append(inputs[-1] @ kernel)
    back = inputs.pop()
    for i, (kernel, _) in reversed(list(enumerate(layers))):
        made.append(tf.matmul(inputs[i], back, transpose_a=True))
        if i > 0:
            back = tf.matmul(back, kernel, transpose_b=True)
    # A product that nobody uses would not be computed.
    return tf.stack([product[0, 0] for product in made])


@tf.function
def nothing(x):
    return tf.constant([0.0])


version = f"TensorFlow {tf.__version__}"
if how == "products":
    # Python's way into TensorFlow and back is not counted.
    report(lambda: products(x).numpy(), version, beside=lambda: nothing(x).numpy())
else:
    report(lambda: step(x, y).numpy(), version)
