import type { tf } from '../backend';
import { invalidArgument } from '../errors';
import { convolutional, type ConvolutionalSpec } from './convolutional';
import { highway, type HighwaySpec } from './highway';
import { mlp, type MlpSpec } from './mlp';
import { recurrent, type RecurrentSpec } from './recurrent';
import { residual, type ResidualSpec } from './residual';

/** What any of the builders takes. */
export type NetworkSpec = MlpSpec | ResidualSpec | HighwaySpec | ConvolutionalSpec | RecurrentSpec;

/** What each kind of spec has and no other. */
const builders: Readonly<Record<string, (spec: never) => tf.LayersModel>> = {
  hidden: mlp,
  blocks: residual,
  layers: highway,
  filters: convolutional,
  units: recurrent,
};

/**
 * The network of a spec, by the builder that the spec is for: `hidden` is mlp's, `blocks` residual's, `filters`
 * convolutional's, `units` recurrent's, and `layers` without them highway's.
 *
 * @throws {TypeError | RangeError} when the spec is none of them, or not right
 * @example build({ inputs: 64, width: 32, blocks: 4, outputs: 10 }) // residual
 */
export function build(spec: NetworkSpec): tf.LayersModel {
  const keys = ['hidden', 'blocks', 'filters', 'units', 'layers']; // a recurrent spec may have layers too
  const key = typeof spec === 'object' && spec !== null ? keys.find((name) => name in spec) : undefined;
  if (key === undefined)
    throw invalidArgument(
      'build',
      'spec',
      'a spec of mlp, residual, highway, convolutional or recurrent',
      spec,
    );
  return builders[key](spec as never);
}
