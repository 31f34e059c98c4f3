// Shapes of tensors, compared and written in errors.
import { tf } from '../backend';

export type Shape = readonly (number | null)[];

/** A shape whose open sizes read 'batch': [batch, 10]. */
export const formatShape = (shape: Shape): string => `[${shape.map((size) => size ?? 'batch').join(', ')}]`;

export const describeShape = ({ shape }: tf.Tensor): string => `shape [${shape.join(', ')}]`;

/** Whether a shape is the expected one, where a size that is open in either fits any. */
export const fitsShape = (shape: Shape, expected: Shape): boolean =>
  shape.length === expected.length &&
  expected.every((size, axis) => size === null || shape[axis] === null || size === shape[axis]);

/** The shape of targets beside an output: [batch] stands for [batch, 1], as in fit. */
export const expandedShape = (shape: Shape, outputRank: number): Shape =>
  shape.length === 1 && outputRank > 1 ? [...shape, 1] : shape;

/** Targets beside predictions: [batch] stands for [batch, 1], as in fit. */
export const expandTargets = (y: tf.Tensor, { rank }: tf.Tensor): tf.Tensor =>
  y.rank === 1 && rank > 1 ? tf.expandDims(y, 1) : y;
