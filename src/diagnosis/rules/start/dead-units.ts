import { traitsOf } from '../../../activations';
import { fieldsOf, variableOf } from '../../../backend';
import { formatNumber } from '../../../format';
import { erf, gaussianExpectation, median } from '../../../math';
import type { Rule } from '../../rule';
import type { Link } from '../../start/chain';
import type { LayerMeasures } from '../../start/measures';
import type { Start } from '../../start/start';
import { isSeen } from './draws';

/** The share of dead units from which a layer counts, when chance gives fewer. */
const MOST = 0.5;

/**
 * The probability that a ReLU's unit is 0 for each of n examples, when any two of its pre-activations have a correlation: with
 * z_i = √c t + √(1 - c) e_i it is E[Φ(-√c t / √(1 - c))ⁿ]. It is 2⁻ⁿ for c = 0 and 1/2 for c = 1.
 */
export function deadByChance(n: number, correlation: number): number {
  const c = Math.min(1 - 1e-6, Math.max(0, correlation));
  const scale = Math.sqrt(c / (1 - c));
  return gaussianExpectation((t) => ((1 + erf((-scale * t) / Math.SQRT2)) / 2) ** n, [0]);
}

/** The share of a layer's units that are dead beyond what chance gives; 0 where chance explains it. */
function deadBeyondChance(link: Link, { a, correlation }: LayerMeasures, rows: number): number {
  const dead = a?.dead ?? 0;
  if (dead < MOST) return 0;
  // Batch normalisation takes the mean over the rows away, which makes them alike; layer normalisation leaves it.
  const isCentered =
    link.normalization?.kind === 'BatchNormalization' && link.normalization.isBeforeActivation;
  const expected = deadByChance(rows, isCentered ? 0 : (correlation ?? 0));
  const chance = 4 * Math.sqrt((expected * (1 - expected)) / link.units);
  return dead > expected + chance ? dead : 0;
}

/** Units of a hidden ReLU layer that are 0 for every example. */
export const deadUnits: Rule<Start> = {
  name: 'dead-units',
  cause: 'dying-relu',
  summary: 'more units of a hidden ReLU layer are 0 for every example than chance gives a healthy layer',
  source: 'Lu et al. 2019; chance: the orthant probability of equally correlated normal variables',
  notebook: '05b-dead-units',
  inspect(start) {
    const { links, passes } = start;
    return links
      .slice(0, -1)
      .filter(({ activation }) => traitsOf(activation)?.isRectified)
      .map((link) => {
        const shares = passes.map(({ measures, rows }) => {
          const one = measures.find(({ layer }) => layer === link.layer);
          return one ? deadBeyondChance(link, one, rows.length) : 0;
        });
        return { link, shares, dead: median(shares), isWhole: shares[0] === 1 };
      })
      .filter(({ dead, isWhole }) => dead > 0 || isWhole)
      .sort((p, q) => Number(q.isWhole) - Number(p.isWhole) || q.dead - p.dead)
      .slice(0, 1)
      .map(({ link, shares, dead, isWhole }) => {
        const share = shares.filter((one) => one === 1).length / shares.length;
        const value = isWhole ? 1 : dead;
        return {
          severity: isWhole ? (isSeen(isWhole, share) ? 'error' : 'warning') : 'warning',
          confidence: shares.filter((one) => one > 0).length / shares.length,
          layer: link.layer,
          evidence: {
            quantity: `share of units of ${link.layer} that are 0 for every example`,
            value,
            threshold: MOST,
            basis:
              'theory: chance gives fewer, from the correlation of the examples, four standard errors added',
          },
          problem:
            `${formatNumber(100 * value, 3)} % of the units of ${link.layer} are dead: they are 0 for every example of the batch` +
            `${lowBiasOf(start, link.layer)}.`,
          meaning:
            'Where a ReLU is 0 its derivative is 0: a dead unit gets no gradient, and does nothing for the layers behind it.',
          remedy: {
            text: 'Scale the inputs to mean 0, start the biases at 0, lower the rate, or use a leaky ReLU.',
            code: 'tf.layers.leakyReLU({ alpha: 0.01 })',
            fixes: ['activation', 'initializer'],
          },
        } as const;
      });
  },
};

/** The mean of a layer's biases as the end of a sentence, where it is further below 0 than its inputs deviation; else empty. */
function lowBiasOf({ plan, passes: [pass] }: Start, name: string): string {
  const layer = plan.layers.find((one) => one.name === name);
  const { bias } = fieldsOf(layer ?? {}) as { bias?: Parameters<typeof variableOf>[0] | null };
  const deviation = pass?.measures.find((one) => one.layer === name)?.deviation ?? 0;
  if (!bias || typeof bias.read !== 'function') return '';
  const values = variableOf(bias).dataSync<'float32'>();
  const mean = values.reduce((sum, one) => sum + one / values.length, 0);
  return mean < -deviation
    ? `; its biases start at ${formatNumber(mean, 2)}, and the standard deviation of z is ${formatNumber(deviation, 2)}`
    : '';
}
