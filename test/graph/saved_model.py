"""Runs a SavedModel that compile wrote, in Python's TensorFlow: inputs as JSON on standard input, results on standard output.

python saved_model.py FOLDER
"""

import json
import sys

import numpy as np
import tensorflow as tf

given = json.load(sys.stdin)
signature = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
inputs = {
    name: tf.constant(np.array(value["values"], value["dtype"]).reshape(value["shape"]))
    for name, value in given["inputs"].items()
}
results = []
for _ in range(given["calls"]):
    outputs = signature(**inputs)
    results.append({name: np.asarray(value).ravel().tolist() for name, value in outputs.items()})
json.dump(results, sys.stdout)
