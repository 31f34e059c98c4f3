// What has to be so before @tensorflow/tfjs-node loads. Import this first.
import util from 'node:util';

// TensorFlow's start-up notes are about its build, not about the reader's work. A setting of the user's own wins.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

// oneDNN announces itself on stderr past any log level, and for the small products of these networks it costs more than it
// gives: one observed step of 100-128-128-128-10 takes 5.5 ms with it and 3.2 ms without.
process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';

// One thread an op and several ops at a time: a layer's two products of the backward pass then run side by side. A compiled
// step of 50 layers of 128 takes 5.5 ms so, and 9 ms with every op on all cores. TensorFlow reads it when it starts.
process.env.TF_NUM_INTRAOP_THREADS ??= '1';

// Node 23 removed this function, which tfjs-node 4.22 calls.
const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
