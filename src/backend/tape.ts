import * as tf from '@tensorflow/tfjs-node';

interface Tape {
  gradientDepth: number;
  activeTape: { saved?: tf.Tensor[] }[] | null | undefined;
}

/**
 * Frees what a gradient had saved for its way back when an error kept it from getting there: tfjs frees it at the end of a
 * backward pass only.
 */
export function releaseTape(): void {
  const tape = (tf.engine() as unknown as { state: Tape }).state;
  if (tape.gradientDepth > 0 || tape.activeTape == null) return; // an outer gradient still needs it
  for (const node of tape.activeTape) tf.dispose(node.saved ?? []);
  tape.activeTape = null;
}
