// TensorFlow.js, and what this library needs of its private parts.
import './single-part-gradients';
import { tf } from './tensorflow';
import './tile-gradient';

/** A tensor of any rank, from whichever copy of tfjs. */
export const isTensor = (value: unknown): value is tf.Tensor => value instanceof tf.Tensor;

/** A tf.LayersModel, from whichever copy of tfjs: a practitioner's model may come from another one. */
export function isLayersModel(value: unknown): value is tf.LayersModel {
  const model = value as Partial<tf.LayersModel> | null;
  return (
    typeof model === 'object' &&
    Array.isArray(model?.layers) &&
    Array.isArray(model.inputs) &&
    typeof model.apply === 'function'
  );
}

/** tf.tidy for work whose result is plain data: every tensor made in it is freed. */
export function scope<T>(work: () => T): T {
  let result!: T;
  tf.tidy(() => {
    result = work();
  });
  return result;
}

export { tf };
export { undoable, type Assignments } from './assignments';
export { isDisposed } from './model';
export { disposeStates, keepStates, type KeptStates } from './states';
export { isOfKnownClass, registerLayer } from './classes';
export { SummaryWriter } from './summaries';
export { releaseTape, variablesRead } from './tape';
export * from './internals';
