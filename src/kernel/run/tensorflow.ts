// What has to be so before @tensorflow/tfjs-node loads. The library of this project sees to it too, but a cell may import
// TensorFlow.js first. A setting of the user's own wins.
import util from 'node:util';

export function prepareTensorFlow(): void {
  // Its start-up notes are about its build, not about the reader's work; oneDNN's own come past any log level.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_ENABLE_ONEDNN_OPTS ??= '0';
  // Node 23 has removed this function, which tfjs-node 4.22 calls.
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean };
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
