import { changeLayers } from '../model-config';
import type { Fix } from '../subject';

/** The least width that a hidden layer gets: of n ReLU units of a layer all are zero on 2⁻ⁿ of the inputs. */
const LEAST = 16;

/** Hidden layers of at least 16 units: narrow ReLU layers are born dead (Lu et al. 2020, section 3). */
export const width: Fix = {
  name: 'width',
  notebook: '05-relu-and-its-relatives',
  apply(subject, { outputLayers }) {
    const { spec, config } = subject;
    if (spec !== null) {
      if (!('hidden' in spec) || spec.hidden.every((units) => units >= LEAST)) return null;
      const hidden = spec.hidden.map((units) => Math.max(units, LEAST));
      return {
        subject: { ...subject, spec: { ...spec, hidden } },
        change: `hidden: [${hidden.join(', ')}]`,
      };
    }
    if (config === null) return null;
    const names: string[] = [];
    const changed = changeLayers(config, ({ name, className, config: own }) => {
      if (className !== 'Dense' || outputLayers.has(name) || (own.units as number) >= LEAST) return null;
      names.push(name);
      return [{ className, config: { ...own, units: LEAST } }];
    });
    if (names.length === 0) return null;
    return {
      subject: { ...subject, config: changed },
      change: `tf.layers.dense({ units: ${LEAST} }) for ${names.join(', ')}`,
      evenLayers: new Set(), // a layer before or behind may have another width now
    };
  },
};
