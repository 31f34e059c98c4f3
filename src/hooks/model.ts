// The check of a model that is to run as in training.
import { isDisposed, isLayersModel, layerSettings, type tf } from '../backend';
import { invalidArgument } from '../errors';
import { flattenLayers } from './nested-layers';

/** @throws {TypeError} where the value is no model, or the model is disposed, is without layers, or has one that tfjs can't run in training */
export function checkModel(where: string, model: unknown): asserts model is tf.LayersModel {
  if (!isLayersModel(model)) throw invalidArgument(where, 'model', 'a tf.LayersModel', model);
  if (isDisposed(model)) throw new TypeError(`${where}: the model is disposed; build it anew`);
  if (model.layers.length === 0) throw new TypeError(`${where}: the model has no layers`);
  const partial = flattenLayers(model).find((layer) => {
    const { scale, center } = layerSettings(layer);
    return layer.getClassName() === 'BatchNormalization' && (scale === false || center === false);
  });
  if (partial) {
    throw new TypeError(
      `${where}: tfjs can't run ${partial.name} in training: its batch normalization has scale or center false. ` +
        "Leave both true, and set the layer's trainable to false where gamma and beta are to stay as they are",
    );
  }
}
