import { tf } from '../backend';
import { integer, checkKeys, oneOf, type NameOf } from '../errors';
import {
  activate,
  addSkip,
  sequential,
  dense,
  buildModel,
  normalize,
  identity,
  applyLayer,
  type LayerFunction,
} from './blocks';
import { checkedCommon, COMMON_KEYS, type CheckedCommon, type CommonSpec } from './common';
import { Scale } from './layers';

/** A residual network of dense blocks, as plain data. */
export interface ResidualSpec extends CommonSpec {
  readonly inputs: number;
  /** Of every layer but the last. */
  readonly width: number;
  readonly blocks: number;
  /** Dense layers in a block. Default 2. */
  readonly layersPerBlock?: number;
  /**
   * 'original': the activation comes after the addition (He et al. 2016a). 'preActivation': normalisation and activation come
   * before each layer, and nothing stands in the way of the identity (He et al. 2016b). Default 'preActivation'.
   */
  readonly variant?: NameOf<(typeof variants)[number]>;
  /**
   * What keeps a block near the identity at the start, without a normalisation. 'plain': nothing. 'zero': the last layer of
   * each branch starts at zero (Goyal et al. 2017, section 5.1, there the gain of its norm). 'skipInit': each branch is
   * multiplied by a learned number that starts at zero (De and Smith 2020; Bachlechner et al. 2021 as ReZero). 'fixup': the
   * first layers of a branch are scaled by blocks^(-1/(2m - 2)), m layers a branch, its last layer and the logits start at
   * zero, and each branch has a learned multiplier that starts at one (Zhang, Dauphin and Ma 2019, section 3). Default
   * 'plain'.
   */
  readonly branch?: NameOf<(typeof branches)[number]>;
}

const variants = ['original', 'preActivation'] as const;
const branches = ['plain', 'zero', 'skipInit', 'fixup'] as const;
const KEYS = ['inputs', 'width', 'blocks', 'layersPerBlock', 'variant', 'branch', ...COMMON_KEYS];

export interface CheckedResidual extends CheckedCommon {
  readonly inputs: number;
  readonly width: number;
  readonly blocks: number;
  readonly layersPerBlock: number;
  readonly variant: (typeof variants)[number];
  readonly branch: (typeof branches)[number];
}

/** The spec with every default filled in, or an error that names the part that is not right. */
export function checkedResidual(where: string, spec: ResidualSpec): CheckedResidual {
  checkKeys(where, 'spec', spec, KEYS);
  const inputs = integer(where, 'inputs', spec.inputs, 1);
  const branch = oneOf(where, 'branch', spec.branch ?? 'plain', branches);
  return {
    inputs,
    ...checkedCommon(where, spec),
    width: integer(where, 'width', spec.width, 1),
    blocks: integer(where, 'blocks', spec.blocks, 1),
    layersPerBlock: integer(where, 'layersPerBlock', spec.layersPerBlock ?? 2, branch === 'fixup' ? 2 : 1),
    variant: oneOf(where, 'variant', spec.variant ?? 'preActivation', variants),
    branch,
  };
}

/**
 * A residual network of dense blocks as an ordinary tf.LayersModel: a dense `stem`, then blocks that add what they compute to
 * what they get, then `logits`. In block 3 the layers are named `block3_dense1`, `block3_relu1`, `block3_norm1`,
 * `block3_scale`, `block3_add`.
 *
 * @param spec what to build; see {@link ResidualSpec}
 * @throws {TypeError | RangeError} that names the part of the spec that is not right
 * @example residual({ inputs: 64, width: 64, blocks: 10, outputs: 10, normalization: 'batch', initializer: 'heNormal' });
 */
export function residual(spec: ResidualSpec): tf.LayersModel {
  const where = 'residual';
  const full = checkedResidual(where, spec);
  const { inputs, blocks, bias, outputs } = full;
  const numbered = Array.from({ length: blocks }, (_, i) => block(full, `block${i + 1}`));
  const steps =
    full.variant === 'original'
      ? [dense('stem', full.width, bias), normAndPhi(full, 'stem'), ...numbered]
      : [dense('stem', full.width, bias), ...numbered, normAndPhi(full, 'end')];
  const model = buildModel([inputs], sequential(...steps, dense('logits', outputs, bias)), full.initializer, {
    seed: full.seed,
  });
  start(model, full);
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
  const scaled =
    branch === 'skipInit' || branch === 'fixup'
      ? applyLayer(new Scale({ name: `${prefix}_scale`, initial: branch === 'fixup' ? 1 : 0 }))
      : identity;
  if (variant === 'preActivation') {
    const layers = numbers.map((i) => sequential(normAndPhi(spec, prefix, i), layer(i)));
    return addSkip(`${prefix}_add`, sequential(...layers, scaled));
  }
  const layers = numbers.map((i) =>
    i < layersPerBlock
      ? sequential(layer(i), normAndPhi(spec, prefix, i))
      : sequential(layer(i), normalize(normalization, `${prefix}_norm${i}`)),
  );
  return sequential(
    addSkip(`${prefix}_add`, sequential(...layers, scaled)),
    activate(activation, `${prefix}_${activation}${layersPerBlock}`),
  );
}

/** What the branches start from, beside what the initialiser drew. */
function start(model: tf.LayersModel, { blocks, layersPerBlock, branch }: CheckedResidual): void {
  if (branch === 'plain' || branch === 'skipInit') return;
  const scaling = blocks ** (-1 / (2 * layersPerBlock - 2));
  for (let b = 1; b <= blocks; b++) {
    for (let i = 1; i <= layersPerBlock; i++) {
      const last = i === layersPerBlock;
      if (last || branch === 'fixup') multiply(model.getLayer(`block${b}_dense${i}`), last ? 0 : scaling);
    }
  }
  if (branch === 'fixup') multiply(model.getLayer('logits'), 0);
}

function multiply(layer: tf.layers.Layer, factor: number): void {
  tf.tidy(() => {
    layer.setWeights(layer.getWeights().map((weight) => tf.mul(weight, factor)));
  });
}
