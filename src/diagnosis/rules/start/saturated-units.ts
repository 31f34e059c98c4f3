import { formatNumber } from '../../../format';
import { median } from '../../../math';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { activationSetting, layerCode } from './depth-words';
import { criticalVariance } from '../../start/expectation';

/**
 * The share of the gradient's norm that has to be left, and the share of saturated values of one layer at which it hardly learns. Where the
 * share s of a layer's values is saturated, about 1 - s of the gradient's mean square passes.
 */
const [PASSES, NEARLY_ALL] = [0.5, 0.95];
/** How many times too large a variance of the weights has to be to be the reason. */
const TOO_LARGE = 4;

/** Hidden units at the flat ends of their activation. */
export const saturatedUnits: Rule<Start> = {
  name: 'saturated-units',
  cause: 'saturating-hidden-activation',
  summary: 'most values of a hidden layer are where its activation is flat',
  source: 'Glorot and Bengio 2010, section 3',
  notebook: '03-saturating-activations',
  inspect({ passes, links, isChain }) {
    const saturations = links
      .slice(0, -1)
      .map((link) => {
        const measures = passes.map((pass) => pass.measures.find(({ layer }) => layer === link.layer));
        const saturated = median(measures.map((one) => one?.z?.saturated ?? one?.a?.saturated ?? 0));
        const W = measures[0]?.W;
        const variance = W && link.fanIn !== null ? link.fanIn * W.rms ** 2 : null;
        return { link, saturated, variance };
      })
      .filter(({ link }) => link.activation !== 'softmax');
    const left = saturations.reduce((product, { saturated }) => product * Math.sqrt(1 - saturated), 1);
    // A path around the layers, such as past closed gates, passes on what they do not: there a layer counts by itself.
    if (!(left < PASSES) || !(isChain || saturations.some(({ saturated }) => saturated > NEARLY_ALL)))
      return [];
    return saturations
      .sort((p, q) => q.saturated - p.saturated)
      .slice(0, 1)
      .map(({ link, saturated, variance }) => {
        const isWeights = variance !== null && variance > TOO_LARGE * (criticalVariance(link) ?? 4);
        return {
          severity: saturated > NEARLY_ALL ? 'error' : 'warning',
          confidence: 0.8,
          ...(isWeights ? { cause: 'bad-initialization' as const } : {}),
          layer: link.layer,
          evidence: {
            quantity: "share of the gradient's norm that saturation leaves over the hidden layers",
            value: left,
            threshold: PASSES,
            basis:
              'arithmetic: of the gradient’s mean square a layer passes 1 - s, s its share of saturated values; at unit variance s is 4 % for tanh',
          },
          problem: `${formatNumber(100 * saturated, 3)} % of the values of ${link.layer} are at the flat ends of its activation.`,
          meaning:
            'The derivative there is below 6 % of its greatest value: the gradient hardly passes. ' +
            (isWeights
              ? `The weights are the reason: their variance times fan_in is ${formatNumber(variance, 3)}.`
              : 'The pre-activations are too large: the inputs are, or the weights.'),
          remedy: {
            text: isWeights
              ? "Draw smaller weights, such as with 'glorotNormal'."
              : 'Scale each column of the inputs to mean 0 and standard deviation 1, or normalise the pre-activations.',
            code: isWeights
              ? layerCode(
                  link.kind,
                  `${activationSetting(link.activation ?? 'tanh')}kernelInitializer: 'glorotNormal'`,
                )
              : 'const { mean, variance } = tf.moments(x, 0);\nconst scaled = x.sub(mean).div(variance.sqrt().add(1e-7));',
            fixes: isWeights ? ['initializer'] : ['scale x'],
          },
        } as const;
      });
  },
};
