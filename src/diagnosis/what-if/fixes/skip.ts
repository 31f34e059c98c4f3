import type { MlpSpec } from '../../../networks';
import { addSkips } from '../skips';
import type { Fix } from '../subject';

/** A skip connection around every layer (He et al. 2016). */
export const skip: Fix = {
  name: 'skip',
  notebook: '08-skip-connections',
  apply(subject, { evenLayers, kinds }) {
    const { spec, config } = subject;
    if (spec === null) {
      if (config === null || evenLayers.size < 2 || kinds.has('Add')) return null;
      const changed = addSkips(config, evenLayers);
      return changed && { subject: { ...subject, config: changed }, change: 'tf.layers.add()' };
    }
    if (!('hidden' in spec || 'filters' in spec)) return null;
    const widths = 'hidden' in spec ? spec.hidden : spec.filters;
    const isEven = widths.every((width) => width === widths[0]);
    if (spec.skip || widths.length < 2 || !isEven) return null;
    return { subject: { ...subject, spec: { ...(spec as MlpSpec), skip: true } }, change: 'skip: true' };
  },
};
