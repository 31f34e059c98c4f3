// One training of a model at a time, as with fit: two would move its weights in turns.
import { compiledFields, innerModel, isDisposed, type tf } from '../backend';

/** @throws {Error} where fit or this library is training the model */
export function checkIdle(where: string, model: tf.LayersModel): void {
  if (compiledFields(innerModel(model)).isTraining)
    throw new Error(`${where}: the model is being trained already; await that training first`);
}

/** Marks a model as in training, for fit too, until the function that it gives is called. */
export function markInTraining(where: string, model: tf.LayersModel): () => void {
  checkIdle(where, model);
  const fields = compiledFields(innerModel(model));
  fields.isTraining = true;
  return () => {
    fields.isTraining = false;
  };
}

/** @throws {Error} where the model was disposed of on the way */
export function checkAlive(where: string, model: tf.LayersModel): void {
  if (isDisposed(model)) throw new Error(`${where}: the model was disposed of while it was trained`);
}
