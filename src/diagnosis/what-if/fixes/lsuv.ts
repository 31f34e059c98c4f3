import { activations, gaussianGain, type Activation } from '../../../activations';
import type { MlpSpec } from '../../../networks';
import { lsuv } from '../../../training';
import { withWeights, type Fix } from '../subject';

/** Layer-sequential unit variance: orthogonal weights, scaled on the data (Mishkin and Matas 2016). */
export const lsuvFix: Fix = {
  name: 'lsuv',
  notebook: '06-initialisation-that-keeps-the-signal',
  apply(subject, { activation }) {
    const phi = (activations as Readonly<Record<string, Activation>>)[activation ?? 'relu'];
    return {
      subject: {
        ...withWeights(subject, (model, x, seed) => {
          lsuv(model, x, { seed });
        }),
        // Pre-activations of variance 1 are what this gain gives.
        theory:
          phi === undefined || subject.spec === null
            ? null
            : {
                ...(subject.spec as MlpSpec),
                initializer: { name: 'lecunNormal', gain: gaussianGain(phi) },
              },
      },
      change: 'lsuv(model, x)',
    };
  },
};
