"""Says which ops a saved step spends its time in: python saved_step.py FOLDER, prints JSON.

TensorFlow writes down when each node ran and on which thread. That slows a step, so the times of nodes are to be read as shares.
Not named profile.py: Python has a module of that name, which PyTorch loads.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow.compat.v1 as tf  # noqa: E402

WARM_UP, STEPS, TRACED = 50, 100, 20

tf.disable_eager_execution()
graph = tf.Graph()
# One thread a node, as this library has it; the nodes that are ready share the cores.
config = tf.ConfigProto(intra_op_parallelism_threads=1)
ops, walls, busy = {}, [], []
with graph.as_default(), tf.Session(graph=graph, config=config) as session:
    model = tf.saved_model.load(session, ["serve"], sys.argv[1])
    outputs = model.signature_def["serving_default"].outputs.values()
    results = [graph.get_tensor_by_name(output.name) for output in outputs]
    for _ in range(WARM_UP):
        session.run(results)
    began = time.perf_counter()
    for _ in range(STEPS):
        session.run(results)
    step = (time.perf_counter() - began) / STEPS
    options = tf.RunOptions(trace_level=tf.RunOptions.FULL_TRACE)
    for _ in range(TRACED):
        metadata = tf.RunMetadata()
        session.run(results, options=options, run_metadata=metadata)
        nodes = [node for device in metadata.step_stats.dev_stats for node in device.node_stats]
        ends = [node.all_start_micros + node.all_end_rel_micros for node in nodes]
        walls.append(max(ends) - min(node.all_start_micros for node in nodes))
        busy.append(0)
        for node in nodes:
            try:
                op = graph.get_operation_by_name(node.node_name).type
            except KeyError:
                op = "of TensorFlow's own"  # it adds nodes when it loads a graph
            spent = node.op_end_rel_micros - node.op_start_rel_micros
            busy[-1] += spent
            count, total = ops.get(op, (0, 0))
            ops[op] = (count + 1 / TRACED, total + spent / TRACED)

print(
    json.dumps(
        {
            "microseconds": step * 1e6,
            "traced": statistics.median(walls),
            "busy": statistics.median(busy),
            "ops": [
                {"op": op, "nodes": round(count), "microseconds": total}
                for op, (count, total) in sorted(ops.items(), key=lambda one: -one[1][1])
            ],
        }
    )
)
