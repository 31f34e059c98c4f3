import type { MlpSpec } from '../../../networks';
import type { Fix } from '../subject';

/** Batch normalisation in every hidden layer (Ioffe and Szegedy 2015). */
export const normalization: Fix = {
  name: 'normalization',
  notebook: '07-normalisation',
  apply(subject) {
    const { spec } = subject;
    if (spec === null || 'units' in spec || !('hidden' in spec || 'filters' in spec || 'blocks' in spec))
      return null;
    if ((spec.normalization ?? 'none') !== 'none') return null;
    return {
      subject: { ...subject, spec: { ...(spec as MlpSpec), normalization: 'batch' } },
      change: "normalization: 'batch'",
    };
  },
};
