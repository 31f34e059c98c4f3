// Residual networks of dense blocks.
import { tf } from '../backend';
import { integer, type NameOf } from '../errors';
import { checkOptions, option, type Checked, type Schema } from '../option-schema';
import { activate, addSkip, applyLayer, buildModel, dense, identity, normalize, sequential } from './blocks';
import type { LayerFunction } from './blocks';
import { NORMALIZED_SCHEMA, type NormalizedSpec } from './common';
import { Scale } from './layers';

const VARIANTS = ['original', 'preActivation'] as const;
const BRANCHES = ['plain', 'zero', 'skipInit', 'fixup'] as const;

/**
 * A residual network of dense blocks, as plain data.
 *
 * @example
 * const spec: ResidualSpec = { inputs: 64, width: 64, blocks: 20, outputs: 10, branch: 'fixup' };
 * residual(spec).outputs[0].shape; // [null, 10]
 */
export interface ResidualSpec extends NormalizedSpec {
  /** The number of inputs of an example, at least 1. */
  readonly inputs: number;
  /** The width of every layer but the last, at least 1. */
  readonly width: number;
  /** The number of blocks, at least 1. */
  readonly blocks: number;
  /** The number of dense layers in a block; at least 1, for 'fixup' at least 2. Default 2. */
  readonly layersPerBlock?: number;
  /**
   * 'original': the activation comes after the addition (He et al. 2016a). 'preActivation': normalisation and activation come
   * before each layer, and the skip connections are identities from end to end (He et al. 2016b). Default 'preActivation'.
   */
  readonly variant?: NameOf<(typeof VARIANTS)[number]>;
  /**
   * The initialisation that keeps a block near the identity without a normalisation. 'plain': none. 'zero': the last layer of
   * each branch starts at zero (Goyal et al. 2017, section 5.1, there the gain of its norm). 'skipInit': each branch is
   * multiplied by a learned number that starts at zero (De and Smith 2020; Bachlechner et al. 2021 as ReZero). 'fixup': the
   * first layers of a branch are scaled by blocks^(-1/(2m - 2)) for m layers a branch, its last layer and the logits start at
   * zero, and each branch has a learned multiplier that starts at one (Zhang, Dauphin and Ma 2019, section 3). Default
   * 'plain'.
   */
  readonly branch?: NameOf<(typeof BRANCHES)[number]>;
}

const SCHEMA = {
  inputs: option.count(),
  width: option.count(),
  blocks: option.count(),
  layersPerBlock: option.integer({ min: 1, default: 2 }),
  variant: option.oneOf(VARIANTS, { default: 'preActivation' }),
  branch: option.oneOf(BRANCHES, { default: 'plain' }),
  ...NORMALIZED_SCHEMA,
} satisfies Schema<ResidualSpec>;

/** A checked spec with its defaults. */
export type CheckedResidual = Checked<typeof SCHEMA>;

/** @throws {TypeError | RangeError} that names the option that is not right */
export function checkedResidual(where: string, spec: ResidualSpec): CheckedResidual {
  const checked = checkOptions(where, 'spec', spec, SCHEMA);
  if (checked.branch === 'fixup') integer(where, 'layersPerBlock', checked.layersPerBlock, 2);
  return checked;
}

/**
 * Builds a residual network of dense blocks as an ordinary tf.LayersModel, from [batch, inputs] to logits [batch, outputs]: a
 * dense `stem`, then blocks that add their output to their input (He et al. 2016a, eq. 1; 2016b, eq. 1 and 2), then `logits`. In
 * block 3 the layers are named
 * `block3_dense1`, `block3_relu1`, `block3_norm1`, `block3_scale`, `block3_add`.
 *
 * @param spec the network; see {@link ResidualSpec}
 * @returns the model, not compiled, with its weights drawn; the caller disposes of it
 * @throws {TypeError} when an option is missing, unknown or of a wrong type, or a name is not one of its list
 * @throws {RangeError} when a number is out of its range
 * @example
 * const model = residual({ inputs: 64, width: 64, blocks: 10, outputs: 10, normalization: 'batch', initializer: 'heNormal' });
 * model.outputs[0].shape; // [null, 10]
 */
export function residual(spec: ResidualSpec): tf.LayersModel {
  const checked = checkedResidual('residual', spec);
  const { inputs, blocks, bias, outputs, width, variant, initializer, seed } = checked;
  const stem = dense('stem', width, bias);
  const stack = sequential(...Array.from({ length: blocks }, (_, i) => block(checked, `block${i + 1}`)));
  const body =
    variant === 'original'
      ? sequential(stem, normAndPhi(checked, 'stem'), stack)
      : sequential(stem, stack, normAndPhi(checked, 'end'));
  const model = buildModel([inputs], sequential(body, dense('logits', outputs, bias)), initializer, { seed });
  scaleBranches(model, checked);
  return model;
}

const normAndPhi = (
  { normalization, activation }: CheckedResidual,
  prefix: string,
  i: number | '' = '',
): LayerFunction =>
  sequential(
    normalize(normalization, `${prefix}_norm${i}`),
    activate(activation, `${prefix}_${activation}${i}`),
  );

function block(spec: CheckedResidual, prefix: string): LayerFunction {
  const { width, layersPerBlock, variant, branch, normalization, activation, bias } = spec;
  const numbers = Array.from({ length: layersPerBlock }, (_, i) => i + 1);
  const layer = (i: number): LayerFunction => dense(`${prefix}_dense${i}`, width, bias);
  const scale =
    branch === 'skipInit' || branch === 'fixup'
      ? applyLayer(new Scale({ name: `${prefix}_scale`, initial: branch === 'fixup' ? 1 : 0 }))
      : identity;
  if (variant === 'preActivation') {
    const layers = numbers.map((i) => sequential(normAndPhi(spec, prefix, i), layer(i)));
    return addSkip(`${prefix}_add`, sequential(...layers, scale));
  }
  const layers = numbers.map((i) =>
    i < layersPerBlock
      ? sequential(layer(i), normAndPhi(spec, prefix, i))
      : sequential(layer(i), normalize(normalization, `${prefix}_norm${i}`)),
  );
  return sequential(
    addSkip(`${prefix}_add`, sequential(...layers, scale)),
    activate(activation, `${prefix}_${activation}${layersPerBlock}`),
  );
}

/** Scales the weights that the initialiser drew for the branches, by the spec's `branch`. */
function scaleBranches(model: tf.LayersModel, { blocks, layersPerBlock, branch }: CheckedResidual): void {
  if (branch === 'plain' || branch === 'skipInit') return;
  const fixup = blocks ** (-1 / (2 * layersPerBlock - 2));
  for (let b = 1; b <= blocks; b++) {
    for (let i = 1; i <= layersPerBlock; i++) {
      const isLast = i === layersPerBlock;
      if (isLast || branch === 'fixup') multiply(model.getLayer(`block${b}_dense${i}`), isLast ? 0 : fixup);
    }
  }
  if (branch === 'fixup') multiply(model.getLayer('logits'), 0);
}

function multiply(layer: tf.layers.Layer, factor: number): void {
  tf.tidy(() => {
    layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, factor)));
  });
}
