"""Times JAX: python jax_step.py CASE.json jit"""

import sys

import jax
import numpy
from case import Case, forward
from jax import numpy as jnp
from timing import report

case = Case(sys.argv[1])
EPSILON, KEEP = 1e-5, 0.9


class Walk:
    """The layers in order; `see` gets each z, and gives what takes its place."""

    def __init__(self, layers, statistics, see):
        self.layers, self.statistics, self.see = iter(layers), iter(statistics), see
        self.moved = []
        self.activate = jnp.tanh if case.activation == "tanh" else jax.nn.relu

    def dense(self, x):
        kernel, bias = next(self.layers)
        return self.see(x @ kernel + bias)

    def convolution(self, x):
        kernel, bias = next(self.layers)
        dimensions = ("NHWC", "HWIO", "NHWC")
        z = jax.lax.conv_general_dilated(x, kernel, (1, 1), "SAME", dimension_numbers=dimensions)
        return self.see(z + bias)

    def norm(self, x):
        gamma, beta = next(self.layers)
        mean, variance = next(self.statistics)
        axes = tuple(range(x.ndim - 1))
        m, v = x.mean(axes), x.var(axes)
        moved = [KEEP * mean + (1 - KEEP) * m, KEEP * variance + (1 - KEEP) * v]
        self.moved.append(jax.lax.stop_gradient(moved))
        return (x - m) * jax.lax.rsqrt(v + EPSILON) * gamma + beta

    def mean(self, x):
        return x.mean((1, 2))

    def lstm(self, x):
        kernel, recurrent, bias = next(self.layers)

        def cell(state, now):
            h, c = state
            i, f, g, o = jnp.split(now + h @ recurrent, 4, axis=-1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        zeros = jnp.zeros((x.shape[0], recurrent.shape[0]))
        (h, _), _ = jax.lax.scan(cell, (zeros, zeros), jnp.swapaxes(x @ kernel + bias, 0, 1))
        return self.see(h)


def loss_of(layers, probes, statistics, x, y):
    left = iter(probes)  # the gradient at a zero that is added to z is dL/dz
    walk = Walk(layers, statistics, lambda z: z + next(left))
    outputs = forward(case, walk, x)
    if case.is_regression:
        return jnp.mean((outputs - y) ** 2), walk.moved
    chosen = jnp.take_along_axis(jax.nn.log_softmax(outputs), y[:, None], axis=1)
    return -jnp.mean(chosen), walk.moved


def shapes_of_z(layers, statistics, x):
    shapes = []
    walk = Walk(layers, statistics, lambda z: shapes.append(z.shape) or z)
    jax.eval_shape(lambda x: forward(case, walk, x), x)
    return shapes


layers = case.layers_of(lambda _, weights: [jnp.array(w) for w in weights])
statistics = [
    [jnp.zeros_like(gamma), jnp.ones_like(gamma)]
    for layer, (gamma, *_) in zip(case.layers, layers)
    if layer["kind"] == "norm"
]
x, y = jnp.array(case.x), jnp.array(case.y)
shapes = shapes_of_z(layers, statistics, x)


@jax.jit
def step(layers, statistics, x, y):
    probes = [jnp.zeros(shape) for shape in shapes]
    both = jax.value_and_grad(loss_of, argnums=(0, 1), has_aux=True)
    (loss, moved), grads = both(layers, probes, statistics, x, y)
    norms = [jnp.sqrt(jnp.sum(g * g)) for g in jax.tree.leaves(grads)]
    layers = jax.tree.map(lambda w, g: w - case.rate * g, layers, grads[0])
    return layers, moved, jnp.stack([loss, *norms])


def run():
    global layers, statistics
    layers, statistics, results = step(layers, statistics, x, y)
    return numpy.asarray(results)


report(run, f"JAX {jax.__version__}")
