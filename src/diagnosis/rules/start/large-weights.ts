import { formatNumber } from '../../../format';
import { median } from '../../../math';
import type { Symptom } from '../../finding';
import type { Plan } from '../../plan/plan';
import type { Rule } from '../../rule';
import { criticalVariance } from '../../start/expectation';
import type { Start } from '../../start/start';
import { initializerOf } from './depth-words';

/** The size of the outputs over what it should be, and the variance of weights over its critical value, from which they are too large. */
const [OUTPUTS, WEIGHTS] = [4, 4];

/** Weights that are drawn so large that the first outputs are several times too large. */
export const largeWeights: Rule<Start> = {
  name: 'large-weights',
  cause: 'bad-initialization',
  summary: 'weights are drawn many times too large, so that the first outputs are far beyond their targets',
  source:
    'He et al. 2015, eq. 10: the critical variance; LeCun et al. 1998, section 4.6; for recurrent matrices: Sompolinsky et al. 1988',
  notebook: '04-initialisation',
  inspect: (start) => [...ofOutputs(start), ...ofStates(start)].slice(0, 1),
};

/** The size that outputs should have: the standard deviation of numbers; logits saturate a softmax or sigmoid from 1 on. */
function targetSize({ outputs: [output] }: Plan): number {
  return output?.encoding === 'numbers' && output.activation === null ? output.target.std : 1;
}

function ofOutputs({ plan, passes, links }: Start): Symptom[] {
  const size = median(passes.map(({ measures }) => measures.at(-1)?.z?.rms ?? NaN)) / targetSize(plan);
  if (!(size > OUTPUTS)) return [];
  const [worst] = links
    .flatMap((link) => {
      const W = passes[0]?.measures.find(({ layer }) => layer === link.layer)?.W;
      const critical = criticalVariance(link) ?? 1;
      // A normalisation takes the size of the weights before it away.
      if (!W || link.fanIn === null || link.normalization) return [];
      return [{ link, variance: link.fanIn * W.rms ** 2, critical }];
    })
    .sort((p, q) => q.variance / q.critical - p.variance / p.critical);
  if (!worst || worst.variance < WEIGHTS * worst.critical) return [];
  const { link, variance, critical } = worst;
  return [
    {
      severity: 'warning',
      confidence: 0.8,
      layer: link.layer,
      evidence: {
        quantity: `fan_in · E[W²] at ${link.layer}`,
        value: variance,
        threshold: WEIGHTS * critical,
        basis: `theory: ${formatNumber(critical, 3)} keeps the size of the signal through ${link.activation ?? 'no activation'} (He et al. 2015, eq. 10), here four times that`,
      },
      problem:
        `The weights are too large: their variance times fan_in is ${formatNumber(variance, 2)} at ${link.layer}, where ` +
        `${formatNumber(critical, 3)} keeps the signal; the first outputs are ${formatNumber(size, 2)} times as large as they should be.`,
      meaning:
        'The training begins with a loss far above that of a constant, and with a saturated output or large errors; the first steps are spent on undoing them.',
      remedy: {
        text: `Draw the weights with a variance of ${formatNumber(critical, 3)} / fan_in (gain ${formatNumber(Math.sqrt(critical), 3)}).`,
        code: `kernelInitializer: ${initializerOf(critical)}`,
        fixes: ['initializer'],
      },
    },
  ];
}

/** The number of matrices that a recurrent layer has side by side, by its kind. */
const gatesOf = (kind: string): number => (/lstm/i.test(kind) ? 4 : /gru/i.test(kind) ? 3 : 1);

/**
 * Recurrent matrices: with a variance of g² / units the states of a tanh network are chaotic for g > 1 (Sompolinsky et al. 1988), and
 * gates saturate.
 */
function ofStates({ passes: [pass] }: Start): Symptom[] {
  return (pass?.layers.objects() ?? [])
    .filter(({ quantity, rms }) => quantity === 'U' && rms > 0)
    .flatMap(({ layer, kind, rms, norm }): Symptom[] => {
      const units = Math.sqrt((norm / rms) ** 2 / gatesOf(kind));
      const variance = units * rms ** 2;
      if (!(variance > WEIGHTS)) return [];
      return [
        {
          severity: 'warning',
          confidence: 0.8,
          layer,
          evidence: {
            quantity: `units · E[U²] at ${layer}`,
            value: variance,
            threshold: WEIGHTS,
            basis:
              'theory: states of tanh units are chaotic from 1 on (Sompolinsky et al. 1988), here four times that',
          },
          problem: `The recurrent weights of ${layer} are too large: their variance times ${formatNumber(units, 3)} units is ${formatNumber(variance, 2)}, where 1 keeps the state.`,
          meaning:
            'Each time step amplifies the state until its units and gates are saturated: it forgets what the first steps said, and the gradient is erratic.',
          remedy: {
            text: "Use an orthogonal recurrent matrix, and 'glorotUniform' for the inputs.",
            code: `tf.layers.lstm({ units, kernelInitializer: 'glorotUniform', recurrentInitializer: 'orthogonal' })`,
            fixes: ['orthogonal recurrence'],
          },
        },
      ];
    })
    .slice(0, 1);
}
