"""Times the matrix products of a training step of dense layers in NumPy's OpenBLAS: python numpy_products.py CASE.json products"""

import sys

import numpy
from case import Case
from timing import report

case = Case(sys.argv[1])
random = numpy.random.default_rng(1)


def normal(*shape):
    return (0.1 * random.standard_normal(shape)).astype(numpy.float32)


batch = case.x.shape[0]
weights = case.layers_of(lambda _, arrays: numpy.array(arrays[0]))
layers = [(normal(batch, w.shape[0]), w, normal(batch, w.shape[1])) for w in weights]
outputs = [(numpy.empty_like(dz), numpy.empty_like(x), numpy.empty_like(w)) for x, w, dz in layers]


def step():
    for i, ((x, w, dz), (z, dx, dw)) in enumerate(zip(layers, outputs)):
        numpy.matmul(x, w, out=z)
        if i > 0:
            numpy.matmul(dz, w.T, out=dx)
        numpy.matmul(x.T, dz, out=dw)
    return [outputs[-1][0][0, 0]]


report(step, f"NumPy {numpy.__version__}")
