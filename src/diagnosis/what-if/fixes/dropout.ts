import { changeLayers, type LayerOptions } from '../model-config';
import type { Fix } from '../subject';

/** A fraction that costs little training in a network that can't fit its data yet. */
const SMALL = 0.1;
const FIELDS = ['rate', 'dropout', 'recurrent_dropout'];

/** Less dropout: a network that does not fit its training data has no need of it (Srivastava et al. 2014, section 7.3). */
export const dropout: Fix = {
  name: 'dropout',
  notebook: null,
  apply(subject) {
    const { spec, config } = subject;
    if (spec !== null) {
      if (!('dropout' in spec) || (spec.dropout ?? 0) <= SMALL) return null;
      return {
        subject: { ...subject, spec: { ...spec, dropout: SMALL } },
        change: `dropout: ${SMALL}`,
      };
    }
    if (config === null) return null;
    let count = 0;
    const isLarge = (own: LayerOptions, field: string): boolean =>
      typeof own[field] === 'number' && own[field] > SMALL;
    const changed = changeLayers(config, ({ className, config: own }) => {
      const large = FIELDS.filter((field) => isLarge(own, field));
      if (!/Dropout|^(SimpleRNN|LSTM|GRU)$/.test(className) || large.length === 0) return null;
      count++;
      return [{ className, config: { ...own, ...Object.fromEntries(large.map((field) => [field, SMALL])) } }];
    });
    return count === 0
      ? null
      : { subject: { ...subject, config: changed }, change: `tf.layers.dropout({ rate: ${SMALL} })` };
  },
};
