import * as tf from '@tensorflow/tfjs-node';

interface Tape {
  gradientDepth: number;
  activeTape: { saved?: tf.Tensor[]; inputs: Record<string, unknown> }[] | null | undefined;
}

const stateOf = (): Tape => (tf.engine() as unknown as { state: Tape }).state;

/** The variables that operations have read since the gradient under way began; none outside of one. */
export function variablesRead(): tf.Variable[] {
  const inputs = (stateOf().activeTape ?? []).flatMap((node) => Object.values(node.inputs));
  return [...new Set(inputs)].filter((input): input is tf.Variable => input instanceof tf.Variable);
}

/**
 * Frees what a gradient had saved for its way back when an error kept it from getting there: tfjs frees it at the end of a
 * backward pass only.
 */
export function releaseTape(): void {
  const tape = stateOf();
  if (tape.gradientDepth > 0 || tape.activeTape == null) return; // an outer gradient still needs it
  for (const node of tape.activeTape) tf.dispose(node.saved ?? []);
  tape.activeTape = null;
}
