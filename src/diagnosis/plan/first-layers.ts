// The layers that the values of an input meet first.
import type { tf } from '../../backend';
import { keepsValues, nearestAfter, type LayerCall, type LayerCalls } from './layer-calls';

/** The first calls that change the values of an input. */
export function firstCallsOf(calls: LayerCalls, input: string): LayerCall[] {
  const start = calls.all.find(({ layer, inputs }) => layer.name === input && inputs.length === 0);
  return start ? nearestAfter(calls, start, ({ layer }) => keepsValues(layer)) : [];
}

/** The value that stands for a missing step in an input, of the masking that takes it; null where none does. */
export function maskValueOf(calls: LayerCalls, input: string): number | null {
  const masking = calls.all.find(
    ({ layer, inputs }) => layer.getClassName() === 'Masking' && inputs[0]?.layer.name === input,
  );
  return masking ? ((masking.layer.getConfig().maskValue as number | undefined) ?? 0) : null;
}

/** The embeddings that take an input as indices. */
export const embeddingsOf = (calls: LayerCalls, input: string): tf.layers.Layer[] =>
  firstCallsOf(calls, input)
    .map(({ layer }) => layer)
    .filter((layer) => layer.getClassName() === 'Embedding');

/** Whether an input goes to embeddings and nowhere else. */
export function isEmbedded(calls: LayerCalls, input: string): boolean {
  const first = firstCallsOf(calls, input);
  return first.length > 0 && first.every(({ layer }) => layer.getClassName() === 'Embedding');
}
