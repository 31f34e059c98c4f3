"""Prints what TensorBoard's own reader finds in a folder of event files, as JSON."""
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util

found = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "tensors": 0})
found.Reload()
tags = found.Tags()
json.dump(
    {
        "scalars": {
            tag: [[event.step, repr(event.value)] for event in found.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "histograms": {
            tag: [
                [event.step, tensor_util.make_ndarray(event.tensor_proto).tolist()]
                for event in found.Tensors(tag)
            ]
            for tag in tags["tensors"]
            if found.SummaryMetadata(tag).plugin_data.plugin_name == "histograms"
        },
    },
    sys.stdout,
)
