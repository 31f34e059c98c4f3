import { formatNumber } from '../../../format';
import type { Rule } from '../../rule';
import type { Start } from '../../start/start';
import { activationSetting, layerCode } from './depth-words';

/**
 * The shares of units with a twin from which a layer is reported: a pair in a wide layer costs it little; of half of them, the layer can do
 * little more than its other units.
 */
const TWINS = { warning: 0.05, error: 0.5 };

/** Units with the same weights and the same gradient stay the same. */
export const symmetricUnits: Rule<Start> = {
  name: 'symmetric-units',
  cause: 'bad-initialization',
  summary: 'units of a hidden layer have equal weights and equal gradients, so that they stay equal',
  source: 'Rumelhart, Hinton and Williams 1986, on breaking the symmetry',
  notebook: '04-initialisation',
  inspect: ({ passes: [pass], links }) =>
    (pass?.measures ?? [])
      .filter(({ layer }) => links.slice(0, -1).some((link) => link.layer === layer))
      .filter(({ twins }) => twins !== null && twins > TWINS.warning)
      .slice(0, 1)
      .map(({ layer, kind, twins, W, activation }) => ({
        severity: twins! >= TWINS.error ? 'error' : 'warning',
        confidence: 1,
        layer,
        evidence: {
          quantity: 'share of units with the weights and the gradient of another',
          value: twins!,
          threshold: TWINS.warning,
          basis: 'arithmetic: equal weights with equal gradients stay equal',
        },
        problem:
          `${formatNumber(100 * twins!, 3)} % of the units of ${layer} are copies of one another: ` +
          (W?.rms === 0 ? 'all their weights are 0.' : 'they have equal weights, and equal gradients.'),
        meaning:
          'Copies get the same update in every step and stay copies: the layer does what one unit could do.',
        remedy: {
          text: "Draw the weights at random: 'heNormal' for ReLU, 'glorotNormal' for tanh and sigmoid. Zeros are for biases.",
          code: layerCode(
            kind,
            `${activationSetting(activation)}kernelInitializer: '${/relu|elu/i.test(activation ?? '') ? 'heNormal' : 'glorotNormal'}'`,
          ),
          fixes: ['initializer'],
        },
      })),
};
