// A model of a kind, with data, and what fit is to differentiate.
import { tf } from '../../src/backend';
import { noise } from '../noise';
import type { ClassWeights, Loss, LossName, Penalty } from './losses';

export interface Architecture {
  /** The kind in words. */
  readonly name: string;
  readonly build: () => tf.LayersModel | Promise<tf.LayersModel>;
  /** A batch for each input. */
  readonly x: () => tf.Tensor[];
  /** The targets of each output. */
  readonly y: () => tf.Tensor[];
  /** The loss of each output: a name of tfjs's, or a function that fit takes as well. */
  readonly loss: readonly (LossName | Loss)[];
  readonly classWeight?: readonly (ClassWeights | null)[];
  readonly penalties?: (model: tf.LayersModel) => Penalty[];
  /** Layers that are not to be trained, by name: what fit leaves as it is. */
  readonly frozen?: readonly string[];
}

/**
 * Architectures of one family, with data and losses in common.
 *
 * @returns a function that takes the name, the builder, and what differs from the family
 */
export const family =
  (common: Pick<Architecture, 'x' | 'y' | 'loss'>) =>
  (name: string, build: Architecture['build'], own: Partial<Architecture> = {}): Architecture => ({
    name,
    build,
    ...common,
    ...own,
  });

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Numbers from -scale to scale, the same for the same seed. */
export const numbers = (shape: number[], seed: number, scale = 1): tf.Tensor =>
  tf.tensor(
    Float32Array.from(noise(seed, sizeOf(shape)), (v) => scale * v),
    shape,
  );

/** Whole numbers from 0 to below. */
export const indices = (shape: number[], below: number, seed: number): tf.Tensor =>
  tf.tensor(
    Int32Array.from(noise(seed, sizeOf(shape)), (v) => Math.floor(((v + 1) / 2) * below)),
    shape,
    'int32',
  );

/** Rows of 0 and one 1. */
export const oneHot = (rows: number, classes: number, seed: number): tf.Tensor =>
  tf.tidy(() => tf.cast(tf.oneHot(indices([rows], classes, seed) as tf.Tensor1D, classes), 'float32'));

/** Gives every weight numbers of its own; what is a variance stays above 0. */
export function fill<Model extends tf.LayersModel>(model: Model, scale = 0.6): Model {
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      const values = numbers(weight.shape as number[], 100 + i, scale);
      weight.write(weight.originalName.includes('variance') ? tf.add(tf.abs(values), 0.5) : values);
    });
  });
  return model;
}

/** A Sequential whose weights are filled. */
export const sequential = (...layers: tf.layers.Layer[]): tf.Sequential => fill(tf.sequential({ layers }));
