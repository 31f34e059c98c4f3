// The builder of any spec.
import type { tf } from '../backend';
import { invalidArgument } from '../errors';
import { convolutional, type ConvolutionalSpec } from './convolutional';
import { highway, type HighwaySpec } from './highway';
import { mlp, type MlpSpec } from './mlp';
import { recurrent, type RecurrentSpec } from './recurrent';
import { residual, type ResidualSpec } from './residual';

/** The spec of any of the builders. */
export type NetworkSpec = MlpSpec | ResidualSpec | HighwaySpec | ConvolutionalSpec | RecurrentSpec;

/** The builders, each with an option that its spec has; a recurrent spec may have `layers` too, and comes first. */
const BUILDERS: readonly (readonly [string, (spec: never) => tf.LayersModel])[] = [
  ['hidden', mlp],
  ['blocks', residual],
  ['filters', convolutional],
  ['units', recurrent],
  ['layers', highway],
];

/**
 * Builds the network of a spec, by the builder that the spec is for: `hidden` is mlp's, `blocks` residual's, `filters`
 * convolutional's, `units` recurrent's, and `layers` without them highway's.
 *
 * @param spec a spec of any of the builders
 * @returns the model, from inputs of the spec's shape to logits [batch, outputs]; the caller disposes of it
 * @throws {TypeError} when the spec is for none of the builders, lacks an option, or has one that is unknown or of a wrong type
 * @throws {RangeError} when an option is out of its range
 * @example
 * const specs: NetworkSpec[] = [
 *   { inputs: 64, hidden: [32, 32], outputs: 10 },
 *   { inputs: 64, width: 32, blocks: 4, outputs: 10 },
 * ];
 * specs.map((spec) => build(spec).layers.length); // [6, 24]
 */
export function build(spec: NetworkSpec): tf.LayersModel {
  const isObject = typeof spec === 'object' && spec !== null;
  const builder = isObject ? BUILDERS.find(([key]) => key in spec)?.[1] : undefined;
  if (builder !== undefined) return builder(spec as never);
  const takes = 'a spec of mlp, residual, highway, convolutional or recurrent';
  throw invalidArgument('build', 'spec', takes, spec);
}
