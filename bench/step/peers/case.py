"""A network and its batch, as case.mjs wrote them."""

import json

import numpy


class Case:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.__dict__.update(json.load(file))
        self.numbers = numpy.fromfile(path.removesuffix(".json") + ".bin", numpy.float32)
        self.x, self.y = self.read(self.x), self.read(self.y)
        self.is_regression = self.builder == "recurrent"
        if not self.is_regression:
            self.y = self.y.astype(numpy.int32)

    def read(self, entry):
        shape, offset = entry["shape"], entry["offset"]
        return self.numbers[offset : offset + int(numpy.prod(shape))].reshape(shape)

    def layers_of(self, make):
        """make(kind, arrays) for each layer with weights, from the input on."""
        return [make(layer["kind"], [self.read(w) for w in layer["weights"]]) for layer in self.layers]


def forward(case, net, x):
    """The network on x. Each call of net.dense, net.norm, net.convolution or net.lstm takes the next layer's weights."""
    if case.builder == "recurrent":
        return net.dense(net.lstm(x))
    layer = net.convolution if case.builder == "convolutional" else net.dense
    for skip, count in case.groups:
        into = x
        for _ in range(count):
            x = layer(x)
            if case.normalized:
                x = net.norm(x)
            x = net.activate(x)
        if skip:
            x = into + x
    if case.builder == "convolutional":
        x = net.mean(x)
    return net.dense(x)
