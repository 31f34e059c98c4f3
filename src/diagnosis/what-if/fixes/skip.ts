import { tf, variableOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { flattenLayers } from '../../../hooks';
import type { MlpSpec } from '../../../networks';
import { addSkips } from '../skips';
import type { Fix, Preparation } from '../subject';

/**
 * A skip connection around every layer (He et al. 2016). Each block adds its share: unscaled, blocks that keep the signal's size would
 * double its variance at each sum (De and Smith 2020, section 2).
 */
export const skip: Fix = {
  name: 'skip',
  notebook: '08-skip-connections',
  apply(subject, { evenLayers, kinds }) {
    const { spec, config } = subject;
    if (spec === null) {
      if (config === null || evenLayers.size < 2 || kinds.has('Add')) return null;
      const changed = addSkips(config, evenLayers);
      if (changed === null) return null;
      const { scales } = changed;
      const scale: Preparation = (model) => {
        scaleBlocks(model, scales);
      };
      return {
        subject: { ...subject, config: changed.config, weights: [...subject.weights, scale] },
        change: `tf.layers.add().apply([x, block(x)]), with the last weights of a block times ${formatNumber(shareOf(scales), 2)}`,
      };
    }
    if (!('hidden' in spec || 'filters' in spec)) return null;
    const widths = 'hidden' in spec ? spec.hidden : spec.filters;
    const isEven = widths.every((width) => width === widths[0]);
    if (spec.skip || widths.length < 2 || !isEven) return null;
    return { subject: { ...subject, spec: { ...(spec as MlpSpec), skip: true } }, change: 'skip: true' };
  },
};

/** The factor on the output of each of L blocks. */
const shareOf = (blocks: readonly string[]): number => 1 / blocks.length;

/** Scales the kernels of layers, or what a normalisation multiplies by. */
function scaleBlocks(model: tf.LayersModel, names: readonly string[]): void {
  const share = shareOf(names);
  for (const layer of flattenLayers(model)) {
    const [weight] = layer.weights;
    if (!names.includes(layer.name) || weight === undefined) continue;
    tf.tidy(() => {
      const variable = variableOf(weight);
      variable.assign(tf.mul(variable, share));
    });
  }
}
