// TensorFlow.js's tape: the variables in it, and its release.
import { tf } from './tensorflow';
import { engine } from './internals';

/** The variables that ops have read since the current gradient began; none outside of a gradient. */
export function variablesRead(): tf.Variable[] {
  const inputs = (engine().state.activeTape ?? []).flatMap((node) => Object.values(node.inputs));
  return [...new Set(inputs)].filter((input): input is tf.Variable => input instanceof tf.Variable);
}

/** Frees the tensors that the tape kept for a backward pass which an error has prevented: tfjs frees them only after that pass. */
export function releaseTape(): void {
  const { state } = engine();
  if (state.gradientDepth > 0 || state.activeTape == null) return; // an outer gradient still needs it
  for (const node of state.activeTape) tf.dispose(node.saved ?? []);
  state.activeTape = null;
}
