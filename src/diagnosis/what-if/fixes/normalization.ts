import type { MlpSpec } from '../../../networks';
import { changeLayers } from '../model-config';
import type { Fix } from '../subject';
import { DENSE_OR_CONV } from './activation';

/** Batch normalisation in every hidden layer, before its activation (Ioffe and Szegedy 2015). */
export const normalization: Fix = {
  name: 'normalization',
  notebook: '07-normalisation',
  apply(subject, { kinds, outputLayers }) {
    const { spec, config } = subject;
    const change = "normalization: 'batch'";
    if (spec !== null) {
      if ('units' in spec || !('hidden' in spec || 'filters' in spec || 'blocks' in spec)) return null;
      if ((spec.normalization ?? 'none') !== 'none') return null;
      return { subject: { ...subject, spec: { ...(spec as MlpSpec), normalization: 'batch' } }, change };
    }
    if (config === null || [...kinds].some((kind) => kind.endsWith('Normalization'))) return null;
    let count = 0;
    const changed = changeLayers(config, ({ name, className, config: own }) => {
      if (outputLayers.has(name) || !DENSE_OR_CONV.test(className)) return null;
      count++;
      const axis = own.data_format === 'channels_first' ? 1 : -1;
      const norm = { className: 'BatchNormalization', config: { axis } };
      const { activation } = own;
      if (activation === undefined || activation === 'linear') return [{ className, config: own }, norm];
      return [
        { className, config: { ...own, activation: 'linear' } },
        norm,
        { className: 'Activation', config: { activation } },
      ];
    });
    return count === 0
      ? null
      : { subject: { ...subject, config: changed }, change: 'tf.layers.batchNormalization()' };
  },
};
