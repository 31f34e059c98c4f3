// The networks of test/fixtures/networks.json, with the weights and the inputs that PyTorch had.
import { tf } from '../src/backend';
import * as builders from '../src/networks';
import { fill, sizeOf, type Drawn, type Kept } from './fill';
import { noise } from './noise';
import fixture from './fixtures/networks.json';

const BATCH = 8;

export interface Pass {
  builder: 'mlp' | 'residual' | 'highway' | 'convolutional' | 'recurrent';
  spec: Record<string, unknown> & { outputs: number };
  training: boolean;
  loss: number;
  outputs: Record<string, { value: Kept; grad: Kept }>;
  weights: Record<string, { shape: number[]; grad: Kept }>;
  drawn: Drawn;
}

export const passes = fixture.passes as unknown as Pass[];

export const titleOf = ({ builder, spec, training }: Pass): string =>
  `${builder} ${JSON.stringify(spec).replaceAll('"', '')}${training ? '' : ', evaluated'}`;

/** The network with its weights, a batch for it, and a class for each example. All of it is the caller's. */
export function networkOf({ builder, spec, drawn }: Pass) {
  const model = (builders[builder] as (spec: object) => tf.LayersModel)(spec);
  fill(model, drawn);
  const shape = [BATCH, ...model.inputs[0].shape.slice(1)] as number[];
  const x = tf.tensor(
    Float32Array.from(noise(1, sizeOf(shape)), (v) => 2 * v),
    shape,
  );
  const labels = tf.tensor1d(
    Array.from({ length: BATCH }, (_, i) => i % spec.outputs),
    'int32',
  );
  return { model, x, labels };
}
