import { activations } from '../../../activations';
import { initialize, type InitializerSpec } from '../../../initializers';
import { formatNumber } from '../../../format';
import { criticalPoint } from '../../../theory';
import type { MlpSpec } from '../../../networks';
import { withWeights, type Fix } from '../subject';

/** The initialiser whose gain is critical for the activation: gradients neither vanish nor explode. */
export const initializer: Fix = {
  name: 'initializer',
  notebook: '06-initialisation-that-keeps-the-signal',
  apply(subject, { activation }) {
    const spec = criticalInitializer(activation ?? 'relu');
    if (spec === null) return null;
    const code = initializerCode(spec);
    if (subject.spec === null)
      return {
        subject: withWeights(subject, (model, _x, seed) => {
          initialize(model, spec, { seed, recurrent: 'orthogonal' });
        }),
        change: `initialize(model, ${code})`,
      };
    return {
      subject: { ...subject, spec: { ...(subject.spec as MlpSpec), initializer: spec } },
      change: `initializer: ${code}`,
    };
  },
};

/** He et al. 2015 for rectifiers, else LeCun's with the gain at which χ₁ is 1 (Schoenholz et al. 2017). */
function criticalInitializer(activation: string): InitializerSpec | null {
  if (activation === 'relu') return 'heNormal';
  if (!(activation in activations)) return null;
  try {
    const { weightVariance } = criticalPoint(activation, 0);
    return { name: 'lecunNormal', gain: Math.sqrt(weightVariance) };
  } catch (error) {
    if (error instanceof RangeError) return null; // no variance is critical
    throw error;
  }
}

const initializerCode = (spec: InitializerSpec): string =>
  typeof spec === 'string'
    ? `'${spec}'`
    : `{ name: '${spec.name}', gain: ${formatNumber((spec as { gain: number }).gain)} }`;
